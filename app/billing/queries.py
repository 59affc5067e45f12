"""Invoices as lists show them: page by page, each with how it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from app.billing.models import Invoice
from app.customers.models import Agreement
from app.foundation.clock import today
from app.foundation.listing import Order, Sort

NEWEST_FIRST = Order(Invoice.id, {"issued": Sort(Invoice.issued_on, descending=True)})
A_PAGE = 12


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One document as the customer sees it, in grosze. `status`: paid, partly, open, overdue, credit."""

    id: int
    agreement_id: int
    invoice_no: str
    kind: str
    issued_on: dt.date
    due_on: dt.date
    gross: int
    settled: int
    status: str

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return max(self.gross - self.settled, 0)


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of invoices, newest first, and the cursors of its neighbours."""

    rows: Sequence[InvoiceView]
    next: int | None
    previous: int | None


SHOWN: tuple[Any, ...] = (
    Invoice.id,
    Invoice.agreement_id,
    Invoice.invoice_no,
    Invoice.kind,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.gross,
    Invoice.settled,
)


def invoices_of(
    customer_ids: Collection[int],
    *,
    agreement_id: int | None = None,
    after: int | None = None,
    before: int | None = None,
    size: int = A_PAGE,
) -> InvoicePage:
    """Return a page of the invoices of these customers, newest first, or of one agreement of theirs.

    A cursor that is not one of theirs finds nothing, so that nobody learns the age of another's invoice.
    One statement.
    """
    mine = select(Agreement.id).where(Agreement.customer_id.in_(customer_ids))
    rows = select(*SHOWN).where(Invoice.agreement_id.in_(mine))
    if agreement_id is not None:
        rows = rows.where(Invoice.agreement_id == agreement_id)
    cursor = after if before is None else before
    if cursor is not None:
        other = aliased(Invoice)
        rows = rows.where(exists().where(other.id == cursor, other.agreement_id.in_(mine)))
    found = NEWEST_FIRST.page(rows, None, after=after, before=before, size=size)
    day = today()
    return InvoicePage([view_of(row, day) for row in found.rows], found.next, found.previous)


def view_of(row: Any, day: dt.date) -> InvoiceView:
    """Return the document of a row that begins with the columns SHOWN, as it stands on a day."""
    cells: list[Any] = [*row[: len(SHOWN)], status_of(row, day)]
    return InvoiceView(*cells)


def status_of(row: Any, day: dt.date) -> str:
    """Return how a document (with gross, settled, due_on) stands on a day; the words for it: InvoiceView."""
    if row.gross < 0:
        return "credit"
    if row.settled >= row.gross:
        return "paid"
    if row.due_on < day:
        return "overdue"
    return "partly" if row.settled > 0 else "open"
