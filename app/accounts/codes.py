"""One-time codes: the PIN of the first login, and the links of mails; each works once and ends by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, insert, select, update

from app.accounts import mails, passwords
from app.accounts.models import Account, AccountCode
from app.accounts.subject import MOST_TRIES, OPENING
from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.crypto import digest
from app.foundation.db import db, reading, second_transaction
from app.foundation.tokens import new_digits, new_token
from app.mail import service as mail
from app.settings import service as settings

PIN_DIGITS = 8
Channel = Literal["mail", "letter"]
Link = Literal["reset", "invite", "new_email", "proof"]
TERMS: dict[str, str] = {
    "reset": "term.reset",
    "invite": "term.invite",
    "new_email": "term.new_email",
    "proof": "term.new_email",
}
PATHS: dict[str, str] = {
    "reset": "/reset/",
    "invite": "/invite/",
    "new_email": "/account/email/",
    "proof": "/account/proof/",
}
MAILS: dict[str, str] = {
    "reset": "reset",
    "invite": "staff_invite",
    "new_email": "new_email",
    "proof": "prove_email",
}


@dataclass(frozen=True, slots=True)
class Pin:
    """A new PIN and its hash; made before a transaction begins, because hashing takes its time."""

    digits: str
    hash: str


def new_pin() -> Pin:
    """Return a fresh PIN; raises BusyError when no core comes free."""
    digits = new_digits(PIN_DIGITS)
    return Pin(digits, passwords.hashed(digits))


def issue_pin(
    account_id: int,
    *,
    channel: Channel,
    address: Mapping[str, Any] | None,
    actor: Actor,
    pin: Pin | None = None,
) -> None:
    """Send the identifier and a new PIN: in two mails, or in one sealed letter to `address`.

    Older codes are void from now on. Whoever issues many, or can, hands over a `new_pin()` made before the
    transaction. What `address` holds is said at `mails.codes_by_letter`.
    """
    account = db.session.get_one(Account, account_id)
    pin = pin or new_pin()
    term = "term.first_login_by_letter" if channel == "letter" else "term.first_login"
    until = clock.now() + settings.span(term)
    void(account_id)
    _store(account_id, "pin", pin.hash, until, channel=channel)
    if channel == "letter":
        messages = mails.codes_by_letter(account, pin.digits, until, address)
    else:
        messages = mails.codes_by_mail(account, pin.digits, until)
    mail.write(*messages)
    record(Entry("account", account_id, "account.codes_sent", actor, data={"channel": channel}))


def issue_link(account: Account, kind: Link, *, to: str | None = None) -> str:
    """Mail a link of this kind to the account's address or to a new one; returns the link's path.

    Links to a new password leave older ones alone: a stranger who asks again must not void the owner's.
    """
    token = new_token()
    until = clock.now() + settings.span(TERMS[kind])
    if kind != "reset":
        void(account.id, kind)
    _store(account.id, kind, digest("link", token), until, email=to)
    path = PATHS[kind] + token
    mail.write(mails.link(account, MAILS[kind], path, until, to=to))
    return path


def decoy() -> None:
    """Store a link that leads nowhere, so that asking for an unknown address takes as long."""
    _store(None, "reset", digest("link", new_token()), clock.now() + settings.span("term.reset"))


def _store(  # noqa: PLR0913 - one row; what is optional goes by name
    account_id: int | None,
    kind: str,
    stored: str,
    until: dt.datetime,
    *,
    channel: str = "mail",
    email: str | None = None,
) -> None:
    row = {"account_id": account_id, "kind": kind, "hash": stored, "channel": channel, "email": email}
    db.session.execute(insert(AccountCode).values(**row, issued_at=clock.now(), expires_at=until, tries=0))


def void(account_id: int, *kinds: str) -> None:
    """Make the account's codes of these kinds (by default PIN and invitation) worthless from now on."""
    now = clock.now()
    db.session.execute(
        update(AccountCode)
        .where(
            AccountCode.account_id == account_id,
            AccountCode.kind.in_(kinds or OPENING),
            AccountCode.expires_at > now,
        )
        .values(expires_at=now)
    )


def count_try(code_id: int | None) -> int:
    """Count one try of a PIN before it is compared; returns which try it is, 0 when none is left.

    One conditional UPDATE through the second door: however many come at once, five are compared at most.
    """
    statement = (
        update(AccountCode)
        .where(
            AccountCode.id == (code_id if code_id is not None else -1),
            AccountCode.tries < MOST_TRIES,
            AccountCode.used_at.is_(None),
            AccountCode.expires_at > clock.now(),
        )
        .values(tries=AccountCode.tries + 1)
        .returning(AccountCode.tries)
    )
    with second_transaction() as connection:
        return connection.execute(statement).scalar() or 0


def came_by_mail(account_id: int) -> bool:
    """Say whether the PIN entered last was sent by e-mail. One statement."""
    entered = (AccountCode.kind == "pin") & AccountCode.used_at.is_not(None)
    channel = select(AccountCode.channel).where(AccountCode.account_id == account_id, entered)
    return db.session.scalar(channel.order_by(AccountCode.id.desc()).limit(1)) == "mail"


def use(code_id: int) -> bool:
    """Use up a PIN that fitted; False when another request was first or it has been voided since."""
    statement = update(AccountCode).where(AccountCode.id == code_id)
    return _use(statement) is not None


def use_link(kind: Link, token: str) -> Row[Any] | None:
    """Use up a link: returns its account_id and email, or None when unknown, used, void or too old."""
    statement = update(AccountCode).where(
        AccountCode.hash == digest("link", token),
        AccountCode.kind == kind,
        AccountCode.account_id.is_not(None),
    )
    return _use(statement)


def _use(statement: Any) -> Row[Any] | None:
    now = clock.now()
    found = db.session.execute(
        statement.where(AccountCode.used_at.is_(None), AccountCode.expires_at > now)
        .values(used_at=now)
        .returning(AccountCode.account_id, AccountCode.email)
    )
    row: Row[Any] | None = found.first()
    return row


def holder(kind: Link, token: str) -> int | None:
    """Return whose link this is while it works; looking does not use it up. Read outside the transaction."""
    statement = select(AccountCode.account_id).where(
        AccountCode.hash == digest("link", token),
        AccountCode.kind == kind,
        AccountCode.used_at.is_(None),
        AccountCode.expires_at > clock.now(),
    )
    with reading() as connection:
        return connection.execute(statement).scalar()
