"""What was used lately: the last month, the last twelve, and both a year earlier; each point or in sum."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.billing.models import ConsumptionMonth
from app.foundation.db import db

YEAR = 12
SHOWN = 13  # the last month, and back to the same one a year earlier
KEPT = 26  # whole years a month back, should the present month be known in part


@dataclass(frozen=True, slots=True)
class Used:
    """Energy of a time in Wh; `days` of the time's `all_days` are covered by readings."""

    energy: int
    estimated: int
    days: int
    all_days: int

    @property
    def is_whole(self) -> bool:
        """Say whether every day is covered."""
        return self.days >= self.all_days


Months = Mapping[dt.date, Used]


def months_back(month: dt.date, number: int) -> dt.date:
    """Return the first day of the month so many months earlier."""
    years, rest = divmod(month.year * YEAR + month.month - 1 - number, YEAR)
    return dt.date(years, rest + 1, 1)


def by_supply(supply_ids: Collection[int], day: dt.date) -> dict[int, dict[dt.date, Used]]:
    """Return what was used month by month in the time a home looks back from `day`. One statement."""
    month = ConsumptionMonth
    sums: tuple[Any, ...] = (func.sum(month.energy), func.sum(month.estimated), func.min(month.days))
    rows = db.session.execute(
        select(month.supply_id, month.month, *sums)
        .where(month.supply_id.in_(supply_ids), month.month >= months_back(day.replace(day=1), KEPT))
        .group_by(month.supply_id, month.month)
    )
    found: dict[int, dict[dt.date, Used]] = {}
    for supply_id, first, energy, estimated, days in rows:
        length = calendar.monthrange(first.year, first.month)[1]
        found.setdefault(supply_id, {})[first] = Used(int(energy), int(estimated), int(days), length)
    return found


def together(each: Iterable[Months]) -> dict[dt.date, Used]:
    """Return the months of several supply points in sum; a month counts the days of all of them."""
    found: dict[dt.date, Used] = {}
    for months in each:
        for month, used in months.items():
            found[month] = _added(found[month], used) if month in found else used
    return found


def _added(one: Used, other: Used) -> Used:
    return Used(
        one.energy + other.energy,
        one.estimated + other.estimated,
        one.days + other.days,
        one.all_days + other.all_days,
    )


@dataclass(frozen=True, slots=True)
class Lately:
    """What was used up to a month, its first day; what is not known at all is None."""

    month: dt.date
    months: Months

    def of(self, month: dt.date) -> Used | None:
        """Return what was used in one month."""
        return self.months.get(month)

    @property
    def last(self) -> Used | None:
        """The last month."""
        return self.of(self.month)

    @property
    def earlier(self) -> Used | None:
        """The same month of the year before, None unless wholly known: else it would be no comparison."""
        found = self.of(months_back(self.month, YEAR))
        return found if found and found.is_whole else None

    @property
    def year(self) -> Used | None:
        """The twelve months up to the last, as far as they are known."""
        return self._sum(0)

    @property
    def known_months(self) -> int:
        """How many of these twelve months are wholly known."""
        return self._whole(0)

    @property
    def year_earlier(self) -> Used | None:
        """The twelve months before them, None unless each is wholly known."""
        return self._sum(YEAR) if self._whole(YEAR) == YEAR else None

    @property
    def rows(self) -> list[tuple[dt.date, Used | None]]:
        """The months of a chart, the oldest first."""
        return [(month, self.of(month)) for month in (months_back(self.month, n) for n in _OLDEST_FIRST)]

    def _whole(self, back: int) -> int:
        found = (self.of(months_back(self.month, back + number)) for number in range(YEAR))
        return sum(used is not None and used.is_whole for used in found)

    def _sum(self, back: int) -> Used | None:
        wanted = (self.of(months_back(self.month, back + number)) for number in range(YEAR))
        found = [used for used in wanted if used is not None]
        total = found[0] if found else None
        for used in found[1:]:
            total = _added(total, used) if total else used
        return total


_OLDEST_FIRST = range(SHOWN - 1, -1, -1)


def last_month(months: Months) -> dt.date | None:
    """Return the latest month that is wholly known, else the latest known in part, else None."""
    whole = [month for month, used in months.items() if used.is_whole]
    return max(whole or months, default=None)
