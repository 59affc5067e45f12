"""What can be taken away as a file: readings, consumption, invoices, payments, all of the reader's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from app.billing import table_queries
from app.billing.words import kind_name
from app.foundation.db import db
from app.foundation.i18n import N_
from app.foundation.sheets import Column, Row
from app.portal.energy_words import reading_kind, zone_name
from app.portal.mine import Known

AT_ONCE = 1000

AGREEMENT = Column(N_("Agreement"))
POINT = Column(N_("Supply point (PPE)"), width=21)
ZONE = Column(N_("Hours"), width=18)


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what the file is: agreements and supplies of the reader, and the mark of it in the file's name."""

    agreement_ids: Sequence[int]
    supply_ids: Sequence[int]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns, its rows of a scope, and how a row is said in words."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[Scope], Select[*tuple[Any, ...]]]
    said: Callable[[Row], Row] = lambda row: row

    def of(self, scope: Scope) -> Iterator[Row]:
        """Return the rows, some at a time. One statement."""
        found = db.session.execute(self.rows(scope).execution_options(yield_per=AT_ONCE))
        return (self.said(tuple(row)) for row in found)


def scope_of(known: Known, agreement_id: int | None, supply_id: int | None) -> Scope:
    """Return one supply point, one agreement, or everything of the reader.

    Raises NotFoundError for what he may not see. In everything a point whose energy is sold under one of his
    agreements and delivered under another comes once, as delivered.
    """
    if supply_id is not None:
        point = known.point(supply_id)
        return Scope([point.agreement_id], [supply_id], point.ppe)
    if agreement_id is not None:
        place = known.place(agreement_id)
        mark = place.agreement.agreement_no.replace("/", "-")
        return Scope([agreement_id], [point.supply_id for point in place.points], mark)
    points = list(known.points)
    delivered = {point.point_id for point in points if point.role == "delivery"}
    once = [one.supply_id for one in points if one.role == "delivery" or one.point_id not in delivered]
    return Scope(list(known.places), once)


def _reading_said(row: Row) -> Row:
    agreement, ppe, meter, zone, read_on, kind, *rest = row
    return (agreement, ppe, meter, zone_name(zone), read_on, reading_kind(kind), *rest)


def _usage_said(row: Row) -> Row:
    agreement, ppe, month, zone, *rest = row
    return (agreement, ppe, month, zone_name(zone), *rest)


def _invoice_said(row: Row) -> Row:
    number, kind, *rest = row
    return (number, kind_name(kind), *rest)


DAY, MONEY, KWH = "day", "money", "kwh"
TABLES = {
    "readings": Table(
        N_("Readings"),
        (
            AGREEMENT,
            POINT,
            Column(N_("Meter"), width=16),
            ZONE,
            Column(N_("Day"), DAY, 12),
            Column(N_("How it was read"), width=24),
            Column(N_("State, kWh"), KWH),
            Column(N_("Multiplier"), "number", 10),
        ),
        lambda scope: table_queries.readings(scope.supply_ids),
        _reading_said,
    ),
    "usage": Table(
        N_("Usage"),
        (
            AGREEMENT,
            POINT,
            Column(N_("Month"), "month", 10),
            ZONE,
            Column(N_("Used, kWh"), KWH),
            Column(N_("Of which estimated, kWh"), KWH),
            Column(N_("Days known"), "number", 10),
        ),
        lambda scope: table_queries.consumption(scope.supply_ids),
        _usage_said,
    ),
    "invoices": Table(
        N_("Invoices"),
        (
            Column(N_("Invoice"), width=22),
            Column(N_("Kind"), width=20),
            Column(N_("Corrects"), width=22),
            AGREEMENT,
            Column(N_("Issued"), DAY, 12),
            Column(N_("Period from"), DAY, 12),
            Column(N_("Period to"), DAY, 12),
            Column(N_("Payable by"), DAY, 12),
            Column(N_("Net, PLN"), MONEY),
            Column(N_("VAT, PLN"), MONEY),
            Column(N_("Gross, PLN"), MONEY),
            Column(N_("Settled, PLN"), MONEY),
            Column(N_("Left to pay, PLN"), MONEY),
            Column(N_("KSeF number"), width=38),
        ),
        lambda scope: table_queries.invoices(scope.agreement_ids),
        _invoice_said,
    ),
    "payments": Table(
        N_("Payments"),
        (
            Column(N_("Payment"), width=16),
            AGREEMENT,
            Column(N_("Booked"), DAY, 12),
            Column(N_("Amount, PLN"), MONEY),
            Column(N_("Title"), width=40),
            Column(N_("For invoice"), width=22),
        ),
        lambda scope: table_queries.payments(scope.agreement_ids),
    ),
}
