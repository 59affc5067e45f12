"""What a home shows of a supply, in one cell beside it: what its registers showed last, and its last months.

A copy of meter_state and consumption_month, written with them. Where they lie a home would touch a page for
nearly each of them, and more of them the larger the office is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.billing.differing import Facts, written
from app.billing.energy_queries import MonthView
from app.billing.kinds import ZONES
from app.billing.meter_queries import StateView
from app.foundation.months import later

BACK = 26  # whole years a month back, should the present month be known in part

Glance = dict[str, list[list[Any]]]


def glances(months: Facts, states: Facts, meters: Mapping[int, Any]) -> dict[int, Glance]:
    """Return by supply what a home shows of it, of all that stands in consumption_month and meter_state.

    `meters`: those of the states by id. A supply of which nothing is known is left out.
    """
    energy, shown = _by_supply(months), _by_supply(states)
    return {
        supply: {
            "registers": _registers(shown.get(supply, ()), meters),
            "months": _newest(energy.get(supply, ())),
        }
        for supply in energy.keys() | shown.keys()
    }


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


def _by_supply(facts: Facts) -> dict[int, list[tuple[Any, ...]]]:
    """Return the rows of each supply, without its number."""
    rows = sorted(key + its for key, its in facts.items())
    return {supply: [row[1:] for row in mine] for supply, mine in groupby(rows, itemgetter(0))}


def _registers(states: Iterable[tuple[Any, ...]], meters: Mapping[int, Any]) -> list[list[Any]]:
    found = []
    for state in sorted(states, key=lambda state: _place(meters[state[0]], state[1])):
        meter = meters[state[0]]
        found.append(written((*state, meter.meter_no, meter.digits, meter.multiplier, meter.removed_on)))
    return found


def _place(meter: Any, zone: str) -> tuple[bool, int, int, int]:
    """Return the place among registers: meters in use first, then the last one taken down; zone by zone."""
    removed = meter.removed_on
    return removed is not None, -removed.toordinal() if removed else 0, meter.id, ZONES.index(zone)


def _newest(months: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
    """Return the newest months, oldest first: as many as a home looks back on, on whichever day."""
    kept = [(month, list(zones)) for month, zones in groupby(months, itemgetter(0))][-BACK - 1 :]
    return [written(zone) for _, zones in kept for zone in zones]


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
