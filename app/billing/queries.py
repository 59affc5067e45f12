"""What customers owe and are owed: a statement per agreement, and their invoices page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from app.billing.models import Invoice
from app.billing.overpaid import overpaid_since
from app.customers.models import Agreement
from app.foundation.clock import today
from app.foundation.db import db
from app.foundation.listing import Order, Sort

NEWEST_FIRST = Order(Invoice.id, {"issued": Sort(Invoice.issued_on, descending=True)})
A_PAGE = 12


@dataclass
class Statement:
    """How one agreement stands on a day; all amounts in grosze.

    `balance`: owed (+) or overpaid (-) in all, overpaid without a break since `overpaid_since`.
    `overdue`: what was due before the day and is not paid, the oldest of it since `overdue_since`.
    `next_due`: what falls due next, on `next_due_on`.
    """

    agreement_id: int
    customer_id: int
    agreement_no: str
    nrb: str
    balance: int
    overpaid_since: dt.date | None = None
    overdue: int = 0
    overdue_since: dt.date | None = None
    next_due: int = 0
    next_due_on: dt.date | None = None

    @property
    def overpaid(self) -> int:
        """What the customer has paid too much."""
        return max(-self.balance, 0)

    @property
    def to_pay(self) -> int:
        """What the customer owes, due or not."""
        return max(self.balance, 0)

    def add(self, due_on: dt.date, owed: int, day: dt.date) -> None:
        """Count what is owed since a day; called in the order of the days."""
        if due_on < day:
            self.overdue += owed
            self.overdue_since = self.overdue_since or due_on
        elif self.next_due_on in {None, due_on}:
            self.next_due += owed
            self.next_due_on = due_on


@dataclass
class Debts:
    """What is still owed on one agreement, by the day it was due."""

    statement: Statement
    opening_due: dt.date
    days: list[tuple[dt.date, int]] = field(default_factory=list)

    def counted(self, day: dt.date) -> Statement:
        """Return the statement; what no invoice explains is left of the opening balance, the oldest debt."""
        of_opening = self.statement.to_pay - sum(owed for _, owed in self.days)
        all_days = [(self.opening_due, of_opening), *self.days] if of_opening > 0 else self.days
        for due_on, owed in sorted(all_days):
            self.statement.add(due_on, owed, day)
        return self.statement


def statement_of(customer_ids: Collection[int], day: dt.date | None = None) -> list[Statement]:
    """Return how every agreement of these customers stands on a day (today by default). One statement."""
    still_open = and_(Invoice.agreement_id == Agreement.id, Invoice.settled < Invoice.gross)
    owed = func.sum(Invoice.gross - Invoice.settled)
    credit = overpaid_since(customer_ids)
    rows = db.session.execute(
        select(
            Agreement.id,
            Agreement.customer_id,
            Agreement.agreement_no,
            Agreement.nrb,
            Agreement.balance,
            credit.c.since,
            func.coalesce(Agreement.opening_on, Agreement.signed_on).label("opening_due"),
            Invoice.due_on,
            owed.label("owed"),
        )
        .outerjoin(Invoice, still_open)
        .outerjoin(credit, credit.c.agreement_id == Agreement.id)
        .where(Agreement.customer_id.in_(customer_ids))
        .group_by(Agreement.id, Invoice.due_on, credit.c.since)
        .order_by(Agreement.ended_on.is_not(None), Agreement.signed_on.desc(), Agreement.id)
    )
    found: dict[int, Debts] = {}
    for row in rows:
        statement = Statement(*tuple(row)[:6])
        debts = found.setdefault(row.id, Debts(statement, row.opening_due))
        if row.due_on is not None:
            debts.days.append((row.due_on, int(row.owed)))
    return [each.counted(day or today()) for each in found.values()]


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
