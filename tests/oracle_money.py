"""The ledger and the interest a customer must see, worked out day by day from the CSV; nothing of `app`.

oracle = MoneyOracle(folder)
oracle.balance_on("U/21349922", day)     Decimal: owed (+) or overpaid (-) at the end of a day
oracle.interest("U/21349922", day)       {document: Decimal} of every document ever late, to the grosz
oracle.left("U/21349922")                {document: what is still owed on it}
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

from tests.oracle import Row, read

DAY = dt.timedelta(days=1)
NOTHING = Decimal(0)
# Statutory interest for delay, percent a year (obwieszczenia Ministra Sprawiedliwości).
RATES = (
    ("2022-09-08", "12.25"),
    ("2023-09-07", "11.50"),
    ("2023-10-05", "11.25"),
    ("2025-05-08", "10.75"),
    ("2025-07-03", "10.50"),
    ("2025-09-04", "10.25"),
    ("2025-10-09", "10.00"),
    ("2025-11-06", "9.75"),
    ("2025-12-04", "9.50"),
    ("2026-03-05", "9.25"),
)


@dataclass
class Debt:
    """One document that asks for money, and the money laid on it: (from which day, how much)."""

    number: str
    kind: str
    issued: dt.date
    due: dt.date
    gross: Decimal
    laid: list[tuple[dt.date, Decimal]] = field(default_factory=list)

    @property
    def left(self) -> Decimal:
        """What is still owed."""
        return self.gross - sum((amount for _, amount in self.laid), NOTHING)

    def owed_on(self, day: dt.date) -> Decimal:
        """What is owed on a day; money that comes on the day itself does not count yet."""
        return self.gross - sum((amount for since, amount in self.laid if since < day), NOTHING)

    def lay(self, day: dt.date, amount: Decimal) -> Decimal:
        """Lay money on the document as far as it is owed; return what is left over."""
        part = min(amount, self.left)
        if part > 0:
            self.laid.append((max(day, self.issued), part))
        return amount - part

    def interest(self, until: dt.date) -> Decimal:
        """Return the interest for every day after the due one, up to a day, in sum rounded to the grosz."""
        total, day = Fraction(0), self.due + DAY
        while day <= until and self.owed_on(day) > 0:
            total += Fraction(self.owed_on(day)) * rate(day) / 100 / 365
            day += DAY
        return (Decimal(total.numerator) / total.denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate(day: dt.date) -> Fraction:
    """Return the rate of a day in percent a year."""
    return Fraction([percent for since, percent in RATES if since <= day.isoformat()][-1])


class MoneyOracle:
    """The money of one feed."""

    def __init__(self, folder: Path) -> None:
        self.agreements = {row["agreement_no"]: row for row in read(folder, "agreements", "agreement_no")}
        self._papers: dict[str, list[Row]] = defaultdict(list)
        for row in read(folder, "invoices", "invoice_no"):
            self._papers[row["agreement_no"]].append(row)
        self._money: dict[str, list[Row]] = defaultdict(list)
        for row in read(folder, "payments", "payment_no"):
            self._money[row["agreement_no"]].append(row)

    def _opening(self, agreement_no: str) -> tuple[dt.date, Decimal]:
        row = self.agreements[agreement_no]
        return _day(row["opening_on"] or row["signed_on"]), Decimal(row["opening_balance"] or 0)

    def balance_on(self, agreement_no: str, day: dt.date) -> Decimal:
        """Return what was owed (+) or overpaid (-) at the end of a day."""
        opened, opening = self._opening(agreement_no)
        owed = opening if opened <= day else NOTHING
        for row in self._papers[agreement_no]:
            owed += Decimal(row["gross"]) if _day(row["issued_on"]) <= day else NOTHING
        for row in self._money[agreement_no]:
            owed -= Decimal(row["amount"]) if _day(row["booked_on"]) <= day else NOTHING
        return owed

    def debts(self, agreement_no: str) -> list[Debt]:
        """Return the documents that ask for money, those due longest first, with the money laid on them."""
        papers = self._papers[agreement_no]
        debts = sorted(
            (_debt(row) for row in papers if Decimal(row["gross"]) >= 0),
            key=lambda one: (one.due, one.issued, one.number),
        )
        opened, opening = self._opening(agreement_no)
        purse = [(opened, -opening)] if opening < 0 else []
        given = [
            (_day(row["issued_on"]), row["corrects_no"], -Decimal(row["gross"]))
            for row in papers
            if Decimal(row["gross"]) < 0
        ]
        money = self._money[agreement_no]
        given += [(_day(row["booked_on"]), row["invoice_no"], Decimal(row["amount"])) for row in money]
        known = {debt.number: debt for debt in debts}
        for day, number, amount in sorted(given, key=lambda one: one[0]):
            named = known.get(number) if amount > 0 else None
            purse.append((day, named.lay(day, amount) if named else amount))
        for day, amount in _kept(purse, max(opening, NOTHING)):
            rest = amount
            for debt in debts:
                rest = debt.lay(day, rest)
        return debts

    def interest(self, agreement_no: str, until: dt.date) -> dict[str, Decimal]:
        """Return the interest on every document but the notes of interest, where there is any."""
        found = {
            debt.number: debt.interest(until)
            for debt in self.debts(agreement_no)
            if debt.kind != "interest_note"
        }
        return {number: amount for number, amount in found.items() if amount}

    def left(self, agreement_no: str) -> dict[str, Decimal]:
        """Return what is still owed by document."""
        return {debt.number: debt.left for debt in self.debts(agreement_no) if debt.left > 0}


def _kept(purse: list[tuple[dt.date, Decimal]], first: Decimal) -> list[tuple[dt.date, Decimal]]:
    """Return the free money by day, earliest first, less what was paid back and what the oldest debt takes.

    What was paid back is the money that came in last by then, else what comes next.
    """
    kept: list[tuple[dt.date, Decimal]] = []
    lacking = NOTHING
    for day, amount in sorted(purse, key=lambda one: (one[0], one[1] < 0)):
        rest = min(lacking, max(amount, NOTHING))
        lacking -= rest
        if amount > rest:
            kept.append((day, amount - rest))
        gone = max(-amount, NOTHING)
        while gone and kept:
            last, there = kept.pop()
            part = min(gone, there)
            gone -= part
            if there > part:
                kept.append((last, there - part))
        lacking += gone
    for at, (day, amount) in enumerate(kept):
        part = min(first, amount)
        first -= part
        kept[at] = (day, amount - part)
    return kept


def _debt(row: Row) -> Debt:
    gross = Decimal(row["gross"])
    return Debt(row["invoice_no"], row["kind"], _day(row["issued_on"]), _day(row["due_on"]), gross)


def _day(cell: str) -> dt.date:
    return dt.date.fromisoformat(cell)
