"""Readings, consumption, invoices and payments as long tables, row by row: what leaves as a file."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from app.billing.meter_queries import IN_TIME
from app.billing.models import ConsumptionMonth, Invoice, Payment, Reading
from app.customers.models import Agreement, Meter, Supply, SupplyPoint

Rows = Select[*tuple[Any, ...]]


def readings(supply_ids: Collection[int]) -> Rows:
    """Select (agreement, PPE, meter, zone, day, kind, value, multiplier) within the time of supplies."""
    cells: tuple[Any, ...] = (Meter.meter_no, Reading.zone, Reading.read_on, Reading.kind, Reading.value)
    return (
        _of_supplies(supply_ids, *cells, Meter.multiplier)
        .join(Meter, Meter.supply_point_id == SupplyPoint.id)
        .join(Reading, (Reading.meter_id == Meter.id) & IN_TIME)
        .order_by(Supply.id, Meter.id, Reading.read_on, Reading.zone, Reading.kind)
    )


def consumption(supply_ids: Collection[int]) -> Rows:
    """Select (agreement, PPE, month, zone, Wh, estimated Wh, days covered) of supplies."""
    month = ConsumptionMonth
    return (
        _of_supplies(supply_ids, month.month, month.zone, month.energy, month.estimated, month.days)
        .join(month, month.supply_id == Supply.id)
        .order_by(Supply.id, month.month, month.zone)
    )


def _of_supplies(supply_ids: Collection[int], *cells: Any) -> Rows:
    return (
        select(Agreement.agreement_no, SupplyPoint.ppe, *cells)
        .select_from(Supply)
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
        .where(Supply.id.in_(supply_ids))
    )


def invoices(agreement_ids: Collection[int]) -> Rows:
    """Select (number, kind, corrects, agreement, 4 days, 5 amounts, KSeF) of agreements, newest first."""
    one = Invoice
    days: tuple[Any, ...] = (one.issued_on, one.period_from, one.period_to, one.due_on)
    # What is settled of a document that gives money back is less than nothing, and nothing is left of it.
    paid: tuple[Any, ...] = (one.net, one.vat, one.gross, one.settled, one.gross - one.settled)
    return (
        select(one.invoice_no, one.kind, one.corrects_no, Agreement.agreement_no, *days, *paid, one.ksef_no)
        .join(Agreement, Agreement.id == one.agreement_id)
        .where(one.agreement_id.in_(agreement_ids))
        .order_by(one.issued_on.desc(), one.id.desc())
    )


def payments(agreement_ids: Collection[int]) -> Rows:
    """Select (number, agreement, day, amount, title, invoice named) of agreements, newest first."""
    one = Payment
    return (
        select(one.payment_no, Agreement.agreement_no, one.booked_on, one.amount, one.title, one.invoice_no)
        .join(Agreement, Agreement.id == one.agreement_id)
        .where(one.agreement_id.in_(agreement_ids))
        .order_by(one.booked_on.desc(), one.id.desc())
    )
