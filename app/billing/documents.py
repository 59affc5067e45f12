"""Documents whole: the invoices of an agreement and their lines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select

from app.billing.models import Invoice, InvoiceLine
from app.customers.models import SupplyPoint, address_lines
from app.foundation.db import db


@dataclass(frozen=True, slots=True)
class Bill:
    """One document with all the feed says of it; amounts in grosze, a correction may be negative."""

    id: int
    agreement_id: int
    invoice_no: str
    kind: str
    corrects_no: str | None
    issued_on: dt.date
    period_from: dt.date | None
    period_to: dt.date | None
    due_on: dt.date
    net: int
    vat: int
    gross: int
    ksef_no: str | None
    settled: int

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return max(self.gross - self.settled, 0)

    @property
    def days(self) -> int:
        """How many days it covers; 0 where the feed names no period."""
        if self.period_from is None or self.period_to is None:
            return 0
        return (self.period_to - self.period_from).days + 1


@dataclass(frozen=True, slots=True)
class Line:
    """One line: quantity in millionths of `unit`, unit price in millionths of a złoty, net in grosze.

    `supply_point_id` and `ppe` are None where the line names no point (a settled forecast, interest).
    """

    invoice_id: int
    line_no: int
    supply_point_id: int | None
    label: str
    zone: str | None
    quantity: int
    unit: str
    unit_price: int
    net: int
    vat_rate: int
    ppe: str | None = None
    address_lines: list[str] = field(default_factory=list)


_BILL: tuple[Any, ...] = (
    Invoice.id,
    Invoice.agreement_id,
    Invoice.invoice_no,
    Invoice.kind,
    Invoice.corrects_no,
    Invoice.issued_on,
    Invoice.period_from,
    Invoice.period_to,
    Invoice.due_on,
    Invoice.net,
    Invoice.vat,
    Invoice.gross,
    Invoice.ksef_no,
    Invoice.settled,
)
_LINE: tuple[Any, ...] = (
    InvoiceLine.invoice_id,
    InvoiceLine.line_no,
    InvoiceLine.supply_point_id,
    InvoiceLine.label,
    InvoiceLine.zone,
    InvoiceLine.quantity,
    InvoiceLine.unit,
    InvoiceLine.unit_price,
    InvoiceLine.net,
    InvoiceLine.vat_rate,
    SupplyPoint.ppe,
)
_ADDRESS: tuple[Any, ...] = (
    SupplyPoint.street,
    SupplyPoint.building,
    SupplyPoint.flat,
    SupplyPoint.postcode,
    SupplyPoint.city,
)


def bills_of(agreement_id: int) -> list[Bill]:
    """Return every document of an agreement, the oldest first. One statement."""
    return _bills(Invoice.agreement_id == agreement_id)


def bills_beside(invoice_id: int, agreement_ids: Collection[int]) -> list[Bill]:
    """Return every document of the agreement an invoice belongs to, the oldest first. One statement.

    Nothing comes when the invoice is of none of these agreements, as when it does not exist.
    """
    its = select(Invoice.agreement_id).where(
        Invoice.id == invoice_id, Invoice.agreement_id.in_(agreement_ids)
    )
    return _bills(Invoice.agreement_id == its.scalar_subquery())


def _bills(which: ColumnElement[bool]) -> list[Bill]:
    rows = db.session.execute(select(*_BILL).where(which).order_by(Invoice.issued_on, Invoice.id))
    return [Bill(*row) for row in rows]


def lines_of(invoice_ids: Collection[int]) -> dict[int, list[Line]]:
    """Return the lines of invoices by invoice, in the invoice's order. One statement."""
    rows = db.session.execute(
        select(*_LINE, *_ADDRESS)
        .outerjoin(SupplyPoint, SupplyPoint.id == InvoiceLine.supply_point_id)
        .where(InvoiceLine.invoice_id.in_(invoice_ids))
        .order_by(InvoiceLine.invoice_id, InvoiceLine.line_no)
    )
    found: dict[int, list[Line]] = defaultdict(list)
    for invoice_id, *cells in rows:
        own, address = cells[: -len(_ADDRESS)], cells[-len(_ADDRESS) :]
        values: list[Any] = [*own, address_lines(*address) if own[-1] else []]
        found[invoice_id].append(Line(invoice_id, *values))
    return found
