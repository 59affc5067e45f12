"""Reading accounts: by what somebody typed, by what an admin looks for, and names for history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row, RowMapping, and_, or_, select

from app.accounts.models import Account, AccountCode, email_key
from app.foundation import clock
from app.foundation.db import db, reading
from app.foundation.errors import NotFoundError
from app.foundation.fold import fold
from app.foundation.i18n import gettext as _
from app.foundation.listing import Listing, Order, Sort
from app.foundation.tokens import read_identifier

LOGIN_STATES = ("invited", "active", "blocked")
ORDER = Order(
    Account.id,
    {"newest": Sort(Account.created_at, descending=True), "name": Sort(Account.name_fold)},
)


def by_login(typed: str) -> Row[Any] | None:
    """Return the account an identifier or e-mail logs in to, with its PIN if one waits. One statement.

    An e-mail logs in when exactly one live account has it. Staff have nothing but their e-mail, so theirs
    comes before a customer's with the same address, who then uses the identifier.
    """
    with reading() as connection:
        found = connection.execute(_login(typed)).all()
    staff = [row for row in found if row.kind == "staff"]
    if len(found) == 1:
        return found[0]
    return staff[0] if len(staff) == 1 else None


def _login(typed: str) -> Any:
    identifier = read_identifier(typed)
    mine = Account.identifier == identifier if identifier else Account.email_key == email_key(typed)
    pin = and_(
        AccountCode.account_id == Account.id,
        AccountCode.kind == "pin",
        AccountCode.used_at.is_(None),
        AccountCode.expires_at > clock.now(),
    )
    wanted: Any = (
        select(
            Account.id,
            Account.kind,
            Account.state,
            Account.name,
            Account.language,
            Account.roles,
            Account.password_hash,
            Account.blocked_reason,
            AccountCode.id.label("pin_id"),
            AccountCode.hash.label("pin_hash"),
        )
        .outerjoin(AccountCode, pin)
        .where(mine, Account.state.in_(LOGIN_STATES))
        .limit(3)
    )
    return wanted


def get(account_id: int | None) -> Account:
    """Return an account; raises NotFoundError."""
    account = db.session.get(Account, account_id) if account_id is not None else None
    if account is None:
        raise NotFoundError
    return account


def row_of(account_id: int) -> RowMapping:
    """Return an account's row; raises NotFoundError."""
    row = db.session.execute(select(Account.__table__).where(Account.id == account_id)).mappings().first()
    if row is None:
        raise NotFoundError
    return row


def holders(email: str) -> list[Account]:
    """Return every account that is not closed and has this address."""
    key = email.strip().casefold()
    statement = select(Account).where(Account.email_key == key, Account.state != "closed")
    return list(db.session.scalars(statement.order_by(Account.id)))


def actor_names(ids: Iterable[str]) -> Mapping[str, str]:
    """Return the words history shows for actor ids (`staff:3`, `customer:7`, `system`, …). One statement."""
    ids = set(ids)
    words = {"system": _("The office's system"), "visitor": _("A visitor")}
    by_id = {one: int(one.partition(":")[2]) for one in ids if one.startswith(("staff:", "customer:"))}
    names: dict[int, str] = {}
    if by_id:
        rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(by_id.values())))
        names = {row.id: row.name for row in rows}
    known = {one: names.get(number, one) for one, number in by_id.items()}
    applicants = {one: _("The applicant") for one in ids if one.startswith("applicant:")}
    return {**{one: one for one in ids}, **words, **applicants, **known}


def listing(typed: str, sort: str | None, *, after: int | None = None, before: int | None = None) -> Listing:
    """Return a page of accounts found by identifier, e-mail or the beginning of a name; all when empty."""
    rows: Any = select(
        Account.id,
        Account.name,
        Account.kind,
        Account.identifier,
        Account.email,
        Account.state,
        Account.created_at,
    )
    if typed:
        rows = rows.where(_matches(typed))
    return ORDER.page(rows, sort, after=after, before=before)


def _matches(typed: str) -> Any:
    identifier = read_identifier(typed)
    if identifier:
        return Account.identifier == identifier
    if "@" in typed:
        return Account.email_key == email_key(typed)
    words = fold(typed).split()
    # Both "Nowak Anna" and "Anna Nowak" are typed; the key begins with the surname.
    turned = [words[-1:] + words[:-1], words]
    return or_(*(Account.name_fold.startswith(" ".join(one), autoescape=True) for one in turned))


def codes_of(account_id: int) -> list[AccountCode]:
    """Return the account's PINs and invitations, the latest first. One statement."""
    statement = select(AccountCode).where(
        AccountCode.account_id == account_id, AccountCode.kind.in_(("pin", "invite"))
    )
    return list(db.session.scalars(statement.order_by(AccountCode.id.desc()).limit(10)))


def words_of(account_id: int) -> list[str]:
    """Return what a password must not be made of: name, identifier, e-mail. Read outside the transaction."""
    statement = select(Account.name, Account.identifier, Account.email).where(Account.id == account_id)
    with reading() as connection:
        row = connection.execute(statement).first()
    return [word for word in row or () if word]


def password_of(account_id: int) -> str | None:
    """Return the hash of an account's password. Read outside the transaction."""
    with reading() as connection:
        return connection.execute(select(Account.password_hash).where(Account.id == account_id)).scalar()
