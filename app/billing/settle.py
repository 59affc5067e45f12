"""What pays for what on one agreement: plain arithmetic on whole grosze, no database."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice, correction or note; `gross` in grosze, negative when it gives money back."""

    number: str
    corrects: str | None
    issued_on: dt.date
    due_on: dt.date
    gross: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """How much of each document is settled (grosze, by number); what is owed in all (+) or overpaid (-)."""

    settled: dict[str, int]
    balance: int


def settle(opening: int, documents: Iterable[Document], paid: Mapping[str | None, int]) -> Settlement:
    """Settle the documents of an agreement.

    `opening` was owed (+) or overpaid (-) before the first of them and counts as the oldest; `paid` is what
    was paid in all (refunds taken off) by the number of the invoice named, None for no invoice.
    A payment goes to the invoice it names, a negative document to the one it corrects. What is left over
    goes to what has been due longest; what was paid back beyond that is taken from what is due last.
    """
    known = list(documents)
    owed = {each.number: each.gross for each in known if each.gross >= 0}
    named, free = _named(owed, known, paid)
    settled = {number: min(max(named[number], 0), gross) for number, gross in owed.items()}
    free += sum(named.values()) - sum(settled.values())
    if opening <= 0:
        free -= opening
    elif free > 0:
        free = max(free - opening, 0)
    _spread(free, settled, owed, _by_due(known))
    settled.update({each.number: each.gross for each in known if each.gross < 0})
    balance = opening + sum(each.gross for each in known) - sum(paid.values())
    return Settlement(settled, balance)


def _named(
    owed: Mapping[str, int], known: Iterable[Document], paid: Mapping[str | None, int]
) -> tuple[Counter[str], int]:
    """Return what is meant for each document, and what is meant for none."""
    named: Counter[str] = Counter()
    free = 0
    given = [(each.corrects, -each.gross) for each in known if each.gross < 0]
    for number, amount in [*given, *paid.items()]:
        if number in owed:
            named[str(number)] += amount
        else:
            free += amount
    return named, free


def _by_due(known: Iterable[Document]) -> list[str]:
    debts = [(each.due_on, each.issued_on, each.number) for each in known if each.gross >= 0]
    return [number for _, _, number in sorted(debts)]


def _spread(free: int, settled: dict[str, int], owed: Mapping[str, int], order: list[str]) -> None:
    """Give what is free to the documents due longest; take what is missing from those due last."""
    for number in order if free > 0 else reversed(order):
        if free == 0:
            return
        part = min(free, owed[number] - settled[number]) if free > 0 else -min(-free, settled[number])
        settled[number] += part
        free -= part
