"""What the pages ask about meters and their readings, always by supply: nothing outside of its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from app.billing.energy_queries import in_order, years
from app.billing.history import ReadingView, Seen, history
from app.billing.models import MeterState, Reading
from app.customers.models import Meter, Supply
from app.foundation.db import db

# A reading of a supply's time and of the meter's life: nobody ever sees another, were the meter to hang
# elsewhere before.
IN_TIME = and_(
    Reading.read_on >= Supply.from_on,
    or_(Supply.until_on.is_(None), Reading.read_on <= Supply.until_on),
    Reading.read_on >= Meter.installed_on,
    or_(Meter.removed_on.is_(None), Reading.read_on <= Meter.removed_on),
)
# Meters in use first, then the last one taken down; of a meter the zones in their usual order.
BY_METER = (
    Meter.removed_on.is_not(None),
    Meter.removed_on.desc(),
    Meter.id,
    in_order(MeterState.zone),
)
STATE: tuple[Any, ...] = (
    MeterState.supply_id,
    MeterState.meter_id,
    MeterState.zone,
    MeterState.read_on,
    MeterState.kind,
    MeterState.value,
    Meter.meter_no,
    Meter.digits,
    Meter.multiplier,
    Meter.removed_on,
)
_READING: tuple[Any, ...] = (
    Reading.meter_id,
    Reading.zone,
    Meter.meter_no,
    Meter.installed_on,
    Meter.removed_on,
    Meter.digits,
    Meter.multiplier,
    Reading.read_on,
    Reading.kind,
    Reading.value,
)


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


def states_of(supply_ids: Collection[int]) -> list[StateView]:
    """Return the present meter states: supply by supply, meter by meter in the order BY_METER."""
    rows = db.session.execute(
        select(*STATE)
        .join(Meter, Meter.id == MeterState.meter_id)
        .where(MeterState.supply_id.in_(supply_ids))
        .order_by(MeterState.supply_id, *BY_METER)
    )
    return [StateView(*row) for row in rows]


def read_years_of(supply_id: int) -> tuple[int, int] | None:
    """Return the first and the last year with readings of a supply's time; None when there are none."""
    return years(_seen(supply_id, func.min(Reading.read_on), func.max(Reading.read_on)))


def readings_of(supply_id: int, year: int) -> list[ReadingView]:
    """Return the readings of a year within the supply's time: meter by meter, zone by zone, newest first."""
    rows = db.session.execute(
        _seen(supply_id, *_READING)
        .where(Reading.read_on <= dt.date(year, 12, 31))
        .order_by(Meter.removed_on.is_not(None), Meter.installed_on.desc(), Meter.id, in_order(Reading.zone))
    )
    found: list[ReadingView] = []
    for _, register in groupby(rows, itemgetter(0, 1)):
        found += history(Seen(*row) for row in register)
    return [one for one in found if one.read_on.year == year]


def _seen(supply_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Select of the readings of a supply's time."""
    return (
        select(*columns)
        .select_from(Supply)
        .join(Meter, Meter.supply_point_id == Supply.supply_point_id)
        .join(Reading, Reading.meter_id == Meter.id)
        .where(
            Supply.id == supply_id,
            IN_TIME,
        )
    )
