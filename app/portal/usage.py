"""Consumption month by month and year by year: what is alike is compared, what is not is said as such."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.portal.figures import rounded
from app.portal.taken import Months, Taken, Together, together, zones_of

JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True, slots=True)
class Row:
    """A month of a year, beside the same month of the year before."""

    now: Taken
    before: Taken | None

    @property
    def is_alike(self) -> bool:
        """Whether the two can be compared."""
        return self.now.is_like(self.before)


@dataclass(frozen=True, slots=True)
class Year:
    """A year month by month, and what can be compared with the year before."""

    year: int
    rows: Sequence[Row]
    zones: Sequence[str]

    @property
    def known(self) -> list[Taken]:
        """The months that readings cover, if only in part."""
        return [row.now for row in self.rows if row.now.is_known]

    def is_ahead(self, month: Taken) -> bool:
        """Say whether a month comes after the last one that was read."""
        return not self.known or month.month > self.known[-1].month

    @property
    def alike(self) -> list[Row]:
        """The months that can be compared with those of the year before."""
        return [row for row in self.rows if row.is_alike]

    @property
    def sum(self) -> Together:
        """All months of the year."""
        return together(row.now for row in self.rows)

    @property
    def sum_alike(self) -> tuple[int, int]:
        """The energy of the months that can be compared: this year's, that of the year before."""
        pairs = [(row.now.energy, row.before.energy) for row in self.alike if row.before]
        return sum(now for now, _ in pairs), sum(before for _, before in pairs)

    @property
    def is_all_alike(self) -> bool:
        """Whether every month of the year can be compared."""
        return len(self.alike) == len(self.known) > 0

    @property
    def is_estimated(self) -> bool:
        """Whether the energy of any month shown is an estimate, if only in part."""
        shown = [row.now for row in self.rows] + [row.before for row in self.rows if row.before]
        return any(month.estimated for month in shown)

    @property
    def is_measured(self) -> bool:
        """Whether the energy of any month of the year is exact."""
        return any(not month.estimated for month in self.known)

    @property
    def is_rounded(self) -> bool:
        """Whether some sum differs from what the rounded figures above it add up to."""
        total = self.sum
        columns = [(total.energy, [month.energy for month in self.known])]
        columns += [
            (total.zones[zone], [month.zones.get(zone, 0) for month in self.known]) for zone in total.zones
        ]
        columns += [(month.energy, list(month.zones.values())) for month in self.known]
        return any(rounded(whole) != sum(map(rounded, each)) for whole, each in columns)


def year_of(months: Months, year: int) -> Year:
    """Return a year from the first to the last month of which anything is known, or was a year before.

    A month in between of which nothing is known stands there and says so.
    """
    rows = [_row(months, dt.date(year, month, 1)) for month in range(JANUARY, DECEMBER + 1)]
    told = [place for place, row in enumerate(rows) if _is_told(row)]
    shown = rows[told[0] : told[-1] + 1] if told else []
    return Year(year, shown, zones_of(row.now for row in shown))


def _row(months: Months, month: dt.date) -> Row:
    before = months.get(month.replace(year=month.year - 1))
    return Row(months.get(month) or Taken(month), before if before and before.is_known else None)


def _is_told(row: Row) -> bool:
    return row.now.is_known or row.now.cost is not None or row.before is not None


def years_in(months: Months) -> Iterator[tuple[int, list[Taken]]]:
    """Yield each year that readings cover, if only in part, with its months, the newest first."""
    for year in sorted({month.year for month, taken in months.items() if taken.is_known}, reverse=True):
        yield year, [taken for month, taken in months.items() if month.year == year]
