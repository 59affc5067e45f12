"""What paid an invoice, and when: its parts of the agreement's ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from app.billing.allocate import DOCUMENT
from app.billing.documents import Bill
from app.billing.ledger import book_of
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
    book = book_of(agreement, bills)
    parts = book.paid.get((DOCUMENT, bill.invoice_no), ())
    return [Paid(part.day, part.amount, part.money.kind, book.bills.get(part.money.name)) for part in parts]
