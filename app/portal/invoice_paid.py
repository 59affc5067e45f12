"""What paid an invoice, and when: its parts of the agreement's ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.billing.allocate import DOCUMENT
from app.billing.documents import Bill
from app.billing.ledger import Book, Paper, bookings_of
from app.customers.models import Agreement


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of the invoice that was paid, in grosze, on a day.

    `kind`: payment, document (another one in the customer's favour, `bill`) or opening (overpaid before).
    """

    day: dt.date
    amount: int
    kind: str
    bill: Bill | None


def paid_by(bill: Bill, agreement: Agreement, bills: Iterable[Bill]) -> list[Paid]:
    """Return what paid an invoice, the earliest first; `bills` is all of its agreement. One statement."""
    known = {one.invoice_no: one for one in bills}
    book = Book(
        agreement.opening_balance or 0,
        agreement.begun_on,
        {one.invoice_no: _paper(one) for one in bills},
        bookings_of(agreement.id),
    )
    parts = book.paid.get((DOCUMENT, bill.invoice_no), ())
    return [Paid(part.day, part.amount, part.money.kind, known.get(part.money.name)) for part in parts]


def _paper(one: Bill) -> Paper:
    return Paper(
        one.id,
        one.invoice_no,
        one.kind,
        one.corrects_no,
        one.issued_on,
        one.due_on,
        one.gross,
        one.period_from,
        one.period_to,
    )
