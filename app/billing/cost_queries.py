"""What each month cost a supply, asked for by the pages: by one statement, always by supply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from app.billing.cost import Charge, by_month
from app.billing.kinds import CORRECTION, FORECAST, PERIODICAL, SETTLING
from app.billing.models import Invoice, InvoiceLine
from app.billing.rounding import vat_of
from app.customers.models import Supply
from app.foundation.db import db
from app.foundation.months import last_day


@dataclass(frozen=True, slots=True)
class CostView:
    """What a supply cost in one month (its first day): grosze with VAT, of which `forecast` by forecasts."""

    supply_id: int
    month: dt.date
    amount: int
    forecast: int


def cost_of(supply_ids: Collection[int], since: dt.date, until: dt.date) -> list[CostView]:
    """Return what each month cost each supply, from the month of `since` to that of `until`.

    Supply by supply, oldest first, a row for each month that has a document; the lines that name its point
    count, on the documents of its own agreement. For several supplies the caller adds the rows up.
    """
    first = since.replace(day=1)
    last = last_day(until)
    rows = db.session.execute(_lines(supply_ids, first, last))
    return [
        CostView(supply_id, month, cost.amount, cost.forecast)
        for supply_id, mine in groupby(rows, itemgetter(0))
        for month, cost in sorted(by_month(_charges(mine), first.toordinal(), last.toordinal()).items())
    ]


def _charges(rows: Iterable[Any]) -> list[Charge]:
    """Make a charge of each document; VAT is rounded once per document and rate, as the document does."""
    found = []
    for _, document in groupby(rows, itemgetter(1)):
        lines = list(document)
        one = lines[0]
        amount = sum(int(line.net) + vat_of(int(line.net), line.vat_rate) for line in lines)
        days = (one.first.toordinal(), one.last.toordinal())
        # What corrects a forecast is gone with the forecast once the days are settled.
        found.append(Charge(*days, amount, one.kind in SETTLING, FORECAST in {one.kind, one.corrected}))
    return found


def _lines(supply_ids: Collection[int], since: dt.date, until: dt.date) -> Select[*tuple[Any, ...]]:
    """Select (supply, document, its days and kind, VAT rate, net), supply by supply."""
    mine = select(Supply.agreement_id, Supply.supply_point_id).where(Supply.id.in_(supply_ids)).subquery()
    corrected = aliased(Invoice)
    first = func.coalesce(Invoice.period_from, Invoice.period_to, Invoice.issued_on).label("first")
    last = func.coalesce(Invoice.period_to, Invoice.period_from, Invoice.issued_on).label("last")
    key = (
        *(Invoice.agreement_id, InvoiceLine.supply_point_id, Invoice.id, Invoice.kind, first, last),
        *(corrected.kind.label("corrected"), InvoiceLine.vat_rate),
    )
    # Summed up before the supplies are joined: else each of a document's points would read all its lines.
    sums = (
        select(*key, func.sum(InvoiceLine.net).label("net"))
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .outerjoin(corrected, corrected.invoice_no == Invoice.corrects_no)
        .where(
            Invoice.agreement_id.in_(select(mine.c.agreement_id)),
            InvoiceLine.supply_point_id.in_(select(mine.c.supply_point_id)),
            Invoice.kind.in_((*PERIODICAL, CORRECTION)),
            first <= until,
            last >= since,
        )
        .group_by(*key)
        .subquery()
    )
    same = and_(Supply.agreement_id == sums.c.agreement_id, Supply.supply_point_id == sums.c.supply_point_id)
    return (
        select(Supply.id, *sums.c["id", "kind", "corrected", "first", "last", "vat_rate", "net"])
        .join_from(Supply, sums, same)
        .where(Supply.id.in_(supply_ids))
        .order_by(Supply.id, sums.c.id)
    )
