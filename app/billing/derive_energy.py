"""The writer of what is derived of readings: energy by months, meter states, glances; not of money."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, cast, select

from app.billing import consumption
from app.billing.changing import changing
from app.billing.chunks import in_chunks
from app.billing.consumption import NOTHING, State, Total, figures, plus
from app.billing.differing import Facts, Key, differing, rows_of
from app.billing.glance import glances
from app.billing.models import ConsumptionMonth, MeterState, Reading
from app.customers.models import Meter, Supply
from app.foundation.db import db

AT_ONCE = 250
_READING: Any = Reading.__table__
_METER: tuple[Any, ...] = (
    Meter.id,
    Meter.supply_point_id,
    Meter.meter_no,
    Meter.digits,
    Meter.multiplier,
    Meter.installed_on,
    Meter.removed_on,
)


class Held(NamedTuple):
    """A supply's time at a point: the ordinals of its first and last day; the glance that stands with it."""

    supply_id: int
    since: int
    until: int
    glance: str | None


def derive_energy(points: Select[int] | Collection[int]) -> None:
    """Derive consumption_month, meter_state and glance of all supplies of these supply points.

    Only what differs is written. The statements do not grow with the points but with every AT_ONCE of them.
    """
    with (
        differing(ConsumptionMonth) as write_months,
        differing(MeterState) as write_states,
        changing(Supply.glance) as write_glances,
    ):
        for chunk in in_chunks(points, AT_ONCE):
            held = _supplies(chunk)
            supplies = [one for each in held.values() for one in each]
            ids = [one.supply_id for one in supplies]
            meters = _meters(chunk)
            months, states = _derived(meters, held)
            write_months(ids, months)
            write_states(ids, states)
            now = glances(months, states, meters)
            write_glances([(n, now.get(n)) for n, *_, glance in supplies if now.get(n) != glance])


def _supplies(points: list[int]) -> dict[int, list[Held]]:
    """Return the supplies by point; to one that never held it, its time being empty, nothing will belong."""
    held: dict[int, list[Held]] = defaultdict(list)
    glance = cast(Supply.glance, Text)
    columns = (Supply.id, Supply.supply_point_id, Supply.from_on, Supply.until_on, glance)
    for supply_id, point, since, until, shown in db.session.execute(
        select(*columns).where(Supply.supply_point_id.in_(points))
    ):
        days = since.toordinal(), (until or dt.date.max).toordinal()
        held[point].append(Held(supply_id, *days, shown))
    return held


def _meters(points: list[int]) -> dict[int, Any]:
    found = select(*_METER).where(Meter.supply_point_id.in_(points))
    return {one.id: one for one in db.session.execute(found)}


def _derived(meters: dict[int, Any], held: dict[int, list[Held]]) -> tuple[Facts, Facts]:
    """Return what is to stand in consumption_month and in meter_state."""
    sums: dict[Key, Total] = {}
    states: Facts = {}
    for (meter_id, zone), shown in _registers(list(meters)):
        _, point, _, digits, multiplier, hung, gone = meters[meter_id]
        seen = _within_life(shown, hung, gone)
        intervals = consumption.intervals(seen, digits, multiplier)
        for one in held[point]:
            _add(sums, one, zone, intervals)
            last = consumption.last_within(seen, one.since, one.until)
            if last is not None:
                day, kind, value = last
                states[one.supply_id, meter_id, zone] = (dt.date.fromordinal(day), kind, value)
    return {key: figures(total) for key, total in sums.items()}, states


def _within_life(states: list[State], hung: dt.date, gone: dt.date | None) -> list[State]:
    """Return the states (oldest first) of a meter's life: what it showed before at another place is left."""
    first, last = hung.toordinal(), (gone or dt.date.max).toordinal()
    if states and first <= states[0][0] and states[-1][0] <= last:
        return states
    return [one for one in states if first <= one[0] <= last]


def _registers(meters: list[int]) -> Iterator[tuple[tuple[int, str], list[State]]]:
    """Yield ((meter, zone), effective readings), never more than a few thousand rows in memory."""
    wanted = select(*_READING.c["meter_id", "zone", "read_on", "kind", "value"])
    rows = rows_of(
        wanted.where(_READING.c.meter_id.in_(meters)).order_by(*_READING.c["meter_id", "zone", "read_on"])
    )
    for key, readings in groupby(rows, itemgetter(0, 1)):
        states = [(day.toordinal(), kind, value) for _, _, day, kind, value in readings]
        yield key, consumption.effective(states)


def _add(sums: dict[Key, Total], one: Held, zone: str, intervals: Iterable[consumption.Interval]) -> None:
    supply_id, since, until, _ = one
    for interval in intervals:
        for part in consumption.parts(interval, since, until):
            first, _, day = consumption.month_of(part.first)
            key = (supply_id, day, zone)
            sums[key] = plus(sums.get(key, NOTHING), part, first)
