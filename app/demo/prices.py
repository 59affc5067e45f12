"""Tariffs, their zones and what each position of an invoice costs (invented, of a believable size).

Prices are whole ten-thousandths of a złoty, amounts whole grosze, energy whole kWh.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

VAT = 23
MWH = 1000


class Zone(NamedTuple):
    """One zone: its name in the feed and on the bill, its share of the use, prices of 2026."""

    name: str
    label: str
    share: float
    energy: int
    network: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """A tariff: its zones, and what is charged by the month or by the kW ordered."""

    name: str
    zones: tuple[Zone, ...]
    fixed: int
    by_kw: bool = False
    trade: int = 0


TARIFFS = {
    tariff.name: tariff
    for tariff in (
        Tariff("G11", (Zone("total", "", 1, 4980, 2845),), 84000),
        Tariff(
            "G12",
            (Zone("day", " – dzień", 0.42, 5690, 3290), Zone("night", " – noc", 0.58, 3840, 635)),
            126000,
        ),
        Tariff(
            "G12w",
            (Zone("day", " – dzień", 0.38, 5870, 3572), Zone("night", " – noc i weekend", 0.62, 3930, 653)),
            126000,
        ),
        Tariff("C11", (Zone("total", "", 1, 6500, 2230),), 49400, by_kw=True, trade=150000),
        Tariff(
            "C12a",
            (
                Zone("peak", " – szczyt", 0.4, 7500, 2770),
                Zone("off_peak", " – poza szczytem", 0.6, 5750, 1640),
            ),
            49400,
            by_kw=True,
            trade=150000,
        ),
        Tariff("C21", (Zone("total", "", 1, 6410, 2062),), 181700, by_kw=True, trade=200000),
        Tariff(
            "B23",
            (
                Zone("peak", " – strefa I", 0.24, 7050, 863),
                Zone("off_peak", " – strefa II", 0.14, 7740, 1141),
                Zone("other", " – strefa III", 0.62, 5410, 407),
            ),
            145300,
            by_kw=True,
            trade=300000,
        ),
    )
}
QUALITY, RENEWABLE, COGENERATION = 331, 73000, 30000
SUBSCRIPTION = {1: 45000, 2: 22500, 6: 7500, 12: 3800}
CAPACITY = ((500, 42900), (1200, 103100), (2800, 171800))
MOST_CAPACITY = 240500
# What the prices of a year were worth beside those of 2026, in percent.
ENERGY_OF = {2022: 78, 2023: 83, 2024: 83, 2025: 101}
NETWORK_OF = {2022: 80, 2023: 86, 2024: 92, 2025: 95}


class Line(NamedTuple):
    """One position of an invoice; `part` says whose it is where sale and distribution are two agreements."""

    part: str  # energy | network
    ppe: str
    label: str
    zone: str
    quantity: str
    unit: str
    unit_price: str
    net: int


def rounded(numerator: int, denominator: int) -> int:
    """Divide whole numbers and round half away from zero, as money is rounded."""
    sign = -1 if numerator < 0 else 1
    return sign * ((abs(numerator) * 2 + denominator) // (2 * denominator))


def price(ten_thousandths: int) -> str:
    """Write a price with its four decimals."""
    return f"{ten_thousandths // 10000}.{ten_thousandths % 10000:04d}"


def by_use(part: str, ppe: str, label: str, zone: str, kwh: int, each: int) -> Line:  # noqa: PLR0913, PLR0917
    """Return a position charged by the kWh."""
    return Line(part, ppe, label, zone, str(kwh), "kWh", price(each), rounded(kwh * each, 100))


def by_mwh(ppe: str, label: str, kwh: int, each: int) -> Line:
    """Return a position of the network charged by the MWh."""
    sign = "-" if kwh < 0 else ""
    quantity = f"{sign}{abs(kwh) // MWH}.{abs(kwh) % MWH:03d}"
    return Line("network", ppe, label, "", quantity, "MWh", price(each), rounded(kwh * each, 100 * MWH))


def by_count(part: str, ppe: str, label: str, count: int, unit: str, each: int) -> Line:  # noqa: PLR0913, PLR0917
    """Return a position charged by months or kW."""
    return Line(part, ppe, label, "", str(count), unit, price(each), rounded(count * each, 100))


def use_lines(tariff: Tariff, ppe: str, kwh: tuple[int, ...], year: int, when: str) -> Iterator[Line]:
    """Yield what is charged for energy taken within one year, zone by zone."""
    energy, network = ENERGY_OF.get(year, 100), NETWORK_OF.get(year, 100)
    for zone, used in zip(tariff.zones, kwh, strict=True):
        yield by_use(
            "energy",
            ppe,
            f"Energia czynna{zone.label}{when}",
            zone.name,
            used,
            zone.energy * energy // 100,
        )
        label = f"Opłata sieciowa zmienna{zone.label}{when}"
        yield by_use("network", ppe, label, zone.name, used, zone.network * network // 100)
    whole = sum(kwh)
    yield by_use("network", ppe, f"Opłata jakościowa{when}", "", whole, QUALITY * network // 100)
    yield by_mwh(ppe, f"Opłata OZE{when}", whole, RENEWABLE if year > 2025 else RENEWABLE // 2)  # noqa: PLR2004
    yield by_mwh(ppe, f"Opłata kogeneracyjna{when}", whole, COGENERATION)


def month_lines(  # noqa: PLR0913, PLR0917 - what the fixed part of a bill depends on
    tariff: Tariff, ppe: str, kilowatts: int, yearly: int, months: int, billing: int, when: str
) -> Iterator[Line]:
    """Yield what is charged whether energy is taken or not."""
    if tariff.by_kw:
        count, unit = kilowatts * months, "kW"
    else:
        count, unit = months, "month"
    yield by_count("network", ppe, f"Opłata sieciowa stała{when}", count, unit, tariff.fixed)
    capacity = next((each for most, each in CAPACITY if yearly < most), MOST_CAPACITY)
    yield by_count("network", ppe, f"Opłata mocowa{when}", months, "month", capacity)
    yield by_count("network", ppe, f"Opłata abonamentowa{when}", months, "month", SUBSCRIPTION[billing])
    if tariff.trade:
        yield by_count("energy", ppe, f"Opłata handlowa{when}", months, "month", tariff.trade)


def interest(gross: int, since: dt.date, until: dt.date) -> int:
    """Return statutory interest for late payment in grosze, each part at the rate of its days."""
    owed = 0.0
    days = [day for day, _ in RATES if since < day < until]
    for begin, end in zip([since, *days], [*days, until], strict=True):
        rate = [each for day, each in RATES if day <= begin][-1]
        owed += gross * rate / 100 * (end - begin).days / 365
    return round(owed)


RATES = (
    (dt.date(2015, 1, 1), 8.00),
    (dt.date(2022, 9, 8), 12.25),
    (dt.date(2023, 9, 7), 11.50),
    (dt.date(2023, 10, 5), 11.25),
    (dt.date(2025, 5, 8), 10.75),
    (dt.date(2025, 7, 3), 10.50),
    (dt.date(2025, 9, 4), 10.25),
    (dt.date(2025, 10, 9), 10.00),
    (dt.date(2025, 11, 6), 9.75),
    (dt.date(2025, 12, 4), 9.50),
    (dt.date(2026, 3, 5), 9.25),
)
