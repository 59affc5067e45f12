"""How much of each document is settled, and what is owed in all: the sum of what `allocate` lays on debts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
