"""What the customer must see of his energy, worked out day by day from the CSV files; nothing of `app`.

oracle = EnergyOracle(folder)
oracle.supplies("U/21349922")               {ppe: (first day, last day or None)} of an agreement
oracle.months("U/21349922", "5905…")        {(month, zone): Month(energy, estimated, days)}, Wh
oracle.states("U/21349922", "5905…")        {(meter_no, zone): (day, kind, kWh as in the file)}
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from tests.oracle import Row, read

DAY = dt.timedelta(days=1)
FIRST = ("control", "actual", "remote", "exchange", "customer", "estimated")
Span = tuple[dt.date, dt.date | None]


@dataclass
class Month:
    """One zone in one month: Wh, how much of it is estimated, days covered."""

    energy: int = 0
    estimated: int = 0
    days: int = 0


@dataclass(frozen=True)
class Shown:
    """What a register showed at the end of a day."""

    day: dt.date
    kind: str
    kwh: Decimal


Registers = dict[str, dict[dt.date, Shown]]  # zone -> day -> what it showed


class EnergyOracle:
    """The energy of one feed."""

    def __init__(self, folder: Path) -> None:
        self.agreements = {row["agreement_no"]: row for row in read(folder, "agreements", "agreement_no")}
        self.points = {row["ppe"]: row for row in read(folder, "supply_points", "ppe")}
        self.meters: dict[str, list[Row]] = defaultdict(list)
        for row in read(folder, "meters", "meter_no"):
            self.meters[row["ppe"]].append(row)
        self._shown: dict[str, Registers] = defaultdict(lambda: defaultdict(dict))
        for row in read(folder, "readings", "meter_no", "zone", "read_on", "kind"):
            self._note(row)
        self._sold: dict[str, set[str]] = defaultdict(set)
        bills = {row["invoice_no"]: row["agreement_no"] for row in read(folder, "invoices", "invoice_no")}
        for row in read(folder, "invoice_lines", "invoice_no", "line_no"):
            if row["ppe"]:
                self._sold[bills[row["invoice_no"]]].add(row["ppe"])

    def _note(self, row: Row) -> None:
        """Keep the better one of two readings of a day."""
        shown = Shown(dt.date.fromisoformat(row["read_on"]), row["kind"].lower(), Decimal(row["value"]))
        days = self._shown[row["meter_no"]][row["zone"].lower()]
        before = days.get(shown.day)
        if before is None or FIRST.index(shown.kind) < FIRST.index(before.kind):
            days[shown.day] = shown

    def supplies(self, agreement_no: str) -> dict[str, Span]:
        """Return the points an agreement holds, or sells to, and its days."""
        agreement = self.agreements[agreement_no]
        span = (dt.date.fromisoformat(agreement["signed_on"]), _day(agreement["ended_on"]))
        held = {ppe for ppe, row in self.points.items() if row["agreement_no"] == agreement_no}
        if agreement["kind"].lower() == "sale":
            held |= self._sold[agreement_no]
        return dict.fromkeys(sorted(held), span)

    def months(self, agreement_no: str, ppe: str) -> dict[tuple[dt.date, str], Month]:
        """Return the energy of every month and zone, summed up day by day."""
        span = self.supplies(agreement_no)[ppe]
        found: dict[tuple[dt.date, str], Month] = defaultdict(Month)
        for zone, days in self._intervals(ppe):
            inside = [(day, energy) for day, energy, _ in days if _within(day, span)]
            months = {day.replace(day=1) for day, _ in inside}
            is_cut = len(inside) < len(days) or len(months) > 1
            guessed = is_cut or days[0][2]
            for day, energy in inside:
                month = found[day.replace(day=1), zone]
                month.energy += energy
                month.estimated += energy if guessed else 0
                month.days += 1
        return dict(found)

    def _intervals(self, ppe: str) -> Iterator[tuple[str, list[tuple[dt.date, int, bool]]]]:
        """Yield (zone, [(day, Wh, whether a reading was estimated)]) between any two readings."""
        for meter in self.meters[ppe]:
            for zone, shown in self._shown[meter["meter_no"]].items():
                ordered = [shown[day] for day in sorted(shown)]
                for one, other in pairwise(ordered):
                    taken = _taken(one, other, meter)
                    if taken is not None:
                        yield zone, _spread(one, other, taken)

    def states(self, agreement_no: str, ppe: str) -> dict[tuple[str, str], tuple[dt.date, str, Decimal]]:
        """Return what every register showed last within the agreement's time."""
        span = self.supplies(agreement_no)[ppe]
        found = {}
        for number in [meter["meter_no"] for meter in self.meters[ppe]]:
            for zone, shown in self._shown[number].items():
                days = [day for day in shown if _within(day, span)]
                if days:
                    last = shown[max(days)]
                    found[number, zone] = (last.day, last.kind, last.kwh)
        return found


def _taken(one: Shown, other: Shown, meter: Row) -> int | None:
    """Return the Wh between two states, None when nobody knows."""
    wrap = Decimal(10) ** int(meter["digits"])
    more = other.kwh - one.kwh
    if more < 0:
        more += wrap
        if more >= wrap / 2:
            return None
    return int(more * 1000) * int(meter["multiplier"])


def _spread(one: Shown, other: Shown, taken: int) -> list[tuple[dt.date, int, bool]]:
    count = (other.day - one.day).days
    guessed = "estimated" in (one.kind, other.kind)
    shares = [taken * (at + 1) // count - taken * at // count for at in range(count)]
    return [(one.day + DAY * (at + 1), share, guessed) for at, share in enumerate(shares)]


def _within(day: dt.date, span: Span) -> bool:
    return span[0] <= day and (span[1] is None or day <= span[1])


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None
