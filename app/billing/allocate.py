"""Which money paid which debt of an agreement, how much, from which day: plain arithmetic on grosze.

Money goes to the document it is meant for; what is left over goes, the earliest first, to what was owed at
the opening and then to what has been due longest. A refund takes the latest money that was left over by then,
else the next that comes; where there is none, it takes from what is due last.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

PAYMENT, DOCUMENT, OPENING, REFUND = "payment", "document", "opening", "refund"


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice, correction or note; `gross` in grosze, negative when it gives money back."""

    number: str
    corrects: str | None
    issued_on: dt.date
    due_on: dt.date
    gross: int


class Money(NamedTuple):
    """Money for debts in grosze (a payment paid back is negative), and the document it is `meant` for.

    `kind`: a payment, a negative document, or what had been overpaid at the opening; `name`: its number.
    """

    kind: str
    name: str
    day: dt.date
    amount: int
    meant: str | None = None


class Part(NamedTuple):
    """What money paid: a document, what was owed at the opening, or a payment paid back (a refund).

    `day`: from when it counts, the later of the money's day and the debt's own.
    """

    money: Money
    kind: str
    name: str
    amount: int
    day: dt.date


Piece = tuple[Money, int]
Debt = tuple[str, str, dt.date, int]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Every part; what money is not used (an overpayment); what was paid back beyond all that had come in."""

    parts: list[Part]
    spare: list[Piece]
    lacking: list[Piece]


def allocate(
    opening: int, opened: dt.date, documents: Iterable[Document], payments: Iterable[Money]
) -> Allocation:
    """Lay money on debts; `opening` was owed (+) or overpaid (-) on the day `opened`, the oldest debt of all.

    Of a document never more is paid than its gross; a negative one is money. The order in which documents
    and payments come does not matter.
    """
    known = list(documents)
    debts = {each.number: each for each in known if each.gross >= 0}
    money = [*payments, *_given(known)]
    if opening < 0:
        money.append(Money(OPENING, "", opened, -opening))
    parts: list[Part] = []
    free = sorted(_laid_as_meant(debts, money, parts), key=_order)
    if not free:
        return Allocation(parts, [], [])
    spare, lacking = _paid_back(free, parts)
    order = sorted(debts.values(), key=lambda each: (each.due_on, each.issued_on, each.number))
    if lacking:
        return _taken_from_last(order, parts, lacking)
    paid = paid_of(parts)
    owed = [(DOCUMENT, each.number, each.issued_on, each.gross - paid.get(each.number, 0)) for each in order]
    return Allocation(parts, _lay(spare, [(OPENING, "", opened, opening), *owed], parts), [])


def paid_of(parts: Iterable[Part]) -> dict[str, int]:
    """Return how much was paid of each document, by number."""
    paid: dict[str, int] = {}
    for part in parts:
        if part.kind == DOCUMENT:
            paid[part.name] = paid.get(part.name, 0) + part.amount
    return paid


def _given(documents: Iterable[Document]) -> Iterator[Money]:
    """Return negative documents as the money they are."""
    for each in documents:
        if each.gross < 0:
            yield Money(DOCUMENT, each.number, each.issued_on, -each.gross, each.corrects)


def _order(piece: Piece) -> tuple[dt.date, bool, str, str]:
    """Earliest first; on one day what came before what went."""
    money, amount = piece
    return money.day, amount < 0, money.kind, money.name


def _laid_as_meant(
    debts: Mapping[str, Document], money: Iterable[Money], parts: list[Part]
) -> Iterator[Piece]:
    """Lay money on the documents it is meant for; yield what is left over, and what is meant for none."""
    meant: dict[str, list[Piece]] = {}
    for each in money:
        if each.meant in debts:
            meant.setdefault(str(each.meant), []).append((each, each.amount))
        elif each.amount:
            yield each, each.amount
    for number, pieces in meant.items():
        debt = debts[number]
        one, amount = pieces[0]
        if len(pieces) == 1 and 0 < amount <= debt.gross:  # as it nearly always is
            parts.append(Part(one, DOCUMENT, number, amount, max(one.day, debt.issued_on)))
            continue
        came, gone = _paid_back(sorted(pieces, key=_order), parts)
        yield from gone
        yield from _lay(came, [(DOCUMENT, number, debt.issued_on, debt.gross)], parts)


def _lay(pieces: Iterable[Piece], debts: Iterable[Debt], parts: list[Part]) -> list[Piece]:
    """Lay pieces, in their order, on debts (kind, name, day, owed) in theirs; return what is too much."""
    left = deque(pieces)
    for kind, name, day, owed in debts:
        rest = owed
        while rest > 0 and left:
            money, amount = left.popleft()
            paid = min(rest, amount)
            rest -= paid
            parts.append(Part(money, kind, name, paid, max(money.day, day)))
            if amount > paid:
                left.appendleft((money, amount - paid))
    return list(left)


def _paid_back(pieces: Sequence[Piece], parts: list[Part]) -> tuple[list[Piece], list[Piece]]:
    """Take what was paid back from the latest money before it, else from the next.

    Return what stays, and what is lacking (negative): one of them is empty.
    """
    came: list[Piece] = []
    gone: list[Piece] = []
    for money, amount in pieces:
        others, same = (gone, came) if amount > 0 else (came, gone)
        left = abs(amount)
        while left and others:
            other, there = others.pop()
            part = min(left, abs(there))
            left -= part
            parts.append(_back(*((money, other) if amount > 0 else (other, money)), part))
            if abs(there) > part:
                others.append((other, there - part if there > 0 else there + part))
        if left:
            same.append((money, left if amount > 0 else -left))
    return came, gone


def _back(money: Money, refund: Money, amount: int) -> Part:
    return Part(money, REFUND, refund.name, amount, max(money.day, refund.day))


def _taken_from_last(order: Iterable[Document], parts: list[Part], lacking: Iterable[Piece]) -> Allocation:
    """Take what was paid back from the documents due last, of each what paid it last."""
    place = {debt.number: number for number, debt in enumerate(order)}
    paid = [part for part in parts if part.kind == DOCUMENT]
    paid.sort(key=lambda part: (place[part.name], part.day, _order((part.money, part.amount))))
    kept = [part for part in parts if part.kind != DOCUMENT]
    rest: list[Piece] = []
    for refund, amount in lacking:
        left = -amount
        while left and paid:
            last = paid.pop()
            taken = min(left, last.amount)
            left -= taken
            kept.append(_back(last.money, refund, taken))
            if last.amount > taken:
                paid.append(last._replace(amount=last.amount - taken))
        if left:
            rest.append((refund, -left))
    return Allocation([*kept, *paid], [], rest)
