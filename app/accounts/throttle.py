"""Throttles: how often something was tried within a window that ends by itself, as rows of the database."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, or_, update
from sqlalchemy.orm import aliased

from app.accounts.models import Throttle
from app.foundation import clock
from app.foundation.crypto import digest
from app.foundation.db import db, second_transaction, upsert
from app.settings import service as settings


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries of `key` within `span`; buckets with several limits make the wait grow."""

    bucket: str
    key: str
    most: int
    span: dt.timedelta

    @property
    def row(self) -> str:
        """The row's key: a digest, so that neither addresses nor logins stand in the table."""
        return digest("throttle", f"{self.bucket}\0{int(self.span.total_seconds())}\0{self.key}")


def hit(bucket: str, key: str, *, most: int, span: dt.timedelta) -> int:
    """Count one try of `key` in `bucket`; returns 0 when it is allowed, else the seconds to wait.

    Counted through the second door by one atomic upsert: call it before the request touches the database.
    The window begins with its first try and is never prolonged, so every wait ends by itself.
    """
    return hit_all([Limit(bucket, key, most, span)])


def hit_all(limits: Iterable[Limit], shared: Iterable[Limit] = ()) -> int:
    """Count one try under every limit at once (one statement); returns the longest wait in seconds, or 0.

    `shared` are limits in which strangers are counted too. Whoever has used up one of his own `limits` adds
    nothing to them: else one who tries without end would make everybody wait.
    """
    own = list(limits)
    # Sorted, so that two requests which share rows never wait for each other crosswise.
    known = {limit.row: limit for limit in sorted([*own, *shared], key=lambda limit: limit.row)}
    moment = clock.now()
    with second_transaction() as connection:
        found = connection.execute(_count(known, {limit.row for limit in own}, moment)).all()
    over = [until for key, count, until in found if count > known[key].most]
    return max((math.ceil((until - moment).total_seconds()) for until in over), default=0)


def _count(known: dict[str, Limit], own: set[str], moment: dt.datetime) -> Any:
    statement = upsert(Throttle).values(
        [{"key": key, "count": 1, "until": moment + limit.span} for key, limit in known.items()]
    )
    ended = Throttle.until <= moment
    idle = and_(Throttle.key.not_in(own), _used_up(known, own, moment))
    return statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((ended, 1), (idle, Throttle.count), else_=Throttle.count + 1),
            "until": case((ended, statement.excluded.until), else_=Throttle.until),
        },
    ).returning(Throttle.key, Throttle.count, Throttle.until)


def _used_up(known: dict[str, Limit], own: set[str], moment: dt.datetime) -> ColumnElement[bool]:
    """Say in SQL whether one of these own limits leaves no try."""
    row = aliased(Throttle)
    full = or_(False, *(and_(row.key == key, row.count >= known[key].most) for key in sorted(own)))  # noqa: FBT003 - SQL's
    return exists().where(full, row.until > moment)


def give_back(limits: Iterable[Limit]) -> None:
    """Take back one counted try, because it was right; within the present transaction."""
    keys = sorted(limit.row for limit in limits)
    db.session.execute(
        update(Throttle).where(Throttle.key.in_(keys), Throttle.count > 0).values(count=Throttle.count - 1)
    )


def limits(setting: str, key: str) -> list[Limit]:
    """Return the limits of a setting that holds pairs of (tries, minutes)."""
    pairs: Sequence[tuple[int, int]] = settings.value(setting)
    return [Limit(setting, key, most, dt.timedelta(minutes=minutes)) for most, minutes in pairs]


def forget_ended() -> int:
    """Delete windows that have ended; returns how many."""
    done = db.session.execute(delete(Throttle).where(Throttle.until <= clock.now()))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a CursorResult
