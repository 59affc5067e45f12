"""How agreements stand and their newest documents, read together: what the customer's home asks for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, literal, null, or_, select, union_all

from app.billing.models import Invoice, Payment
from app.billing.queries import SHOWN, Debts, InvoiceView, Statement, view_of
from app.customers.models import Agreement
from app.foundation.clock import today
from app.foundation.db import db

A_PAYMENT = 0  # the place of a row that is no document


@dataclass
class Account:
    """One agreement's debts; of an overpaid one also what moved its balance, by day."""

    debts: Debts
    moves: Counter[dt.date] = field(default_factory=Counter)

    def counted(self, day: dt.date) -> Statement:
        """Return how the agreement stands on a day."""
        statement = self.debts.counted(day)
        if statement.overpaid:
            statement.overpaid_since = since(self.moves)
        return statement


def standing(
    agreements: Iterable[Agreement], newest: int, day: dt.date | None = None
) -> tuple[list[Statement], list[InvoiceView]]:
    """Return how these agreements stand on a day (today by default), and their `newest` documents.

    Each agreement's documents are read once, from one index. One statement.
    """
    day = day or today()
    found = {one.id: _account(one) for one in agreements}
    papers: list[InvoiceView] = []
    for row in db.session.execute(_rows(found, newest)) if found else ():
        account = found[row.agreement_id]
        account.moves[row.issued_on] += row.gross
        if row.place == A_PAYMENT:
            continue
        if row.settled < row.gross:
            account.debts.days.append((row.due_on, row.gross - row.settled))
        if row.place <= newest:
            papers.append(view_of(row, day))
    papers.sort(key=lambda one: (one.issued_on, one.id), reverse=True)
    return [account.counted(day) for account in found.values()], papers


def since(moves: Counter[dt.date]) -> dt.date | None:
    """Return the first day since which the sum of all moves has been below nothing without a break."""
    balance, begun = 0, None
    for day in sorted(moves):
        balance += moves[day]
        begun = (begun or day) if balance < 0 else None
    return begun


def _account(one: Agreement) -> Account:
    begun = one.opening_on or one.signed_on
    statement = Statement(one.id, one.customer_id, one.agreement_no, one.nrb, one.balance)
    return Account(Debts(statement, begun), Counter({begun: one.opening_balance or 0}))


def _rows(found: dict[int, Account], newest: int) -> Any:
    """Return what is open and the newest of the documents; where too much was paid all, and the payments."""
    overpaid = [number for number, one in found.items() if one.debts.statement.overpaid]
    place = func.row_number().over(order_by=(Invoice.issued_on.desc(), Invoice.id.desc())).label("place")
    every = select(*SHOWN, place).where(Invoice.agreement_id.in_(list(found))).subquery()
    wanted = [every.c.place <= newest, every.c.settled < every.c.gross]
    if not overpaid:
        return select(every).where(or_(*wanted))
    return union_all(select(every).where(or_(*wanted, every.c.agreement_id.in_(overpaid))), _paid(overpaid))


def _paid(agreement_ids: Collection[int]) -> Any:
    """Return payments as rows of documents: the day they were booked, the amount taken off."""
    values = {"agreement_id": Payment.agreement_id, "issued_on": Payment.booked_on, "gross": -Payment.amount}
    columns: list[Any] = [values.get(column.key, null()).label(column.key) for column in SHOWN]
    place = literal(A_PAYMENT).label("place")
    return select(*columns, place).where(Payment.agreement_id.in_(agreement_ids))
