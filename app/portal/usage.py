"""Consumption month by month and year by year: what is alike is compared, what is not is said as such."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.billing.costs import CostView
from app.billing.energy import MonthView
from app.portal.energy_words import ZONES, rounded

JANUARY, DECEMBER = 1, 12


@dataclass
class Taken:
    """The energy (Wh) and the money (grosze) of one month, of one supply or several together.

    `days` are the covered days of each supply, `forecast` is how much of `cost` only a forecast says.
    """

    month: dt.date
    zones: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    estimated: int = 0
    days: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    cost: int | None = None
    forecast: int = 0

    @property
    def length(self) -> int:
        """How many days the month has."""
        return monthrange(self.month.year, self.month.month)[1]

    @property
    def energy(self) -> int:
        """The energy of all zones."""
        return sum(self.zones.values())

    @property
    def is_known(self) -> bool:
        """Whether readings cover any day of it."""
        return bool(self.days)

    @property
    def is_whole(self) -> bool:
        """Whether readings cover every day of it, for every supply that has any."""
        return self.is_known and min(self.days.values()) >= self.length

    @property
    def mean_days(self) -> float:
        """How many days are covered, on average of the supplies."""
        return sum(self.days.values()) / len(self.days)

    def is_like(self, other: Taken | None) -> bool:
        """Say whether both can be compared: whole months of the same supplies."""
        return (
            other is not None and self.is_whole and other.is_whole and self.days.keys() == other.days.keys()
        )


Months = Mapping[dt.date, Taken]


def months_from(rows: Iterable[MonthView], costs: Iterable[CostView] = ()) -> dict[dt.date, Taken]:
    """Gather what is known of each month, oldest first.

    A supply's days are those of its zones, which count side by side; a register of all zones counts before
    or after them, when the meter was exchanged for one of another kind.
    """
    found: dict[dt.date, Taken] = {}
    zoned: dict[tuple[dt.date, int], int] = defaultdict(int)
    plain: dict[tuple[dt.date, int], int] = defaultdict(int)
    for row in rows:
        month = found.setdefault(row.month, Taken(row.month))
        month.zones[row.zone] += row.energy
        month.estimated += row.estimated
        place = row.month, row.supply_id
        if row.zone == "total":
            plain[place] = row.days
        else:
            zoned[place] = max(zoned[place], row.days)
        month.days[row.supply_id] = min(plain[place] + zoned[place], month.length)
    for cost in costs:
        month = found.setdefault(cost.month, Taken(cost.month))
        month.cost = (month.cost or 0) + cost.amount
        month.forecast += cost.forecast
    return dict(sorted(found.items()))


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
class Together:
    """Months in sum: Wh and grosze; `days` are covered on average of the supplies."""

    zones: Mapping[str, int]
    energy: int
    estimated: int
    days: float
    cost: int | None
    forecast: int


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


def zones_of(months: Iterable[Taken]) -> list[str]:
    """Return the zones that were counted, in their usual order."""
    seen = {zone for month in months for zone in month.zones}
    return [zone for zone in ZONES if zone in seen]


def together(months: Iterable[Taken]) -> Together:
    """Return months in sum."""
    held = list(months)
    known = [month for month in held if month.is_known]
    costs = [month.cost for month in held if month.cost is not None]
    return Together(
        zones={zone: sum(month.zones.get(zone, 0) for month in known) for zone in zones_of(known)},
        energy=sum(month.energy for month in known),
        estimated=sum(month.estimated for month in known),
        days=sum(month.mean_days for month in known),
        cost=sum(costs) if costs else None,
        forecast=sum(month.forecast for month in held),
    )


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
    """Yield each year of which anything is known with its months, the newest first."""
    for year in sorted({month.year for month in months}, reverse=True):
        yield year, [taken for month, taken in months.items() if month.year == year]
