"""Why a bill is higher or lower than another: period, usage, price, fixed charges; arithmetic alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.billing.documents import Bill, Line
from app.billing.kinds import FORECAST, SETTLING
from app.billing.rounding import WHOLE, rounded

# What is compared with what: a final invoice settles too, a forecast is compared with forecasts.
ALIKE = {**dict.fromkeys(SETTLING, SETTLING), FORECAST: (FORECAST,)}
WH_OF = {"kWh": (1, 1000), "MWh": (1, 1)}  # Wh in a millionth of the unit
ENERGY = "energia"
YEAR = 365
CRUMBS = 5  # grosze: what rounding leaves, too little for a sentence of its own


@dataclass(frozen=True, slots=True)
class Use:
    """What a bill charges for: `energy` in Wh; money with VAT, in hundredths of a percent of a grosz.

    `by_energy` is what grows with the energy used, `total` is that and the fixed charges. Lines that name no
    supply point (settled forecasts, interest) are left out.
    """

    days: int
    energy: int
    by_energy: int
    total: int
    points: frozenset[int]

    @property
    def per_day(self) -> int:
        """Wh a day, rounded."""
        return rounded(self.energy, self.days)

    @property
    def price(self) -> int:
        """What a kWh costs on average with VAT and all charges by the kWh, in hundredths of a grosz."""
        return rounded(self.by_energy * 1000 * 100, self.energy * WHOLE) if self.energy else 0

    @property
    def gross(self) -> int:
        """What it comes to, in grosze."""
        return rounded(self.total, WHOLE)


@dataclass(frozen=True, slots=True)
class Difference:
    """By how many grosze a bill is higher (+) or lower (-) than another, and what brought it about."""

    total: int
    period: int
    usage: int
    price: int
    fixed: int

    def told(self, least: int) -> dict[str, int]:
        """Return the parts worth a sentence, of at least so many grosze; together they come to the total.

        What the others come to is the part "rest"; where it is but rounding, the largest part bears it.
        """
        parts = {"usage": self.usage, "price": self.price, "period": self.period, "fixed": self.fixed}
        told = {name: part for name, part in parts.items() if abs(part) >= least}
        rest = self.total - sum(told.values())
        if told and abs(rest) <= CRUMBS:
            told[max(told, key=lambda name: abs(told[name]))] += rest
        elif rest:
            told["rest"] = rest
        return told


def use_of(days: int, lines: Iterable[Line]) -> Use:
    """Return what lines charge for over so many days."""
    mine = [line for line in lines if line.supply_point_id is not None]
    metered = [line for line in mine if line.unit in WH_OF]
    return Use(
        days=days,
        energy=_energy([line for line in metered if line.zone]),
        by_energy=sum(_with_vat(line) for line in metered),
        total=sum(_with_vat(line) for line in mine),
        points=frozenset(line.supply_point_id for line in mine if line.supply_point_id),
    )


def _with_vat(line: Line) -> int:
    return line.net * (WHOLE + line.vat_rate)


def _energy(lines: Sequence[Line]) -> int:
    """Return the Wh of lines with a zone, each kWh once.

    Energy and its delivery are charged for the same kWh: of a point that has lines of both only those of
    energy count; those of delivery where the energy is sold under another agreement.
    """
    sold = [line for line in lines if line.label.casefold().startswith(ENERGY)]
    bought = {line.supply_point_id for line in sold}
    counted = [*sold, *(line for line in lines if line.supply_point_id not in bought)]
    return sum(line.quantity * WH_OF[line.unit][0] // WH_OF[line.unit][1] for line in counted)


def difference(before: Use, now: Use) -> Difference | None:
    """Return what made the bill another; None where there was nothing to compare with.

    First the days change, then the energy of a day, then its price; each step is rounded as it stands, so
    that the four parts add up to the difference to the grosz.
    """
    if min(before.days, now.days, before.energy) <= 0 or before.points != now.points:
        return None
    begun = rounded(before.by_energy, WHOLE)
    longer = rounded(before.by_energy * now.days, before.days * WHOLE)
    used = rounded(before.by_energy * now.energy, before.energy * WHOLE)
    priced = rounded(now.by_energy, WHOLE)
    total = now.gross - before.gross
    return Difference(total, longer - begun, used - longer, priced - used, total - (priced - begun))


def before(bill: Bill, bills: Iterable[Bill]) -> Bill | None:
    """Return the last document of the same kind whose period ended before this one began."""
    if not bill.period_from:
        return None
    earlier = [one for one in _alike(bill, bills) if one.period_to and one.period_to < bill.period_from]
    return max(earlier, key=lambda one: (one.period_to, one.issued_on, one.id), default=None)


def year_before(bill: Bill, bills: Iterable[Bill]) -> Bill | None:
    """Return the document of the same kind for the same season a year before: at least half of its days."""
    shared = [(_shared(bill, one), one.id, one) for one in _alike(bill, bills)]
    days, _, found = max(shared, key=lambda each: each[:2], default=(0, 0, None))
    return found if days and days * 2 >= bill.days else None


def _alike(bill: Bill, bills: Iterable[Bill]) -> list[Bill]:
    kinds = ALIKE.get(bill.kind, ())
    return [one for one in bills if one.kind in kinds and one.id != bill.id and one.days]


def _shared(bill: Bill, other: Bill) -> int:
    """Return how many days of the bill's period the other has, a year before."""
    if not (bill.period_from and bill.period_to and other.period_from and other.period_to):
        return 0
    first = max(bill.period_from.toordinal() - YEAR, other.period_from.toordinal())
    last = min(bill.period_to.toordinal() - YEAR, other.period_to.toordinal())
    return max(last - first + 1, 0)
