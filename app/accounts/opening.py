"""Opening an access: is the person known already, and if not, a new identifier in the state `invited`."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from app.accounts.models import Account, email_key
from app.accounts.subject import ACCOUNT
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.fold import fold
from app.foundation.tokens import new_identifier
from app.steps.service import open_case

CANDIDATES = 8


def find_person(pesel_digest: str | None, email: str | None) -> int | None:
    """Return the person's open customer account: same PESEL digest AND same proved e-mail, else None.

    `pesel_digest` is `crypto.digest("pesel", …)`. Of several the one in use comes before one only invited.
    Whoever asks for the same person waits until this transaction has ended.
    """
    if pesel_digest is None or email is None:
        return None
    _one_at_a_time(pesel_digest)
    return db.session.scalar(
        select(Account.id)
        .where(
            Account.kind == "customer",
            Account.state.in_(("active", "invited")),
            Account.pesel_digest == pesel_digest,
            Account.email_key == email_key(email),
            Account.email_proved_at.is_not(None),
        )
        .order_by(Account.state, Account.id)
        .limit(1)
    )


def _one_at_a_time(pesel_digest: str) -> None:
    """Else two admins would both find nobody and open two accesses; SQLite has one writer anyway."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(int(pesel_digest[:15], 16))))


def open_account(  # noqa: PLR0913 - one row; everything by name
    *,
    name: str,
    email: str | None,
    email_proved_at: dt.datetime | None,
    pesel_digest: str | None,
    language: str,
    actor: Actor,
) -> int:
    """Open a customer's access with a new identifier, in the state `invited`; returns its id.

    The codes are sent by `codes.issue_pin`.
    """
    values = _person(name, email, language) | {
        "kind": "customer",
        "identifier": _free_identifier(),
        "email_proved_at": email_proved_at,
        "pesel_digest": pesel_digest,
        "roles": "",
    }
    return open_case(ACCOUNT, "invited", "open", actor, values)


def open_staff(*, name: str, email: str, roles: str, language: str, actor: Actor) -> int:
    """Open the access of a member of staff (role names parted by spaces); returns its id."""
    values = _person(name, email, language) | {"kind": "staff", "identifier": None, "roles": roles}
    return open_case(ACCOUNT, "invited", "invite", actor, values, data={"roles": roles})


def _person(name: str, email: str | None, language: str) -> dict[str, object]:
    return {
        "name": name,
        "name_fold": name_key(name),
        "email": email,
        "email_key": email_key(email) if email else None,
        "language": language,
        "created_at": clock.now(),
    }


def name_key(name: str) -> str:
    """Return a name folded for search, its last word first (people are looked for by surname)."""
    *first, last = fold(name).split() or [""]
    return " ".join([last, *first])[:200]


def _free_identifier() -> str:
    candidates = [new_identifier() for _ in range(CANDIDATES)]
    taken = set(db.session.scalars(select(Account.identifier).where(Account.identifier.in_(candidates))))
    return next(one for one in candidates if one not in taken)
