"""The only source of the present moment; tests and timers' proofs can stop and move it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")


class Clock:
    """The office's clock: real time, or a moment it was set to."""

    def __init__(self) -> None:
        """Run with the machine's clock."""
        self._stopped: dt.datetime | None = None

    def now(self) -> dt.datetime:
        """Return the present moment, aware, in UTC."""
        return self._stopped or dt.datetime.now(dt.UTC)

    def set(self, moment: dt.datetime) -> None:
        """Stop the clock at an aware moment."""
        self._stopped = moment.astimezone(dt.UTC)

    def advance(self, by: dt.timedelta) -> None:
        """Stop the clock at what it shows now plus `by`."""
        self.set(self.now() + by)

    def reset(self) -> None:
        """Run with the machine's clock again."""
        self._stopped = None


clock = Clock()


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return clock.now()


def today() -> dt.date:
    """Return the present day in Poland."""
    return now().astimezone(WARSAW).date()


def day_of(moment: dt.datetime) -> dt.date:
    """Return the Polish day on which an aware moment falls."""
    return moment.astimezone(WARSAW).date()


def end_of_day(day: dt.date) -> dt.datetime:
    """Return the first moment after a Polish day, in UTC: a term of days ends when its last day has ended."""
    following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=WARSAW)
    return following.astimezone(dt.UTC)
