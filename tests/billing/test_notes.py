"""The interest notes of the sample feed, every one of them, against what the ledger works out."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from app.billing.allocate import DOCUMENT
from app.billing.documents import Bill
from app.billing.interest import stretches, total
from app.billing.ledger import Book, Booking
from app.settings.defaults import DEFAULTS
from tests.oracle import Row, read

SAMPLE = Path(__file__).parents[1] / "data" / "feed" / "sample"
RATES = [(since, Fraction(str(rate))) for since, rate in DEFAULTS["interest.rate"].dated]
FOR = re.compile(r", (\S+), dni: \d+$")


def _grosze(cell: str) -> int:
    return int(Decimal(cell or 0) * 100)


def _day(cell: str) -> dt.date:
    return dt.date.fromisoformat(cell)


def _bill(row: Row) -> Bill:
    return Bill(
        id=0,
        agreement_id=0,
        invoice_no=row["invoice_no"],
        kind=row["kind"],
        corrects_no=row["corrects_no"] or None,
        issued_on=_day(row["issued_on"]),
        period_from=None,
        period_to=None,
        due_on=_day(row["due_on"]),
        net=_grosze(row["net"]),
        vat=_grosze(row["vat"]),
        gross=_grosze(row["gross"]),
        ksef_no=None,
        settled=0,
    )


def _booking(row: Row) -> Booking:
    return Booking(
        row["payment_no"],
        _day(row["booked_on"]),
        _grosze(row["amount"]),
        row["title"],
        row["invoice_no"] or None,
    )


@cache
def books() -> dict[str, Book]:
    """Return the ledgers of the sample by agreement."""
    bills: dict[str, dict[str, Bill]] = defaultdict(dict)
    for row in read(SAMPLE, "invoices", "invoice_no"):
        bills[row["agreement_no"]][row["invoice_no"]] = _bill(row)
    bookings: dict[str, dict[str, Booking]] = defaultdict(dict)
    for row in read(SAMPLE, "payments", "payment_no"):
        bookings[row["agreement_no"]][row["payment_no"]] = _booking(row)
    return {
        number: Book(
            _grosze(row["opening_balance"]),
            _day(row["opening_on"] or row["signed_on"]),
            bills[number],
            bookings[number],
        )
        for row in read(SAMPLE, "agreements", "agreement_no")
        if (number := row["agreement_no"])
    }


def _interest(book: Book, number: str, until: dt.date) -> int:
    bill = book.bills[number]
    covered = [(part.day, part.amount) for part in book.paid[DOCUMENT, number]]
    return total(stretches(bill.gross, bill.due_on, covered, until, RATES))


def test_the_notes_that_rest_on_the_same_payments_are_equal_to_the_grosz() -> None:
    found = {}
    lines = {row["invoice_no"]: row for row in read(SAMPLE, "invoice_lines", "invoice_no")}
    for book in books().values():
        for note in book.bills.values():
            if note.kind == "interest_note" and (late := FOR.search(lines[note.invoice_no]["label"])):
                found[note.invoice_no] = _interest(book, late[1], note.issued_on) - note.gross
    assert len(found) == 284
    # The other notes set payments of a part off otherwise than by day (contract of the feed: it is not said).
    assert sum(1 for difference in found.values() if difference == 0) == 268


def test_who_overpaid_and_got_it_back_bears_no_interest_for_it() -> None:
    # A refund takes the money that was too much, not the money that had paid the oldest invoices in time.
    book = books()["U/53598454"]
    late = [
        bill.invoice_no
        for bill in book.bills.values()
        if bill.gross > 0 and _interest(book, bill.invoice_no, dt.date(2026, 10, 31))
    ]
    assert late == []
