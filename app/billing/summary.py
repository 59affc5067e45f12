"""How agreements stand today and their newest documents, by what is derived: what the customer's home asks.

How one stands on any day, with interest, is worked out of its whole ledger in `arrears.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.billing.models import Invoice
from app.billing.queries import SHOWN, InvoiceView, view_of
from app.customers.models import Agreement
from app.foundation.clock import today
from app.foundation.db import db


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


def summaries(
    agreements: Iterable[Agreement], newest: int, day: dt.date | None = None
) -> tuple[list[Summary], list[InvoiceView]]:
    """Return how these agreements stand on a day (today by default), and their `newest` documents.

    One statement, for the documents.
    """
    day = day or today()
    accounts = list(agreements)
    mine = Invoice.agreement_id.in_([one.id for one in accounts])
    rows = select(*SHOWN).where(mine).order_by(Invoice.issued_on.desc(), Invoice.id.desc()).limit(newest)
    documents = [view_of(row, day) for row in db.session.execute(rows)] if accounts else []
    return [_summary(one, day) for one in accounts], documents


def _summary(agreement: Agreement, day: dt.date) -> Summary:
    debts = {dt.date.fromisoformat(due_on): amount for due_on, amount in agreement.owed or ()}
    overdue = {due_on: amount for due_on, amount in debts.items() if due_on < day}
    next_due_on = min((due_on for due_on in debts if due_on >= day), default=None)
    return Summary(
        agreement.id,
        agreement.agreement_no,
        agreement.nrb,
        agreement.balance,
        agreement.overpaid_since,
        sum(overdue.values()),
        min(overdue, default=None),
        debts[next_due_on] if next_due_on else 0,
        next_due_on,
    )
