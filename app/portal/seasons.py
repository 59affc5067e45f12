"""Winters and summers: "what did I use last winter" is asked more often than "what in a calendar year"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.months import later
from app.portal.taken import Months, Taken, Together, together

APRIL, OCTOBER = 4, 10
HALF = 6


@dataclass(frozen=True, slots=True)
class Season:
    """A winter (October to March) or a summer (April to September), by the months that are known of it."""

    begin: dt.date
    months: Sequence[Taken]

    @property
    def is_winter(self) -> bool:
        """Whether it is the dark half of the year."""
        return self.begin.month == OCTOBER

    @property
    def end(self) -> dt.date:
        """The first day of its last month."""
        return dt.date(self.begin.year + 1, 3, 1) if self.is_winter else dt.date(self.begin.year, 9, 1)

    @property
    def name(self) -> str:
        """Its year, or its two years: `2025/26`."""
        return f"{self.begin.year}/{self.end.year % 100:02d}" if self.is_winter else str(self.begin.year)

    @property
    def is_whole(self) -> bool:
        """Whether readings cover all of it."""
        return len(self.months) == HALF and all(month.is_whole for month in self.months)

    @property
    def sum(self) -> Together:
        """All its months."""
        return together(self.months)

    def difference(self, before: Season) -> int | None:
        """Return how much more Wh than in the season before were used; None where they cannot be compared."""
        if not (self.is_whole and before.is_whole):
            return None
        mine, other = ([month.days.keys() for month in each.months] for each in (self, before))
        return self.sum.energy - before.sum.energy if mine == other else None


def season(months: Months, year: int, begin: int) -> Season:
    """Return the season that begins in a month of a year."""
    days = [later(dt.date(year, begin, 1), step) for step in range(HALF)]
    return Season(days[0], [months[day] for day in days if day in months and months[day].is_known])


def a_year_before(months: Months, one: Season) -> Season:
    """Return the same season of the year before."""
    return season(months, one.begin.year - 1, one.begin.month)


def last_winter(months: Months, year: int, day: dt.date) -> Season:
    """Return the winter that ended in a year; while that one lasts (on `day`), the winter before it."""
    ended = year if dt.date(year, APRIL, 1) <= day else year - 1
    return season(months, ended - 1, OCTOBER)


def seasons(months: Months) -> list[Season]:
    """Return every season of which anything is known, the newest first."""
    if not months:
        return []
    first, last = min(months).year, max(months).year
    found = [season(months, year, begin) for year in range(first - 1, last + 1) for begin in (APRIL, OCTOBER)]
    return [one for one in reversed(found) if one.months]
