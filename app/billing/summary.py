"""How agreements stand today and their newest documents, by what is derived: what the customer's home asks.

How one stands on any day, with interest, is worked out of its whole ledger in `arrears.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, literal, null, select, union_all

from app.billing.models import Invoice, Payment
from app.billing.queries import SHOWN, InvoiceView, view_of
from app.customers.models import Agreement
from app.foundation.clock import today
from app.foundation.db import db

# What a row is for; a document comes once for each.
NEWEST, OPEN, A_MOVE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Summary:
    """How one agreement stands on a day; all amounts in grosze.

    `balance`: owed (+) or overpaid (-) in all, overpaid without a break since `overpaid_since`.
    `overdue`: what was due before the day and is not paid, the oldest of it since `overdue_since`.
    `next_due`: what falls due next, on `next_due_on`.
    """

    agreement_id: int
    agreement_no: str
    nrb: str
    balance: int
    overpaid_since: dt.date | None
    overdue: int
    overdue_since: dt.date | None
    next_due: int
    next_due_on: dt.date | None

    @property
    def overpaid(self) -> int:
        """What the customer has paid too much."""
        return max(-self.balance, 0)

    @property
    def to_pay(self) -> int:
        """What the customer owes, due or not."""
        return max(self.balance, 0)


@dataclass(frozen=True, slots=True)
class _Account:
    """An agreement, what is open by the day it was due, and what moved its balance by the day it did."""

    agreement: Agreement
    debts: Counter[dt.date] = field(default_factory=Counter)
    moves: Counter[dt.date] = field(default_factory=Counter)

    def summary(self, day: dt.date) -> Summary:
        """Return how the agreement stands on a day."""
        balance = self.agreement.balance
        debts = self._debts()
        overdue = {due_on: owed for due_on, owed in debts.items() if due_on < day}
        next_due_on = min((due_on for due_on in debts if due_on >= day), default=None)
        return Summary(
            self.agreement.id,
            self.agreement.agreement_no,
            self.agreement.nrb,
            balance,
            overpaid_since(self._all_moves()) if balance < 0 else None,
            sum(overdue.values()),
            min(overdue, default=None),
            debts[next_due_on] if next_due_on else 0,
            next_due_on,
        )

    def _debts(self) -> Counter[dt.date]:
        """Return what is open by day; what no invoice explains is left of the opening balance."""
        of_opening = max(self.agreement.balance, 0) - self.debts.total()
        return self.debts + Counter({self.agreement.begun_on: max(of_opening, 0)})

    def _all_moves(self) -> Counter[dt.date]:
        found = Counter(self.moves)
        found[self.agreement.begun_on] += self.agreement.opening_balance or 0
        return found


def summaries(
    agreements: Iterable[Agreement], newest: int, day: dt.date | None = None
) -> tuple[list[Summary], list[InvoiceView]]:
    """Return how these agreements stand on a day (today by default), and their `newest` documents.

    Of many documents only the newest and the open are read; all where too much was paid. One statement.
    """
    day = day or today()
    accounts = {one.id: _Account(one) for one in agreements}
    documents: list[InvoiceView] = []
    for row in db.session.execute(_rows(accounts, newest)) if accounts else ():
        account = accounts[row.agreement_id]
        if row.use == A_MOVE:
            account.moves[row.issued_on] += row.gross
        elif row.use == OPEN:
            account.debts[row.due_on] += row.gross - row.settled
        else:
            documents.append(view_of(row, day))
    documents.sort(key=lambda one: (one.issued_on, one.id), reverse=True)
    return [account.summary(day) for account in accounts.values()], documents


def overpaid_since(moves: Counter[dt.date]) -> dt.date | None:
    """Return the first day since which the sum of all moves has been below nothing without a break."""
    balance, begun = 0, None
    for day in sorted(moves):
        balance += moves[day]
        begun = (begun or day) if balance < 0 else None
    return begun


def _rows(accounts: dict[int, _Account], newest: int) -> Any:
    """Return the newest documents and the open ones; where too much was paid all, and the payments."""
    overpaid = [number for number, one in accounts.items() if one.agreement.balance < 0]
    mine = Invoice.agreement_id.in_(list(accounts))
    last = _documents(NEWEST).where(mine).order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(newest)
    parts = [select(last.subquery()), _documents(OPEN).where(mine, Invoice.settled < Invoice.gross)]
    if overpaid:
        parts += [_documents(A_MOVE).where(Invoice.agreement_id.in_(overpaid)), _paid(overpaid)]
    return union_all(*parts)


def _documents(use: int) -> Select[Any]:
    return select(*SHOWN, literal(use).label("use"))


def _paid(agreement_ids: Collection[int]) -> Select[Any]:
    """Return payments as rows of documents: the day they were booked, the amount taken off."""
    values = {"agreement_id": Payment.agreement_id, "issued_on": Payment.booked_on, "gross": -Payment.amount}
    columns: list[Any] = [values.get(column.key, null()).label(column.key) for column in SHOWN]
    return select(*columns, literal(A_MOVE).label("use")).where(Payment.agreement_id.in_(agreement_ids))
