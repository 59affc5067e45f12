"""What can be taken away as a file: readings, consumption, invoices, payments, all of the reader's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from app.billing.models import ConsumptionMonth, Invoice, Payment, Reading
from app.billing.words import kind_name
from app.customers.models import Agreement, Meter, Supply, SupplyPoint
from app.foundation.db import db
from app.foundation.i18n import N_
from app.foundation.sheets import Column, Row
from app.portal.mine import Known
from app.portal.words import reading_kind, zone_name

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


def _readings(scope: Scope) -> Select[*tuple[Any, ...]]:
    in_time = and_(
        Reading.read_on >= Supply.from_on, or_(Supply.until_on.is_(None), Reading.read_on <= Supply.until_on)
    )
    cells: tuple[Any, ...] = (Meter.meter_no, Reading.zone, Reading.read_on, Reading.kind, Reading.value)
    return (
        select(Agreement.agreement_no, SupplyPoint.ppe, *cells, Meter.multiplier)
        .select_from(Supply)
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
        .join(Meter, Meter.supply_point_id == SupplyPoint.id)
        .join(Reading, and_(Reading.meter_id == Meter.id, in_time))
        .where(Supply.id.in_(scope.supply_ids))
        .order_by(Supply.id, Meter.id, Reading.read_on, Reading.zone, Reading.kind)
    )


def _usage(scope: Scope) -> Select[*tuple[Any, ...]]:
    month = ConsumptionMonth
    cells: tuple[Any, ...] = (month.month, month.zone, month.energy, month.estimated, month.days)
    return (
        select(Agreement.agreement_no, SupplyPoint.ppe, *cells)
        .select_from(Supply)
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
        .join(month, month.supply_id == Supply.id)
        .where(Supply.id.in_(scope.supply_ids))
        .order_by(Supply.id, month.month, month.zone)
    )


def _invoices(scope: Scope) -> Select[*tuple[Any, ...]]:
    one = Invoice
    days: tuple[Any, ...] = (one.issued_on, one.period_from, one.period_to, one.due_on)
    # What is settled of a document that gives money back is less than nothing, and nothing is left of it.
    paid: tuple[Any, ...] = (one.net, one.vat, one.gross, one.settled, one.gross - one.settled)
    return (
        select(one.invoice_no, one.kind, one.corrects_no, Agreement.agreement_no, *days, *paid, one.ksef_no)
        .join(Agreement, Agreement.id == one.agreement_id)
        .where(one.agreement_id.in_(scope.agreement_ids))
        .order_by(one.issued_on.desc(), one.id.desc())
    )


def _payments(scope: Scope) -> Select[*tuple[Any, ...]]:
    one = Payment
    return (
        select(one.payment_no, Agreement.agreement_no, one.booked_on, one.amount, one.title, one.invoice_no)
        .join(Agreement, Agreement.id == one.agreement_id)
        .where(one.agreement_id.in_(scope.agreement_ids))
        .order_by(one.booked_on.desc(), one.id.desc())
    )


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
        _readings,
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
        _usage,
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
        _invoices,
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
        _payments,
    ),
}
