"""Which money paid which debt: parts, days and the order in which money is used."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.billing.allocate import DOCUMENT, OPENING, PAYMENT, REFUND, Allocation, Document, Money, allocate
from app.billing.settle import settle

DAY = dt.date(2026, 1, 1)
AMOUNT = st.integers(-30_000, 60_000)
NUMBERS = [f"F{number}" for number in range(6)]
MEANT = st.none() | st.sampled_from([*NUMBERS, "of nobody"])
DAYS = st.integers(0, 200).map(lambda days: DAY + dt.timedelta(days=days))


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Up to six documents; some correct another, some of those give money back."""
    numbers = draw(st.lists(st.sampled_from(NUMBERS), unique=True))
    found = []
    for number in numbers:
        issued = draw(DAYS)
        found.append(Document(number, draw(MEANT), issued, issued + dt.timedelta(days=14), draw(AMOUNT)))
    return found


@st.composite
def payments(draw: st.DrawFn) -> list[Money]:
    """Up to eight payments and refunds."""
    amounts = draw(st.lists(AMOUNT, max_size=8))
    return [
        Money(PAYMENT, f"W{place}", draw(DAYS), amount, draw(MEANT)) for place, amount in enumerate(amounts)
    ]


def _day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def _paper(number: str, gross: int, issued: int, corrects: str | None = None) -> Document:
    return Document(number, corrects, _day(issued), _day(issued + 14), gross)


def _pay(name: str, day: int, amount: int, meant: str | None = None) -> Money:
    return Money(PAYMENT, name, _day(day), amount, meant)


def _said(found: Allocation) -> set[tuple[str, str, str, int, int]]:
    """Return (who paid, kind, what, how much, from which day on) of every part."""
    return {
        (part.money.name, part.kind, part.name, part.amount, (part.day - DAY).days) for part in found.parts
    }


@given(AMOUNT, documents(), payments())
def test_what_is_settled_is_the_sum_of_the_parts(
    opening: int, papers: list[Document], money: list[Money]
) -> None:
    found = allocate(opening, DAY, papers, money)
    parts: Counter[str] = Counter()
    for part in found.parts:
        parts[part.name] += part.amount if part.kind == DOCUMENT else 0
    paid: Counter[str | None] = Counter()
    for each in money:
        paid[each.meant] += each.amount
    settlement = settle(opening, papers, paid)
    assert {each.number: parts[each.number] for each in papers if each.gross >= 0} == {
        each.number: settlement.settled[each.number] for each in papers if each.gross >= 0
    }
    open_ = sum(max(each.gross, 0) - parts[each.number] for each in papers) + max(opening, 0)
    open_ -= sum(part.amount for part in found.parts if part.kind == OPENING)
    spare = sum(amount for _, amount in [*found.spare, *found.lacking])
    assert open_ - spare == settlement.balance


@given(AMOUNT, documents(), payments())
def test_of_every_payment_all_is_accounted_for(
    opening: int, papers: list[Document], money: list[Money]
) -> None:
    found = allocate(opening, DAY, papers, money)
    used: Counter[str] = Counter()
    for part in found.parts:
        assert part.amount > 0
        assert part.day >= part.money.day
        used[part.money.name] += part.amount
        if part.kind == REFUND:
            used[part.name] -= part.amount
    for piece, amount in [*found.spare, *found.lacking]:
        used[piece.name] += amount
    assert all(used[each.name] == each.amount for each in money)


@given(AMOUNT, documents(), payments(), st.randoms())
def test_the_order_in_which_rows_come_does_not_matter(
    opening: int, papers: list[Document], money: list[Money], chance: random.Random
) -> None:
    mixed, shaken = list(papers), list(money)
    chance.shuffle(mixed)
    chance.shuffle(shaken)
    assert _said(allocate(opening, DAY, papers, money)) == _said(allocate(opening, DAY, mixed, shaken))


def test_a_payment_counts_from_its_day_but_not_before_the_document() -> None:
    papers = [_paper("A", 100, 10), _paper("B", 100, 50)]
    found = allocate(0, DAY, papers, [_pay("1", 20, 150, "A")])
    assert _said(found) == {("1", DOCUMENT, "A", 100, 20), ("1", DOCUMENT, "B", 50, 50)}


def test_a_correction_counts_from_its_issue() -> None:
    papers = [_paper("A", 100, 10), _paper("K", -30, 40, "A")]
    assert _said(allocate(0, DAY, papers, [_pay("1", 20, 70, "A")])) == {
        ("1", DOCUMENT, "A", 70, 20),
        ("K", DOCUMENT, "A", 30, 40),
    }


def test_the_earliest_free_money_goes_to_the_oldest_debt() -> None:
    papers = [_paper("A", 100, 10), _paper("B", 100, 20)]
    assert _said(allocate(30, DAY, papers, [_pay("1", 30, 80), _pay("2", 40, 90)])) == {
        ("1", OPENING, "", 30, 30),
        ("1", DOCUMENT, "A", 50, 30),
        ("2", DOCUMENT, "A", 50, 40),
        ("2", DOCUMENT, "B", 40, 40),
    }


def test_an_overpayment_of_old_pays_what_comes() -> None:
    assert _said(allocate(-30, DAY, [_paper("A", 100, 10)], [])) == {("", DOCUMENT, "A", 30, 10)}


def test_a_refund_takes_what_was_left_over_last() -> None:
    papers = [_paper("A", 100, 10), _paper("B", 40, 60)]
    money = [_pay("1", 5, 100, "A"), _pay("2", 6, 40), _pay("3", 20, 50), _pay("back", 30, -50)]
    assert _said(allocate(0, DAY, papers, money)) == {
        ("1", DOCUMENT, "A", 100, 10),
        ("2", DOCUMENT, "B", 40, 60),
        ("3", REFUND, "back", 50, 30),
    }


def test_more_paid_back_than_was_left_over_opens_what_is_due_last() -> None:
    papers = [_paper("A", 100, 10), _paper("B", 100, 20)]
    money = [_pay("1", 15, 100, "A"), _pay("2", 25, 100, "B"), _pay("back", 40, -130)]
    assert _said(allocate(0, DAY, papers, money)) == {
        ("1", DOCUMENT, "A", 70, 15),
        ("1", REFUND, "back", 30, 40),
        ("2", REFUND, "back", 100, 40),
    }


def test_what_was_paid_back_beyond_everything_is_lacking() -> None:
    found = allocate(0, DAY, [], [_pay("1", 10, 20), _pay("back", 20, -50)])
    assert [(money.name, amount) for money, amount in found.lacking] == [("back", -30)]
