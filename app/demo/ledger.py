"""Who pays what, when and how much: payments, refunds, and interest notes for those who pay late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from app.demo.bills import Bill, interest_note
from app.demo.feedfile import Delivery, zloty
from app.demo.known import Plan
from app.demo.prices import interest

LATE, NAMELESS = 0.45, 0.12
NOTE_SINCE = 100  # grosze of interest below which no note is worth its paper
TITLES = ("za prąd", "OPŁATA ZA ENERGIĘ ELEKTRYCZNĄ", "rachunek za prąd")


@dataclass(frozen=True, slots=True)
class Payment:
    """Money booked on an agreement, in grosze; a refund is negative."""

    booked: dt.date
    amount: int
    title: str
    invoice_no: str = ""


@dataclass(slots=True)
class Ledger:
    """One agreement's payments and notes up to the last day of the feed."""

    agreement: int
    plan: Plan
    last_day: dt.date
    chance: Random
    payments: list[Payment] = field(default_factory=list)
    notes: list[Bill] = field(default_factory=list)
    credit: int = 0

    def settle(self, bills: Sequence[Bill]) -> None:
        """Take each document in the order of its day and do what this customer does."""
        due = sorted((bill for bill in bills if bill.gross > 0), key=lambda bill: bill.issued)
        skipped = {bill.no for bill in self._unpaid(due)}
        twice = {bill.no for bill in self._twice(due)}
        for bill in sorted(bills, key=lambda bill: bill.issued):
            if bill.gross <= 0:
                self.credit -= bill.gross
            elif bill.no not in skipped:
                self._pay(bill, twice=bill.no in twice)

    def _unpaid(self, due: Sequence[Bill]) -> Sequence[Bill]:
        if self.plan.pays != "arrears":
            return ()
        return due[-self.chance.randint(2, 4) :]

    def _twice(self, due: Sequence[Bill]) -> Sequence[Bill]:
        if self.plan.pays != "over" or not due:
            return ()
        paid = [bill for bill in due if bill.due < self.last_day] or due
        return (paid[len(paid) // 3], paid[-1]) if "refund" in self.plan.events else (paid[-1],)

    def _pay(self, bill: Bill, *, twice: bool) -> None:
        # Who pays by standing order does not look at what is already his.
        used = 0 if self.plan.pays == "over" else min(self.credit, bill.gross)
        self.credit -= used
        owed = bill.gross - used
        if self.plan.pays == "part" and (self.last_day - bill.due).days < 120:  # noqa: PLR2004 - of late
            owed = owed * 6 // 10
        day = self._day(bill)
        if not owed or day > self.last_day:
            return
        self._book(day, owed, bill)
        self._note(bill, day)
        if twice:
            self._book(min(day + dt.timedelta(days=1), self.last_day), owed, bill)
            self._refund(day, owed, bill)

    def _day(self, bill: Bill) -> dt.date:
        if "fresh" in self.plan.events:
            return bill.due - dt.timedelta(days=self.chance.randint(1, 2))
        if self.plan.pays == "well":
            return min(bill.issued + dt.timedelta(days=self.chance.randint(1, 9)), self.last_day)
        if self.plan.pays == "late" and self.chance.random() < LATE:
            return bill.due + dt.timedelta(days=self.chance.randint(6, 60))
        return bill.due - dt.timedelta(days=self.chance.randint(0, 8))

    def _book(self, day: dt.date, amount: int, bill: Bill) -> None:
        if self.chance.random() < NAMELESS:
            self.payments.append(Payment(day, amount, self.chance.choice(TITLES)))
        else:
            self.payments.append(Payment(day, amount, f"Faktura {bill.no}", bill.no))

    def _refund(self, day: dt.date, amount: int, bill: Bill) -> None:
        back = day + dt.timedelta(days=21)
        if "refund" in self.plan.events and back < self.last_day - dt.timedelta(days=60):
            self.payments.append(Payment(back, -amount, f"Zwrot nadpłaty, {bill.no}"))

    def _note(self, bill: Bill, paid: dt.date) -> None:
        amount = interest(bill.gross, bill.due, paid) if paid > bill.due else 0
        issued = paid + dt.timedelta(days=self.chance.randint(4, 12))
        if amount < NOTE_SINCE or issued > self.last_day:
            return
        note = interest_note(bill, paid, issued, amount, self.agreement)
        if note.no in {other.no for other in self.notes}:
            return
        self.notes.append(note)
        day = note.due - dt.timedelta(days=2)
        if day <= self.last_day:
            self.payments.append(Payment(day, amount, f"Nota odsetkowa {note.no}", note.no))

    def open_with(self, owed: int, day: dt.date) -> None:
        """Book what pays the balance with which the history sent begins."""
        if owed > 0:
            booked = min(day + dt.timedelta(days=self.chance.randint(2, 16)), self.last_day)
            self.payments.append(Payment(booked, owed, "Saldo z poprzedniego okresu"))

    def write(self, feed: Delivery, agreement_no: str) -> None:
        """Write the payments in the order of their days."""
        base = agreement_no.removeprefix("U/")
        for place, paid in enumerate(sorted(self.payments, key=lambda paid: paid.booked), 1):
            no, booked = f"W{base}{place:04d}", paid.booked.isoformat()
            row = (no, agreement_no, booked, zloty(paid.amount), paid.title, paid.invoice_no)
            feed.add("payments", row, day=paid.booked)
