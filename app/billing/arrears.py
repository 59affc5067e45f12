"""How an agreement stands on a day: what is overdue, the interest it bears, what falls due next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from app.billing.allocate import DOCUMENT, OPENING
from app.billing.documents import Bill
from app.billing.interest import Rates, Stretch, stretches, total
from app.billing.kinds import INTEREST_NOTE
from app.billing.ledger import Book
from app.settings.service import values


@dataclass(frozen=True, slots=True)
class Late:
    """A document that is or was paid late; `left` of it is open on the day asked for."""

    bill: Bill
    left: int
    stretches: list[Stretch]

    @property
    def interest(self) -> int:
        """The interest on it, in whole grosze."""
        return total(self.stretches)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agreement stands on `day`; all amounts in grosze.

    `before`: what is left of the opening debt, since `opened`. `late`: documents that are overdue, the oldest
    first; `once`: those paid late, with the interest they bore. `coming`: documents open but not yet due.
    """

    day: dt.date
    balance: int
    opened: dt.date
    before: int
    late: list[Late]
    once: list[Late]
    coming: list[tuple[Bill, int]]

    @property
    def overdue(self) -> int:
        """What was due before the day and is not paid."""
        return self.before + sum(one.left for one in self.late)

    @property
    def overdue_since(self) -> dt.date | None:
        """When the oldest of it was due."""
        days = [one.bill.due_on for one in self.late] + ([self.opened] if self.before else [])
        return min(days, default=None)

    @property
    def interest(self) -> int:
        """The interest on what is still open."""
        return sum(one.interest for one in self.late)

    @property
    def to_pay(self) -> int:
        """What is to be paid on the day: what is overdue, with the interest on it."""
        return self.overdue + self.interest

    @property
    def next_due_on(self) -> dt.date | None:
        """When something falls due next."""
        return min((bill.due_on for bill, _ in self.coming), default=None)

    @property
    def next_due(self) -> int:
        """What falls due on that day."""
        return sum(left for bill, left in self.coming if bill.due_on == self.next_due_on)

    @property
    def open(self) -> int:
        """All that is open, due or not, without interest."""
        return self.overdue + sum(left for _, left in self.coming)


def standing(book: Book, day: dt.date) -> Standing:
    """Return how an agreement stands on a day. A document that is due on the day itself is not overdue."""
    bills = [one for one in book.bills.values() if one.gross > 0 and one.issued_on <= day]
    bills.sort(key=lambda one: (one.due_on, one.issued_on, one.invoice_no))
    rates = rates_between(min((one.due_on for one in bills), default=day), day)
    late = [_late(book, one, day, rates) for one in bills if one.due_on < day]
    coming = [(one, _left(book, one, day)) for one in bills if one.due_on >= day]
    return Standing(
        day,
        book.balance(day),
        book.opened,
        _before(book, day),
        [one for one in late if one.left],
        [one for one in late if not one.left and one.interest],
        [(one, left) for one, left in coming if left],
    )


def _before(book: Book, day: dt.date) -> int:
    """Return what is left of the opening debt, and what was paid back beyond all that had come in."""
    if book.opened > day:
        return 0
    owed = max(book.opening, 0) - book.covered(OPENING, "", day)
    return owed + sum(-amount for money, amount in book.found.lacking if money.day <= day)


def _left(book: Book, bill: Bill, day: dt.date) -> int:
    return bill.gross - book.covered(DOCUMENT, bill.invoice_no, day)


def _late(book: Book, bill: Bill, day: dt.date, rates: Rates) -> Late:
    """Work out the delay of a document; a note of interest bears none itself."""
    parts = [(part.day, part.amount) for part in book.paid.get((DOCUMENT, bill.invoice_no), ())]
    found = [] if bill.kind == INTEREST_NOTE else stretches(bill.gross, bill.due_on, parts, day, rates)
    return Late(bill, _left(book, bill, day), found)


def rates_between(first: dt.date, last: dt.date) -> list[tuple[dt.date, Fraction]]:
    """Return the rates of interest (percent a year) from a day to another, each with its first day."""
    return [(since, Fraction(str(rate))) for since, rate in values("interest.rate", first, max(first, last))]
