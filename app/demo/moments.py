"""The clock of the play: what the demo's people did happened on working days, at believable hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from app.foundation import clock
from app.foundation.calendar import is_working_day
from app.foundation.clock import WARSAW


def before(days: int, at: str) -> dt.datetime:
    """Return the moment `at` ("9:30") of the working day that lies `days` (at least 1) before today."""
    day = clock.today()
    left = days
    while left > 0:
        day -= dt.timedelta(days=1)
        left -= is_working_day(day)
    hour, minute = map(int, at.split(":"))
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=WARSAW)


def minutes_ago(minutes: int) -> dt.datetime:
    """Return a moment just past."""
    return clock.now() - dt.timedelta(minutes=minutes)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Let the office's clock show this moment inside the block; afterwards it runs with the machine's."""
    clock.clock.set(moment)
    try:
        yield
    finally:
        clock.clock.reset()
