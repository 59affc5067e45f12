"""Months of the calendar: how long they are, and days so many months apart."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange


def length(day: dt.date) -> int:
    """Return how many days the month of a day has."""
    return monthrange(day.year, day.month)[1]


def last_day(day: dt.date) -> dt.date:
    """Return the last day of the month of a day."""
    return day.replace(day=length(day))


def later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later (earlier, below 0); that month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = dt.date(year, month + 1, 1)
    return first.replace(day=min(day.day, length(first)))
