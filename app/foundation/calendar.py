"""Polish working days: the office's promise counts them, and stands while the applicant is to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache

from app.foundation.later import holidays

_SATURDAY = 5
_DAY = dt.timedelta(days=1)

Stop = tuple[dt.date, dt.date | None]


@cache
def _poland() -> holidays.HolidayBase:
    return holidays.country_holidays("PL")


def is_working_day(day: dt.date) -> bool:
    """Say whether the office works on this day (Act of 18 January 1951 on days off, as amended for 2025)."""
    return day.weekday() < _SATURDAY and day not in _poland()


def add_working_days(start: dt.date, days: int) -> dt.date:
    """Return the working day that lies `days` (>= 0) working days after `start`."""
    day = start
    while days > 0 or not is_working_day(day):
        day += _DAY
        days -= is_working_day(day)
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Count the working days after `start` up to and including `end`; 0 when `end` is not later."""
    span = max((end - start).days, 0)
    return sum(is_working_day(start + _DAY * step) for step in range(1, span + 1))


def due_day(start: dt.date, allowance: int, stops: Sequence[Stop] = ()) -> dt.date | None:
    """Return the last day of a promise of `allowance` working days begun on `start`.

    Days within a stop (first day included, day of the answer excluded) do not count.
    None while a stop is open: then there is no due day, only "we wait for you since …".
    """
    if any(end is None for _, end in stops):
        return None
    closed = [(begin, end) for begin, end in stops if end is not None]
    day, left = start, allowance
    while left > 0 or not is_working_day(day):
        day += _DAY
        counts = is_working_day(day) and not any(begin <= day < end for begin, end in closed)
        left -= counts
    return day
