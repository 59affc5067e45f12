"""The writer of energy by months and of meter states, both derived of readings; `derive.py` has money."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, MetaData, Select, Table, delete, select, tuple_

from app.billing import consumption
from app.billing.chunks import in_chunks
from app.billing.consumption import NOTHING, State, Total, figures, plus
from app.billing.models import ConsumptionMonth, MeterState, Reading
from app.customers.models import Meter, Supply
from app.foundation.bulk import Cell, bulk
from app.foundation.db import Base, db

AT_ONCE = 250
FETCH = 250  # few enough to be gone before the collector of garbage looks at them
_READING: Any = Reading.__table__
Key = tuple[Any, ...]
Facts = dict[Key, tuple[Any, ...]]  # what is derived, by its primary key


class Held(NamedTuple):
    """A supply's time at a point: the ordinals of its first and last day."""

    supply_id: int
    since: int
    until: int


def derive_energy(points: Select[int] | Collection[int]) -> None:
    """Derive consumption_month and meter_state of all supplies of these supply points; write what differs.

    The statements do not grow with the points but with every AT_ONCE of them.
    """
    connection = db.session.connection()
    gone = [_keys(model) for model in (ConsumptionMonth, MeterState)]
    for table in gone:
        table.create(connection, checkfirst=False)
    for chunk in in_chunks(points, AT_ONCE):
        supplies, held = _supplies(chunk)
        months, states = _derived(chunk, held)
        _write(ConsumptionMonth, gone[0], supplies, months)
        _write(MeterState, gone[1], supplies, states)
    for table in gone:
        table.drop(connection, checkfirst=False)


def _keys(model: type[Base]) -> Table:
    """Return a temporary table for keys of rows that have to go."""
    columns = [Column(key.name, key.type) for key in model.__table__.primary_key]
    return Table(f"gone_{model.__tablename__}", MetaData(), *columns, prefixes=["TEMPORARY"])


def _supplies(points: list[int]) -> tuple[list[int], dict[int, list[Held]]]:
    """Return the ids of all supplies of the points, and by point those whose time is not empty."""
    held: dict[int, list[Held]] = defaultdict(list)
    found = []
    for supply_id, point, since, until in db.session.execute(
        select(Supply.id, Supply.supply_point_id, Supply.from_on, Supply.until_on).where(
            Supply.supply_point_id.in_(points)
        )
    ):
        found.append(supply_id)
        if until is None or since <= until:
            held[point].append(Held(supply_id, since.toordinal(), (until or dt.date.max).toordinal()))
    return found, held


def _derived(points: list[int], held: dict[int, list[Held]]) -> tuple[Facts, Facts]:
    """Return what is to stand in consumption_month and in meter_state."""
    sums: dict[Key, Total] = {}
    states: Facts = {}
    found = select(Meter.id, Meter.supply_point_id, Meter.digits, Meter.multiplier)
    meters = {one.id: one for one in db.session.execute(found.where(Meter.supply_point_id.in_(points)))}
    for (meter_id, zone), seen in _registers(list(meters)):
        _, point, digits, multiplier = meters[meter_id]
        intervals = consumption.intervals(seen, digits, multiplier)
        for one in held[point]:
            _add(sums, one, zone, intervals)
            last = consumption.last_within(seen, one.since, one.until)
            if last is not None:
                day, kind, value = last
                states[one.supply_id, meter_id, zone] = (dt.date.fromordinal(day), kind, value)
    return {key: figures(total) for key, total in sums.items()}, states


def _registers(meters: list[int]) -> Iterator[tuple[tuple[int, str], list[State]]]:
    """Yield ((meter, zone), effective readings), never more than a few thousand rows in memory."""
    wanted = select(*_READING.c["meter_id", "zone", "read_on", "kind", "value"])
    rows = _rows(
        wanted.where(_READING.c.meter_id.in_(meters)).order_by(*_READING.c["meter_id", "zone", "read_on"])
    )
    for key, readings in groupby(rows, itemgetter(0, 1)):
        yield (
            key,
            consumption.effective([(day.toordinal(), kind, value) for *_, day, kind, value in readings]),
        )


def _add(sums: dict[Key, Total], one: Held, zone: str, intervals: Iterable[consumption.Interval]) -> None:
    supply_id, since, until = one
    for interval in intervals:
        for part in consumption.parts(interval, since, until):
            first, _, day = consumption.month_of(part.first)
            key = (supply_id, day, zone)
            sums[key] = plus(sums.get(key, NOTHING), part, first)


def _write(model: type[Base], gone: Table, supplies: list[int], derived: Facts) -> None:
    """Take away the rows that differ or are no more, then bring those that are new or differ."""
    table: Any = model.__table__
    stored = _stored(table, supplies)
    if stored == derived:
        return
    old = [key for key, facts in stored.items() if derived.get(key) != facts]
    new = [key + facts for key, facts in derived.items() if stored.get(key) != facts]
    if old:
        with bulk(gone) as put:
            for key in old:
                put(_cells(key))
        keys = tuple_(*table.primary_key)
        # The supplies are named too, so that neither engine reads the whole table.
        db.session.execute(
            delete(table).where(table.c.supply_id.in_({key[0] for key in old}), keys.in_(select(gone)))
        )
        db.session.execute(delete(gone))
    if new:
        with bulk(table) as put:
            for row in sorted(new):
                put(_cells(row))


def _stored(table: Table, supplies: list[int]) -> Facts:
    """Return the rows that stand; of both tables three columns are the key."""
    rows = _rows(select(table).where(table.c.supply_id.in_(supplies)))
    return {(supply, second, zone): (a, b, c) for supply, second, zone, a, b, c in rows}


def _rows(statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Yield rows as they come, block by block."""
    # Past the session, which would spend more on a row than all of the arithmetic.
    found = db.session.connection().execute(statement.execution_options(yield_per=FETCH))
    return chain.from_iterable(found.partitions())


def _cells(row: Iterable[Any]) -> list[Cell]:
    return [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]
