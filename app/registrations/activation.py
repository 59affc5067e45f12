"""Opening the access: the admin's last step, for one application or a chosen set, and taking it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, RowMapping, select, update

from app.accounts import codes, opening
from app.accounts import service as accounts
from app.accounts.codes import Pin
from app.accounts.models import Account
from app.customers import access
from app.customers.models import Customer, full_name
from app.customers.queries import contact_of
from app.foundation.actor import Actor
from app.foundation.db import db, reading
from app.foundation.errors import BusyError, NotFoundError, RefusedError
from app.mail.service import write
from app.registrations import desk_service, notice, tally
from app.registrations.desk_queries import row_of
from app.registrations.notice_mails import Owner, added, opened
from app.registrations.queries import TABLE
from app.registrations.subject import INDIVIDUAL, INSTITUTION, REGISTRATION, is_institution
from app.regulations.service import accept_on_paper, pass_on
from app.steps.service import Order, StaleError, fire_many

# What an account is to the customer it sees: a person his own, an institution's first user its administrator.
ROLES = {INDIVIDUAL.name: "holder", INSTITUTION.name: "administrator"}


@dataclass(slots=True)
class Activated:
    """What became of a chosen set: ids activated, and per id why not (None: changed since seen)."""

    done: list[int] = field(default_factory=list)
    refused: dict[int, list[str] | None] = field(default_factory=dict)


def activate(reference: str, seen: int, actor: Actor) -> None:
    """Activate one application; raises NotFoundError, StaleError, RefusedError with every reason.

    Raises BusyError when no core comes free for the PIN, which is hashed before the transaction's first
    statement: nobody waits for a lock meanwhile.
    """
    pins = _pins(TABLE.c.reference, {reference: seen})
    case_id = row_of(reference)["id"]
    found = _activate({case_id: seen}, actor, pins)
    if case_id in found.done:
        return
    if case_id not in found.refused:
        raise NotFoundError
    why = found.refused[case_id]
    if why is None:
        raise StaleError(REGISTRATION, case_id)
    raise RefusedError(why)


def activate_many(seen: Mapping[int, int], actor: Actor) -> Activated:
    """Activate a chosen set ({id: version seen}); whatever of it cannot be is named with its reasons.

    The comparison is made again under the lock. Of two applications for one customer the one with the lower
    id comes first, and the other then finds that the customer has access: as if taken one by one.
    Raises BusyError, like `activate`.
    """
    return _activate(seen, actor, _pins(TABLE.c.id, seen))


def _pins(key: Column[Any], seen: Mapping[Any, int]) -> list[Pin]:
    """Return a PIN for every case that still stands as it was seen; raises BusyError.

    Whoever comes too late is told so, not kept waiting for a core.
    """
    pins: list[Pin] = []
    try:
        while len(pins) < _unmoved(key, seen):
            pins.append(codes.new_pin())
    except BusyError:
        if len(pins) < _unmoved(key, seen):
            raise
    return pins


def _unmoved(key: Column[Any], seen: Mapping[Any, int]) -> int:
    """Return how many cases stand as they were seen, read outside the transaction. One statement."""
    with reading() as connection:
        rows = connection.execute(select(key, TABLE.c.version).where(key.in_(seen)))
        return sum(seen[name] == version for name, version in rows)


def _activate(seen: Mapping[int, int], actor: Actor, pins: list[Pin]) -> Activated:
    """Activate with PINs made beforehand, one for each case that can be moved."""
    found = Activated()
    cases = _cases(seen)
    owners = _owners([row.customer_id for row in cases if row.customer_id is not None])
    for part in _rounds(cases, seen):
        moved, refused = fire_many(REGISTRATION, part, Order("activate", actor))
        found.refused |= refused
        found.done += sorted(moved)
        for one in sorted(moved):
            _open(moved[one].row, owners[moved[one].row["customer_id"]], actor, pins.pop() if pins else None)
    tally.forget()
    return found


def _cases(ids: Collection[int]) -> Sequence[Any]:
    columns = (TABLE.c.id, TABLE.c.customer_id, TABLE.c.customer_no)
    return db.session.execute(select(*columns).where(TABLE.c.id.in_(ids)).order_by(TABLE.c.id)).all()


def _owners(ids: Collection[int]) -> dict[int, Owner]:
    """Return the customers, locked until the end of the transaction. Two statements.

    Else two admins with two applications of one customer would both find "no access yet".
    """
    if not ids:
        return {}
    columns = (Customer.id, Customer.customer_no, Customer.first_name, Customer.last_name, Customer.name)
    mine = select(*columns).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()
    rows, contacts = db.session.execute(mine).all(), contact_of(ids)
    return {
        row.id: Owner(row.customer_no, full_name(row.first_name, row.last_name, row.name), contacts[row.id])
        for row in rows
    }


def _rounds(cases: Sequence[Any], seen: Mapping[int, int]) -> list[dict[int, int]]:
    """Part a set so that each customer stands once in a part: the second then finds what the first did."""
    parts: list[dict[int, int]] = []
    turns: Counter[object] = Counter()
    for row in cases:
        customer = row.customer_id or row.customer_no
        if turns[customer] == len(parts):
            parts.append({})
        parts[turns[customer]][row.id] = seen[row.id]
        turns[customer] += 1
    return parts


def _open(row: RowMapping, owner: Owner, actor: Actor, pin: Pin | None) -> None:
    """Give the applicant a login, or the customer to the login he has, and tell whoever must know."""
    email = row["email"] if row["email_proved_at"] or is_institution(row) else None
    known = opening.find_person(row["pesel_digest"], email)
    account_id = known if known is not None else _new_account(row, email, actor)
    if row["purpose"] == "replace_admin":
        access.end_administrators(row["customer_id"])
    access.grant(account_id, row["customer_id"], row["id"], role=ROLES[row["workflow"]])
    _accepted(row, account_id)
    token = notice.new_link()
    changes = {"account_id": account_id, "notice_digest": notice.link_digest(token)}
    db.session.execute(update(TABLE).where(TABLE.c.id == row["id"]).values(changes))
    if known is None:
        address: dict[str, Any] = {"address_lines": owner.contact.address_lines}
        if is_institution(row):
            address["institution"] = owner.name
        codes.issue_pin(account_id, channel=row["codes_by"], address=address, actor=actor, pin=pin)
    else:
        write(added(row, owner))
    write(*opened(row, owner, token))


def _accepted(row: RowMapping, account_id: int) -> None:
    """Let what was accepted count for the account: online by a person, on paper by an institution."""
    pass_on(row["id"], account_id)
    signed = (row["paper"] or {}).get("regulations", {}) if is_institution(row) else {}
    if signed.get("version"):
        accept_on_paper(signed["version"], account_id=account_id, registration_id=row["id"])


def _new_account(row: RowMapping, email: str | None, actor: Actor) -> int:
    return opening.open_account(
        name=f"{row['first_name']} {row['last_name']}",
        email=email,
        email_proved_at=row["email_proved_at"],
        pesel_digest=row["pesel_digest"],
        language=row["language"],
        actor=actor,
    )


def send_back(reference: str, seen: int, actor: Actor, reason: str) -> None:
    """Give an application back to the clerk with what is to be checked once more."""
    desk_service.step(reference, seen, "send_back", actor, reason)


def reject(reference: str, seen: int, actor: Actor, reason: str) -> None:
    """Reject an application; `reason` as `reasons.reason_text` makes it."""
    desk_service.step(reference, seen, "reject", actor, reason)


def annul(reference: str, seen: int, actor: Actor, reason: str) -> None:
    """Take an activation back: access, visits and codes end, and the account when nothing is left to see."""
    row = desk_service.step(reference, seen, "annul", actor, reason)
    account_id, customer_id = row["account_id"], row["customer_id"]
    access.end(account_id, customer_id)
    accounts.end_sessions(account_id)
    accounts.void_codes(account_id)
    state = db.session.scalar(select(Account.state).where(Account.id == account_id))
    if state != "closed" and not access.customers_of(account_id):
        accounts.close(account_id, actor, reason)
