"""What a home shows of a supply, in one cell beside it: what its registers showed last, and its last months.

A copy of meter_state and consumption_month, written with them. Where they lie a home would touch a page for
nearly each of them, and more of them the larger the office is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.billing.changing import in_text
from app.billing.differing import Facts, Key, written
from app.billing.energy_queries import MonthView
from app.billing.kinds import ZONES
from app.billing.meter_queries import StateView
from app.foundation.months import later

BACK = 26  # whole years a month back, should the present month be known in part

Glance = dict[str, list[list[Any]]]


def glances(months: Facts, states: Facts, meters: Mapping[int, Any]) -> dict[int, str]:
    """Return by supply what a home shows of it, of all that stands in consumption_month and meter_state.

    `meters`: those of the states by id. Told as the text that is stored: one object, not hundreds that wait.
    A supply of which nothing is known is left out.
    """
    energy, shown = _by_supply(months), _by_supply(states)
    found = {}
    for supply in energy.keys() | shown.keys():
        registers = _in_order(shown.get(supply, ()), meters)
        glance = {
            "registers": [_register(states, key, meters) for key in registers],
            "months": [written((*key[1:], *months[key])) for key in _newest(energy.get(supply, ()))],
        }
        found[supply] = in_text(glance)
    return found


def registers_in(glance: Glance | None, supply_id: int) -> list[StateView]:
    """Return what a supply's registers showed last, in the order of `meter_queries.BY_METER`."""
    found = []
    for *register, removed_on in (glance or {}).get("registers", ()):
        meter_id, zone, read_on, *rest = register
        cells = [meter_id, zone, _day(read_on), *rest, removed_on and _day(removed_on)]
        found.append(StateView(supply_id, *cells))
    return found


def months_in(glance: Glance | None, supply_id: int, day: dt.date) -> list[MonthView]:
    """Return the energy of the months that a home looks back on from a day, oldest first."""
    since = later(day, -BACK).replace(day=1).isoformat()
    return [
        MonthView(supply_id, _day(month), *rest)
        for month, *rest in (glance or {}).get("months", ())
        if month >= since
    ]


def _by_supply(facts: Facts) -> dict[int, list[Key]]:
    """Return the keys of each supply in their order."""
    return {supply: list(keys) for supply, keys in groupby(sorted(facts), itemgetter(0))}


def _in_order(states: Iterable[Key], meters: Mapping[int, Any]) -> list[Key]:
    return sorted(states, key=lambda key: _place(meters[key[1]], key[2]))


def _place(meter: Any, zone: str) -> tuple[bool, int, int, int]:
    """Return the place among registers: meters in use first, then the last one taken down; zone by zone."""
    removed = meter.removed_on
    return removed is not None, -removed.toordinal() if removed else 0, meter.id, ZONES.index(zone)


def _register(states: Facts, key: Key, meters: Mapping[int, Any]) -> list[Any]:
    meter = meters[key[1]]
    told = meter.meter_no, meter.digits, meter.multiplier, meter.removed_on
    return written((*key[1:], *states[key], *told))


def _newest(months: Collection[Key]) -> list[Key]:
    """Return the newest months, oldest first: as many as a home looks back on, on whichever day."""
    kept = sorted({month for _, month, _ in months})[-BACK - 1 :]
    return [key for key in months if key[1] >= kept[0]]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
