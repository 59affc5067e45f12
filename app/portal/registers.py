"""A meter's registers side by side: what it shows now, and its readings day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from app.billing.history import ReadingView
from app.billing.kinds import ZONES
from app.billing.meter_queries import StateView


@dataclass(frozen=True, slots=True)
class MeterNow:
    """What the registers of one meter showed last."""

    meter_no: str
    multiplier: int
    removed_on: dt.date | None
    states: Sequence[StateView]

    @property
    def is_read_at_once(self) -> bool:
        """Whether all its registers were read on one day in one way."""
        return len({(state.read_on, state.kind) for state in self.states}) == 1


@dataclass(frozen=True, slots=True)
class Day:
    """What was read of a meter on one day in one way, by zone."""

    read_on: dt.date
    kind: str
    zones: Mapping[str, ReadingView]

    @property
    def counts(self) -> bool:
        """Whether energy is counted by it, not by another reading of the same day."""
        return any(one.counts for one in self.zones.values())

    @property
    def energy(self) -> int | None:
        """The Wh of all zones since the reading before; None where nothing is known."""
        known = [one.energy for one in self.zones.values() if one.energy is not None]
        return sum(known) if known else None

    @property
    def happened(self) -> str:
        """What happened to the meter: an exchange before a rollover."""
        told = {one.happened for one in self.zones.values()}
        known = ("installed", "removed", "exchange", "rollover")
        return next((word for word in known if word in told), "")


@dataclass(frozen=True, slots=True)
class MeterDays:
    """The readings of one meter, the newest first, and the zones it counts."""

    meter_id: int
    meter_no: str
    multiplier: int
    zones: Sequence[str]
    days: Sequence[Day]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A meter that took another's place on a day: what the old one showed last, what the new one first."""

    on: dt.date
    old: MeterDays
    last: Day
    new: MeterDays
    first: Day


def meters_now(states: Iterable[StateView]) -> list[MeterNow]:
    """Return the meters in use, of states meter by meter; where none is, the one taken down last."""
    found = []
    for _, mine in groupby(states, attrgetter("meter_id")):
        registers = list(mine)
        one = registers[0]
        found.append(MeterNow(one.meter_no, one.multiplier, one.removed_on, registers))
    return [one for one in found if one.removed_on is None] or found[:1]


def by_meter(rows: Iterable[ReadingView]) -> list[MeterDays]:
    """Gather readings (meter by meter) into days."""
    found = []
    for meter_id, mine in groupby(rows, attrgetter("meter_id")):
        readings = list(mine)
        one = readings[0]
        seen = {reading.zone for reading in readings}
        zones = [zone for zone in ZONES if zone in seen]
        found.append(MeterDays(meter_id, one.meter_no, one.multiplier, zones, _days(readings)))
    return found


def _days(readings: Iterable[ReadingView]) -> list[Day]:
    """Put the zones of one day and kind side by side, the newest first; what counts before what does not."""
    found: dict[tuple[dt.date, str], dict[str, ReadingView]] = {}
    for one in readings:
        found.setdefault((one.read_on, one.kind), {})[one.zone] = one
    days = [Day(read_on, kind, zones) for (read_on, kind), zones in found.items()]
    return sorted(days, key=lambda day: (day.read_on, day.counts), reverse=True)


def exchanges(meters: Sequence[MeterDays]) -> list[Exchange]:
    """Return where one of these meters took the place of another, the newest first."""
    removed = {day.read_on: (meter, day) for meter, day in _when(meters, "removed")}
    found = [
        Exchange(first.read_on, *removed[first.read_on], new, first)
        for new, first in _when(meters, "installed")
        if first.read_on in removed
    ]
    return sorted(found, key=attrgetter("on"), reverse=True)


def _when(meters: Iterable[MeterDays], happened: str) -> list[tuple[MeterDays, Day]]:
    return [(meter, day) for meter in meters for day in meter.days if day.happened == happened]
