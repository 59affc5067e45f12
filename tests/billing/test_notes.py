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
from app.billing.interest import rounded, stretches
from app.billing.ledger import Book, Booking, Paper
from app.settings.defaults import DEFAULTS
from tests.oracle import Row, read

SAMPLE = Path(__file__).parents[1] / "data" / "feed" / "sample"
RATES = [(since, Fraction(str(rate))) for since, rate in DEFAULTS["interest.rate"].dated]
FOR = re.compile(r", (\S+), dni: \d+$")


def _grosze(cell: str) -> int:
    return int(Decimal(cell or 0) * 100)


def _day(cell: str) -> dt.date:
    return dt.date.fromisoformat(cell)


def _paper(row: Row) -> Paper:
    return Paper(
        0,
        row["invoice_no"],
        row["kind"],
        row["corrects_no"] or None,
        _day(row["issued_on"]),
        _day(row["due_on"]),
        _grosze(row["gross"]),
        None,
        None,
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
    papers: dict[str, dict[str, Paper]] = defaultdict(dict)
    for row in read(SAMPLE, "invoices", "invoice_no"):
        papers[row["agreement_no"]][row["invoice_no"]] = _paper(row)
    bookings: dict[str, dict[str, Booking]] = defaultdict(dict)
    for row in read(SAMPLE, "payments", "payment_no"):
        bookings[row["agreement_no"]][row["payment_no"]] = _booking(row)
    return {
        number: Book(
            _grosze(row["opening_balance"]),
            _day(row["opening_on"] or row["signed_on"]),
            papers[number],
            bookings[number],
        )
        for row in read(SAMPLE, "agreements", "agreement_no")
        if (number := row["agreement_no"])
    }


def _interest(book: Book, number: str, until: dt.date) -> int:
    paper = book.papers[number]
    covered = [(part.day, part.amount) for part in book.paid[DOCUMENT, number]]
    return rounded(stretches(paper.gross, paper.due_on, covered, until, RATES))


def test_the_notes_that_rest_on_the_same_payments_are_equal_to_the_grosz() -> None:
    found = {}
    lines = {row["invoice_no"]: row for row in read(SAMPLE, "invoice_lines", "invoice_no")}
    for book in books().values():
        for note in book.papers.values():
            if note.kind == "interest_note" and (late := FOR.search(lines[note.number]["label"])):
                found[note.number] = _interest(book, late[1], note.issued_on) - note.gross
    assert len(found) == 284
    # The other notes set payments of a part off otherwise than by day (contract of the feed: it is not said).
    assert sum(1 for difference in found.values() if difference == 0) == 268


def test_who_overpaid_and_got_it_back_bears_no_interest_for_it() -> None:
    # A refund takes the money that was too much, not the money that had paid the oldest invoices in time.
    book = books()["U/53598454"]
    late = [
        paper.number
        for paper in book.papers.values()
        if paper.gross > 0 and _interest(book, paper.number, dt.date(2026, 10, 31))
    ]
    assert late == []
