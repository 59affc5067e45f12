"""How much of each document is settled, and what is owed: the sum of what `allocate` lays on debts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.billing.allocate import PAYMENT, Document, Money, allocate, paid_of


@dataclass(frozen=True, slots=True)
class Settlement:
    """How much of each document is settled (grosze, by number); what is owed in all (+) or overpaid (-)."""

    settled: dict[str, int]
    balance: int


def settle(opening: int, documents: Iterable[Document], paid: Mapping[str | None, int]) -> Settlement:
    """Settle the documents of an agreement.

    `opening` was owed (+) or overpaid (-) before the first of them and counts as the oldest; `paid` is what
    was paid in all (refunds taken off) by the number of the invoice named, None for no invoice: the days of
    payments decide from when something is paid, not how much.
    """
    known = list(documents)
    money = [Money(PAYMENT, str(number), dt.date.min, amount, number) for number, amount in paid.items()]
    covered = paid_of(allocate(opening, dt.date.min, known, money).parts)
    settled = {each.number: covered.get(each.number, 0) if each.gross >= 0 else each.gross for each in known}
    return Settlement(settled, opening + sum(each.gross for each in known) - sum(paid.values()))


def owed(found: Settlement, documents: Iterable[Any], begun_on: dt.date) -> list[list[Any]] | None:
    """Return what is open as [day due, grosze], the earliest first; None when nothing is.

    `documents` have number (`invoice_no`), due_on and gross. What none of them explains is left of the
    opening balance, due since `begun_on`.
    """
    debts: Counter[dt.date] = Counter()
    for one in documents:
        debts[one.due_on] += max(one.gross - found.settled[one.invoice_no], 0)
    debts[begun_on] += max(max(found.balance, 0) - debts.total(), 0)
    return [[day.isoformat(), amount] for day, amount in sorted(debts.items()) if amount > 0] or None


def overpaid_since(moves: Counter[dt.date]) -> dt.date | None:
    """Return the first day since which the sum of all moves has been below nothing without a break."""
    balance, begun = 0, None
    for day in sorted(moves):
        balance += moves[day]
        begun = (begun or day) if balance < 0 else None
    return begun
