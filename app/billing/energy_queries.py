"""What the pages ask about consumption, each by one statement, always by supply and its time.

Meters and their readings are in `meter_queries.py`, money by months in `cost_queries.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select

from app.billing.kinds import ZONES
from app.billing.models import ConsumptionMonth
from app.foundation.db import db

# Months that are shown: what readings say of other centuries is a slip of the pen.
SHOWN = (dt.date(1900, 1, 1), dt.date(2199, 12, 31))
_MONTH: tuple[Any, ...] = (
    ConsumptionMonth.supply_id,
    ConsumptionMonth.month,
    ConsumptionMonth.zone,
    ConsumptionMonth.energy,
    ConsumptionMonth.estimated,
    ConsumptionMonth.days,
)


@dataclass(frozen=True, slots=True)
class MonthView:
    """The energy of one zone in one month (its first day), Wh, of which `estimated` Wh; days covered."""

    supply_id: int
    month: dt.date
    zone: str
    energy: int
    estimated: int
    days: int


def months_of(supply_ids: Collection[int], since: dt.date, until: dt.date) -> list[MonthView]:
    """Return the energy of the months from that of `since` to that of `until`, oldest first."""
    rows = db.session.execute(
        select(*_MONTH)
        .where(
            ConsumptionMonth.supply_id.in_(supply_ids),
            ConsumptionMonth.month.between(since.replace(day=1), until),
        )
        .order_by(ConsumptionMonth.month, ConsumptionMonth.supply_id, in_order(ConsumptionMonth.zone))
    )
    return [MonthView(*row) for row in rows]


def years_of(supply_ids: Collection[int]) -> tuple[int, int] | None:
    """Return the first and the last year of SHOWN with energy; None when there is none."""
    month = ConsumptionMonth.month
    its = ConsumptionMonth.supply_id.in_(supply_ids), month.between(*SHOWN)
    return years(select(func.min(month), func.max(month)).where(*its))


def years(days: Select[*tuple[Any, ...]]) -> tuple[int, int] | None:
    """Return the years of the first and the last day that a statement finds; None when it finds none."""
    first, last = db.session.execute(days).one()
    return None if first is None else (first.year, last.year)


def in_order(zone: Any) -> Any:
    """Return what rows are sorted by, so that a column's zones come in their usual order."""
    return case({name: at for at, name in enumerate(ZONES)}, value=zone)
