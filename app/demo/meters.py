"""Supply points, their meters and what the registers show: readings are the truth bills are made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from app.demo import numbers
from app.demo.feedfile import Delivery
from app.demo.places import Address
from app.demo.prices import TARIFFS, Tariff

# kWh a year: least, most.
YEARLY = {
    "G11": (900, 4200),
    "G12": (3500, 9000),
    "G12w": (3500, 9000),
    "C11": (2500, 12000),
    "C12a": (6000, 20000),
    "C21": (40000, 90000),
    "B23": (700000, 1500000),
}
KILOWATTS = {"G": (4, 14), "C11": (5, 20), "C12a": (12, 38), "C21": (42, 90), "B23": (250, 700)}
MULTIPLIER = {"C21": 40, "B23": 3000}
# Winter is dark and cold: share of a day's average by month.
SEASON = (1.28, 1.22, 1.1, 0.97, 0.88, 0.82, 0.8, 0.82, 0.89, 1.0, 1.1, 1.22)
DAYS = 365.25


@dataclass(slots=True)
class Meter:
    """One meter with its registers, one per zone, as they stand now (in units of the register)."""

    no: str
    installed: dt.date
    digits: int
    multiplier: int
    registers: list[int]
    removed: dt.date | None = None


@dataclass(slots=True)
class Point:
    """One supply point: its meters, newest last, and how much is taken there."""

    ppe: str
    tariff: Tariff
    address: Address
    kilowatts: int
    yearly: int
    meters: list[Meter]
    chance: Random
    late: list[float] = field(default_factory=list)  # taken since the last reading and not yet shown

    @property
    def meter(self) -> Meter:
        """The meter that hangs there now."""
        return self.meters[-1]

    def taken(self, begin: dt.date, end: dt.date) -> list[float]:
        """Return the kWh of each zone from the day after `begin` to `end`."""
        days = 0.0
        month = begin + dt.timedelta(days=1)
        while month <= end:
            following = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
            days += SEASON[month.month - 1] * (min(following, end + dt.timedelta(days=1)) - month).days
            month = following
        whole = self.yearly / DAYS * days * self.chance.uniform(0.88, 1.12)
        return [whole * zone.share for zone in self.tariff.zones]

    def advance(self, begin: dt.date, end: dt.date, *, share: float = 1.0) -> tuple[int, ...]:
        """Turn the registers on by what was taken; return the kWh of each zone they show.

        `share` < 1 reads less than was taken (an estimate); the rest comes with the next reading.
        """
        each = self.meter.multiplier
        shown = []
        for place, taken in enumerate(self.taken(begin, end)):
            whole = taken + self.late[place]
            steps = int(whole * share / each)
            self.late[place] = whole - steps * each
            registers = self.meter.registers
            registers[place] = (registers[place] + steps) % 10**self.meter.digits
            shown.append(steps * each)
        return tuple(shown)

    def readings(self, day: dt.date, kind: str) -> list[tuple[str, str, str, str, str]]:
        """Return the rows of readings.csv: what each register shows on a day."""
        return [
            (self.meter.no, zone.name, day.isoformat(), kind, str(register))
            for zone, register in zip(self.tariff.zones, self.meter.registers, strict=True)
        ]

    def exchange(self, day: dt.date, index: int) -> None:
        """Hang a new meter in the place of the old one."""
        old = self.meter
        old.removed = day
        zeros = [0] * len(old.registers)
        self.meters.append(Meter(numbers.mixed(index, 11), day, old.digits, old.multiplier, zeros))

    def write(self, feed: Delivery, agreement_no: str, then: str = "") -> None:
        """Write the supply point and its meters, once they have their whole history.

        In the following feed it is of the agreement `then`, where one is given.
        """
        feed.change("supply_points", self._row(agreement_no), self._row(then or agreement_no))
        feed.add("meters", *(_row(self.ppe, meter) for meter in self.meters))

    def _row(self, agreement_no: str) -> tuple[object, ...]:
        at = self.address
        return (
            *(self.ppe, "", agreement_no, self.tariff.name, self.kilowatts),
            *(at.street, at.building, at.flat, at.postcode, at.city),
        )


def _row(ppe: str, meter: Meter) -> tuple[object, ...]:
    removed = meter.removed.isoformat() if meter.removed else ""
    return meter.no, ppe, meter.installed.isoformat(), removed, meter.digits, meter.multiplier


def point(index: int, name: str, at: Address, opening: dt.date, chance: Random, *, wraps: int) -> Point:  # noqa: PLR0913
    """Return a supply point with one meter; its register rolls over `wraps` days later (0: never)."""
    tariff = TARIFFS[name]
    multiplier = MULTIPLIER.get(name, 1)
    digits = 6 if multiplier > 1 or chance.random() < 0.5 else 5  # noqa: PLR2004
    yearly = chance.randint(*YEARLY[name])
    until_zero = int(yearly * tariff.zones[0].share * wraps / DAYS / multiplier)
    first = 10**digits - until_zero if wraps else chance.randrange(1000, 10**digits // 2)
    zones = len(tariff.zones)
    registers = [first, *(chance.randrange(1000, 10**digits // 2) for _ in range(zones - 1))]
    installed = opening - dt.timedelta(days=chance.randint(30, 2500))
    return Point(
        ppe=numbers.ppe(index),
        tariff=tariff,
        address=at,
        kilowatts=chance.randint(*KILOWATTS.get(name, KILOWATTS["G"])),
        yearly=yearly,
        meters=[Meter(numbers.mixed(2 * index, 9), installed, digits, multiplier, registers)],
        chance=chance,
        late=[0.0] * zones,
    )
