"""What the pages ask about energy, each by one statement, always by supply: nothing outside of its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateView:
    """What a meter's register showed last within a supply's time.

    `value` in thousandths of a kWh as on the register (not multiplied); `kind` is how it was read.
    """

    supply_id: int
    meter_id: int
    zone: str
    read_on: dt.date
    kind: str
    value: int
    meter_no: str
    digits: int
    multiplier: int
    removed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class MonthView:
    """The energy of one zone in one month (its first day), Wh, of which `estimated` Wh; days covered."""

    supply_id: int
    month: dt.date
    zone: str
    energy: int
    estimated: int
    days: int


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading of a supply's time.

    `value` as in StateView; `energy` in Wh since the reading before it, None for the first, where nothing is
    known, and where another reading of the same day counts instead (`counts` is False).
    `happened`: "" | "rollover" | "installed" | "removed" | "exchange" (the register began anew).
    """

    meter_id: int
    meter_no: str
    multiplier: int
    zone: str
    read_on: dt.date
    kind: str
    value: int
    counts: bool
    happened: str
    energy: int | None


@dataclass(frozen=True, slots=True)
class CostView:
    """What a supply cost in one month (its first day): grosze with VAT, of which `forecast` by forecasts."""

    supply_id: int
    month: dt.date
    amount: int
    forecast: int


def states_of(supply_ids: Collection[int]) -> list[StateView]:
    """Return the present meter states: supply by supply, meters in use first, zones in their usual order."""
    raise NotImplementedError


def months_of(supply_ids: Collection[int], since: dt.date, until: dt.date) -> list[MonthView]:
    """Return the energy of the months from that of `since` to that of `until`, oldest first."""
    raise NotImplementedError


def years_of(supply_ids: Collection[int]) -> tuple[int, int] | None:
    """Return the first and the last year with energy; None when there is none."""
    raise NotImplementedError


def readings_of(supply_id: int, year: int) -> list[ReadingView]:
    """Return the readings of a year within the supply's time: meter by meter, zone by zone, newest first."""
    raise NotImplementedError


def read_years_of(supply_id: int) -> tuple[int, int] | None:
    """Return the first and the last year with readings of a supply's time; None when there are none."""
    raise NotImplementedError


def cost_of(supply_ids: Collection[int], since: dt.date, until: dt.date) -> list[CostView]:
    """Return what each month cost each supply, from the month of `since` to that of `until`, oldest first.

    One row per supply and month with any money; several supplies: the page adds the rows up.
    """
    raise NotImplementedError
