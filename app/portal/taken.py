"""What was taken in a month: energy, days that readings cover, money; one supply or several in sum."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.billing.cost_queries import CostView
from app.billing.energy_queries import MonthView
from app.billing.kinds import ZONES
from app.foundation.months import length


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
        return length(self.month)

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
    def known_days(self) -> int:
        """How many days are covered, of all supplies."""
        return sum(self.days.values())

    @property
    def all_days(self) -> int:
        """How many days it has, for every supply that has any."""
        return self.length * len(self.days)

    @property
    def mean_days(self) -> float:
        """How many days are covered, on average of the supplies."""
        return self.known_days / len(self.days)

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
class Together:
    """Months in sum: Wh and grosze; `days` are covered on average of the supplies."""

    zones: Mapping[str, int]
    energy: int
    estimated: int
    days: float
    cost: int | None
    forecast: int


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
