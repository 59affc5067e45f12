"""What the customer must see, worked out from the CSV files with `csv` and `Decimal` alone; nothing of `app`.

oracle = Oracle(folder, dt.date(2026, 11, 2))
oracle.balance("1482584669")          Decimal: owed in all (+) or overpaid (-)
oracle.overdue("1482584669")          (amount, since) of what was due before the day
oracle.next_due("1482584669")         (amount, day) of what falls due next, (0, None) when nothing does
oracle.invoices("1482584669")         documents, newest first: number, kind, issued, due, gross, paid, open
oracle.agreements(…), .supply_points(…)   rows of the files as they are
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

NOTHING = Decimal(0)
Row = dict[str, str]


@dataclass
class Paper:
    """One document and how much of it is paid or set off."""

    number: str
    kind: str
    corrects: str
    issued: dt.date
    due: dt.date
    gross: Decimal
    paid: Decimal = NOTHING

    @property
    def open(self) -> Decimal:
        """What is still owed."""
        return self.gross - self.paid


@dataclass
class Money:
    """One payment, or a refund when negative; for a document or for none ("")."""

    amount: Decimal
    document: str


@dataclass
class Account:
    """Everything on one agreement: what was owed before, its documents, the money."""

    opening: Decimal
    opened: dt.date
    papers: list[Paper]
    money: list[Money]
    opening_paid: Decimal = NOTHING

    @property
    def balance(self) -> Decimal:
        """Every document and payment counted."""
        owed = self.opening + sum((paper.gross for paper in self.papers), NOTHING)
        return owed - sum((each.amount for each in self.money), NOTHING)

    def debts(self) -> list[tuple[dt.date, Decimal]]:
        """(due, owed) of all that is not paid, oldest first."""
        rest = [(self.opened, self.opening - self.opening_paid)] if self.opening > 0 else []
        rest += [(paper.due, paper.open) for paper in self.papers if paper.gross > 0]
        return sorted((due, owed) for due, owed in rest if owed > 0)

    def settle(self) -> None:
        """Lay the money on the documents: first where it was meant for, then on what has been due longest."""
        by_number = {paper.number: paper for paper in self.papers if paper.gross >= 0}
        meant = [(each.document, each.amount) for each in self.money]
        meant += [(paper.corrects, -paper.gross) for paper in self.papers if paper.gross < 0]
        purse = -min(self.opening, NOTHING)
        for paper in self.papers:
            if paper.gross < 0:
                paper.paid = paper.gross
                continue
            given = sum((amount for number, amount in meant if number == paper.number), NOTHING)
            paper.paid = sorted((NOTHING, given, paper.gross))[1]
            purse += given - paper.paid
        purse += sum((amount for number, amount in meant if number not in by_number), NOTHING)
        self._spend(purse, sorted(by_number.values(), key=lambda one: (one.due, one.issued, one.number)))

    def _spend(self, purse: Decimal, papers: list[Paper]) -> None:
        if purse > 0 and self.opening > 0:
            self.opening_paid = min(purse, self.opening)
            purse -= self.opening_paid
        for paper in papers:
            more = max(min(purse, paper.open), NOTHING)
            paper.paid, purse = paper.paid + more, purse - more
        for paper in reversed(papers):
            less = max(min(-purse, paper.paid), NOTHING)
            paper.paid, purse = paper.paid - less, purse + less


class Oracle:
    """One feed, seen on one day."""

    def __init__(self, folder: Path, day: dt.date) -> None:
        self.day = day
        self.customers = {row["customer_no"]: row for row in read(folder, "customers", "customer_no")}
        self._agreements = read(folder, "agreements", "agreement_no")
        self._points = read(folder, "supply_points", "ppe")
        self._papers: dict[str, list[Paper]] = {}
        for row in read(folder, "invoices", "invoice_no"):
            self._papers.setdefault(row["agreement_no"], []).append(_paper(row))
        self._money: dict[str, list[Money]] = {}
        for row in read(folder, "payments", "payment_no"):
            money = Money(Decimal(row["amount"]), row["invoice_no"])
            self._money.setdefault(row["agreement_no"], []).append(money)
        self.accounts = {row["agreement_no"]: self._account(row) for row in self._agreements}

    def _account(self, row: Row) -> Account:
        number = row["agreement_no"]
        opening = Decimal(row.get("opening_balance") or 0)
        opened = dt.date.fromisoformat(row.get("opening_on") or row["signed_on"])
        account = Account(opening, opened, self._papers.get(number, []), self._money.get(number, []))
        account.settle()
        return account

    def agreements(self, customer_no: str) -> list[Row]:
        """The customer's agreements."""
        return [row for row in self._agreements if row["customer_no"] == customer_no]

    def supply_points(self, customer_no: str) -> list[Row]:
        """The supply points of his agreements."""
        mine = {row["agreement_no"] for row in self.agreements(customer_no)}
        return [row for row in self._points if row["agreement_no"] in mine]

    def invoices(self, customer_no: str) -> list[Paper]:
        """His documents, newest first."""
        papers = [paper for account in self._of(customer_no) for paper in account.papers]
        return sorted(papers, key=lambda one: one.issued, reverse=True)

    def balance(self, customer_no: str) -> Decimal:
        """What he owes in all (+) or has overpaid (-)."""
        return sum((account.balance for account in self._of(customer_no)), NOTHING)

    def overdue(self, customer_no: str) -> tuple[Decimal, dt.date | None]:
        """What was due before the day and is not paid, and since when."""
        late = [each for account in self._of(customer_no) for each in account.debts() if each[0] < self.day]
        return sum((owed for _, owed in late), NOTHING), min((due for due, _ in late), default=None)

    def next_due(self, customer_no: str) -> tuple[Decimal, dt.date | None]:
        """What falls due next, and on which day."""
        coming = [
            each for account in self._of(customer_no) for each in account.debts() if each[0] >= self.day
        ]
        first = min((due for due, _ in coming), default=None)
        return sum((owed for due, owed in coming if due == first), NOTHING), first

    def _of(self, customer_no: str) -> Iterable[Account]:
        return [self.accounts[row["agreement_no"]] for row in self.agreements(customer_no)]


def _paper(row: Row) -> Paper:
    return Paper(
        row["invoice_no"],
        row["kind"],
        row["corrects_no"],
        dt.date.fromisoformat(row["issued_on"]),
        dt.date.fromisoformat(row["due_on"]),
        Decimal(row["gross"]),
    )


def read(folder: Path, name: str, *key: str) -> list[Row]:
    """Return the rows of a file, plain or gzipped; of equal keys the last."""
    plain = folder / f"{name}.csv"
    content = (
        plain.read_bytes() if plain.exists() else gzip.decompress((folder / f"{name}.csv.gz").read_bytes())
    )
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return list({tuple(row[part] for part in key): row for row in rows}.values())
