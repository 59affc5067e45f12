"""Leases on rows of the outbox: one conditional UPDATE, so that no two workers ever hold the same row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, or_, select, type_coerce, update

from app.foundation import clock
from app.foundation.crypto import decrypt
from app.foundation.db import db, reading, transaction
from app.mail.models import Outbox
from app.settings.service import value

LEASE = dt.timedelta(minutes=5)
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=6)
LONGEST_FAULT = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """A row in this worker's hands until `until`; its secrets are still sealed."""

    id: int
    name: str
    language: str
    recipient: str | None
    params: Any
    sealed: str | None
    message_id: str
    created_at: dt.datetime
    attempts: int
    until: dt.datetime

    @property
    def secrets(self) -> Any:
        """The secrets; raises InvalidToken when their key is gone."""
        return json.loads(decrypt(self.sealed)) if self.sealed else None


def _waiting(moment: dt.datetime) -> ColumnElement[bool]:
    free = or_(Outbox.leased_until.is_(None), Outbox.leased_until < moment)
    return and_(Outbox.done_at.is_(None), Outbox.channel == "mail", Outbox.available_at <= moment, free)


def is_mail_waiting() -> bool:
    """Say whether a mail can be sent now; a look without a lock."""
    with reading() as connection:
        query = select(Outbox.id).where(_waiting(clock.now())).limit(1)
        return connection.scalar(query) is not None


def claim(most: int) -> list[Claim]:
    """Lease up to `most` mails, longest waiting first. Two statements, committed at once.

    A row whose attempts are used up although nobody reported a failure has ended its workers: it is dead.
    """
    moment = clock.now()
    until = moment + LEASE
    chosen = (
        select(Outbox.id)
        .where(_waiting(moment))
        .order_by(Outbox.available_at, Outbox.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    sealed = type_coerce(Outbox.secrets, Text).label("sealed")
    statement = (
        update(Outbox)
        .where(Outbox.id.in_(chosen))
        .values(leased_until=until, attempts=Outbox.attempts + 1)
        .returning(
            Outbox.id,
            Outbox.name,
            Outbox.language,
            Outbox.recipient,
            Outbox.params,
            sealed,
            Outbox.message_id,
            Outbox.created_at,
            Outbox.attempts,
        )
        .execution_options(synchronize_session=False)
    )
    with transaction():
        _bury_worn_out(moment)
        rows = db.session.execute(statement).all()
    return sorted((Claim(**row._mapping, until=until) for row in rows), key=lambda one: one.id)  # noqa: SLF001 - documented


def _bury_worn_out(moment: dt.datetime) -> None:
    worn = and_(_waiting(moment), Outbox.attempts >= value("mail.most_attempts"))
    _set(worn, done_at=moment, outcome="dead", leased_until=None)


def sent(one: Claim) -> None:
    """Put down that a mail has gone, and wipe its secrets."""
    with transaction():
        _set(_open(one), done_at=clock.now(), outcome="sent", secrets=None, leased_until=None, fault=None)


def postponed(one: Claim, fault: str) -> bool:
    """Let a mail wait longer each time it fails; return False when it was the last try and it is dead."""
    if one.attempts >= value("mail.most_attempts"):
        died(one, fault)
        return False
    with transaction():
        later = clock.now() + pause(one.attempts)
        _set(_mine(one), available_at=later, leased_until=None, fault=fault[:LONGEST_FAULT])
    return True


def died(one: Claim, fault: str) -> None:
    """Lay a mail before the admin; its secrets stay sealed until he has decided."""
    with transaction():
        dead = {"done_at": clock.now(), "outcome": "dead", "leased_until": None}
        _set(_mine(one), **dead, fault=fault[:LONGEST_FAULT])


def released(rest: Sequence[Claim]) -> None:
    """Give rows back that were not tried, for a little later. One statement."""
    if not rest:
        return
    with transaction():
        later = clock.now() + FIRST_PAUSE
        untouched = and_(_ids(rest), Outbox.leased_until == rest[0].until)
        _set(untouched, attempts=Outbox.attempts - 1, available_at=later, leased_until=None)


def pause(attempts: int) -> dt.timedelta:
    """Return how long a mail waits after its n-th failure: 30 s, doubled each time, at most 6 h."""
    doubled: int = 2 ** (attempts - 1)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _ids(claims: Iterable[Claim]) -> ColumnElement[bool]:
    return Outbox.id.in_([one.id for one in claims])


def _open(one: Claim) -> ColumnElement[bool]:
    return and_(Outbox.id == one.id, Outbox.done_at.is_(None))


def _mine(one: Claim) -> ColumnElement[bool]:
    # A worker whose lease ran out must not undo what its successor did.
    return and_(_open(one), Outbox.leased_until == one.until)


def _set(where: ColumnElement[bool], **values: Any) -> None:
    statement = update(Outbox).where(where).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))
