"""The ledger of one agreement: its moves day by day, the balance on any day, which money paid which debt."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import select

from app.billing.allocate import (
    DOCUMENT,
    OPENING,
    PAYMENT,
    REFUND,
    Allocation,
    Document,
    Money,
    Part,
    allocate,
)
from app.billing.documents import Bill, bills_of
from app.billing.models import Payment
from app.customers.models import Agreement
from app.foundation.db import db

# Of one day: what is owed stands before what was paid.
_PLACES = {OPENING: 0, DOCUMENT: 1, PAYMENT: 2, REFUND: 3}


@dataclass(frozen=True, slots=True)
class Booking:
    """Money booked; a refund is negative."""

    number: str
    booked_on: dt.date
    amount: int
    title: str | None
    meant: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """What changed the balance on a day: `amount` in grosze, owed is positive; `balance` after it.

    `kind`: opening, document, payment, refund; `name`: its number. `parts`: of a debt what paid it, of money
    what it paid; `left`: what is still open of a debt, or not yet used of money.
    """

    day: dt.date
    kind: str
    name: str
    amount: int
    balance: int
    parts: Sequence[Part]
    bill: Bill | None = None
    booking: Booking | None = None

    @property
    def is_debt(self) -> bool:
        """Say whether it is something to be paid; else it is money."""
        return self.amount > 0

    @property
    def left(self) -> int:
        """What is open of a debt, or not yet used of money."""
        return abs(self.amount) - sum(part.amount for part in self.parts)


class _Entry(NamedTuple):
    """A move before its balance is known."""

    day: dt.date
    kind: str
    name: str
    amount: int


@dataclass(frozen=True)
class Book:
    """Everything on one agreement. `opening` was owed (+) or overpaid (-) on the day `opened`."""

    opening: int
    opened: dt.date
    bills: Mapping[str, Bill]
    bookings: Mapping[str, Booking]

    @cached_property
    def found(self) -> Allocation:
        """Which money paid which debt: one answer for all days, each part with the day it counts from."""
        documents = (
            Document(one.invoice_no, one.corrects_no, one.issued_on, one.due_on, one.gross)
            for one in self.bills.values()
        )
        money = (
            Money(PAYMENT, one.number, one.booked_on, one.amount, one.meant) for one in self.bookings.values()
        )
        return allocate(self.opening, self.opened, documents, money)

    @cached_property
    def paid(self) -> Mapping[tuple[str, str], list[Part]]:
        """The parts of each debt, by (kind, number)."""
        return _grouped((part.kind, part.name, part) for part in self.found.parts)

    @cached_property
    def used(self) -> Mapping[tuple[str, str], list[Part]]:
        """The parts of each money, by (kind, number)."""
        return _grouped((part.money.kind, part.money.name, part) for part in self.found.parts)

    def covered(self, kind: str, name: str, day: dt.date) -> int:
        """Return how much of a debt was paid up to the end of a day."""
        return sum(part.amount for part in self.paid.get((kind, name), ()) if part.day <= day)

    def balance(self, day: dt.date) -> int:
        """Return what was owed (+) or overpaid (-) at the end of a day: what had been issued and booked."""
        return sum(one.amount for one in self._entries() if one.day <= day)

    def moves(self, day: dt.date) -> list[Move]:
        """Return the moves up to the end of a day, the oldest first, and how they stood then."""
        found = [one for one in self._entries() if one.day <= day]
        found.sort(key=lambda one: (one.day, _PLACES[one.kind], one.name))
        balances = accumulate(one.amount for one in found)
        return [self._move(one, balance, day) for one, balance in zip(found, balances, strict=True)]

    def _entries(self) -> list[_Entry]:
        opening = [_Entry(self.opened, OPENING, "", self.opening)] if self.opening else []
        bills = [_Entry(one.issued_on, DOCUMENT, one.invoice_no, one.gross) for one in self.bills.values()]
        bookings = [
            _Entry(one.booked_on, PAYMENT if one.amount >= 0 else REFUND, one.number, -one.amount)
            for one in self.bookings.values()
        ]
        return [*opening, *bills, *bookings]

    def _move(self, entry: _Entry, balance: int, day: dt.date) -> Move:
        _, kind, name, amount = entry
        parts = (self.paid if amount > 0 else self.used).get((kind, name), ())
        known = [part for part in parts if part.day <= day]
        bill = self.bills.get(name) if kind == DOCUMENT else None
        booking = self.bookings.get(name) if kind in {PAYMENT, REFUND} else None
        return Move(entry.day, kind, name, amount, balance, known, bill, booking)


def _grouped(parts: Iterable[tuple[str, str, Part]]) -> dict[tuple[str, str], list[Part]]:
    found: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for kind, name, part in parts:
        found[kind, name].append(part)
    return {key: sorted(each, key=lambda part: (part.day, part.name)) for key, each in found.items()}


def book_of(agreement: Agreement, bills: Iterable[Bill] | None = None) -> Book:
    """Return everything on an agreement; `bills` are all of its documents, where they are known already.

    Two statements, or one.
    """
    known = bills_of(agreement.id) if bills is None else bills
    return Book(
        agreement.opening_balance or 0,
        agreement.begun_on,
        {one.invoice_no: one for one in known},
        _bookings_of(agreement.id),
    )


def _bookings_of(agreement_id: int) -> dict[str, Booking]:
    """Return the money booked on an agreement, by its number. One statement."""
    rows = db.session.execute(
        select(
            Payment.payment_no, Payment.booked_on, Payment.amount, Payment.title, Payment.invoice_no
        ).where(Payment.agreement_id == agreement_id)
    )
    return {row.payment_no: Booking(*row) for row in rows}
