"""What pays for what: the oracle says the same, and what must hold for any history does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.billing.allocate import Document
from app.billing.settle import settle
from tests.oracle import Account, Money, Paper

DAY = dt.date(2026, 1, 1)
AMOUNT = st.integers(-30_000, 60_000)
NUMBERS = [f"F{number}" for number in range(8)]


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Up to eight documents; some correct another, some of those give money back."""
    found = []
    for number in draw(st.lists(st.sampled_from(NUMBERS), unique=True)):
        issued = DAY + dt.timedelta(days=draw(st.integers(0, 300)))
        due = issued + dt.timedelta(days=draw(st.integers(0, 30)))
        corrects = draw(st.none() | st.sampled_from(NUMBERS))
        found.append(Document(number, corrects, issued, due, draw(AMOUNT)))
    return found


MONEY = st.lists(st.tuples(st.none() | st.sampled_from(NUMBERS), AMOUNT), max_size=10)


def _paid(money: list[tuple[str | None, int]]) -> Counter[str | None]:
    total: Counter[str | None] = Counter()
    for number, amount in money:
        total[number] += amount
    return total


@given(AMOUNT, documents(), MONEY)
def test_the_oracle_says_the_same(
    opening: int, papers: list[Document], money: list[tuple[str | None, int]]
) -> None:
    found = settle(opening, papers, _paid(money))
    account = Account(
        Decimal(opening),
        DAY,
        [
            Paper(
                each.number,
                "settlement",
                each.corrects or "",
                each.issued_on,
                each.due_on,
                Decimal(each.gross),
            )
            for each in papers
        ],
        [Money(Decimal(amount), number or "") for number, amount in money],
    )
    account.settle()
    assert found.settled == {each.number: each.paid for each in account.papers}
    assert found.balance == account.balance


@given(AMOUNT, documents(), MONEY)
def test_nothing_is_lost_and_nothing_is_paid_twice(
    opening: int, papers: list[Document], money: list[tuple[str | None, int]]
) -> None:
    found = settle(opening, papers, _paid(money))
    debts = {each.number: each.gross for each in papers if each.gross >= 0}
    assert all(0 <= found.settled[number] <= gross for number, gross in debts.items())
    assert found.balance == opening + sum(each.gross for each in papers) - sum(amount for _, amount in money)
    still_open = sum(gross - found.settled[number] for number, gross in debts.items())
    assert still_open <= max(found.balance, 0), "more is open than is owed"
    if found.balance <= 0:
        assert still_open == 0, "who owes nothing has no open invoice"


@given(documents(), MONEY)
def test_the_order_in_which_papers_come_does_not_matter(
    papers: list[Document], money: list[tuple[str | None, int]]
) -> None:
    assert settle(0, papers, _paid(money)) == settle(0, papers[::-1], _paid(money[::-1]))


def _invoice(number: str, gross: int, due: int, corrects: str | None = None) -> Document:
    return Document(number, corrects, DAY, DAY + dt.timedelta(days=due), gross)


def test_a_payment_goes_to_the_invoice_it_names_then_to_the_oldest() -> None:
    papers = [_invoice("A", 100, 10), _invoice("B", 100, 20)]
    assert settle(0, papers, {"B": 130}).settled == {"A": 30, "B": 100}


def test_the_opening_balance_is_the_oldest_debt() -> None:
    assert settle(50, [_invoice("A", 100, 10)], {None: 80}).settled == {"A": 30}


def test_what_was_overpaid_before_pays_the_oldest() -> None:
    assert settle(-50, [_invoice("A", 100, 10)], {}).settled == {"A": 50}


def test_a_correction_lowers_what_it_corrects_then_the_oldest() -> None:
    papers = [_invoice("A", 100, 10), _invoice("B", 100, 20), _invoice("K", -130, 30, "B")]
    assert settle(0, papers, {}).settled == {"A": 30, "B": 100, "K": -130}


def test_a_refund_takes_back_what_was_overpaid_not_what_was_paid() -> None:
    papers = [_invoice("A", 100, 10)]
    assert settle(0, papers, {"A": 150, None: -50}).settled == {"A": 100}
    assert settle(0, papers, {"A": 150, None: -50}).balance == 0


def test_a_payment_sent_back_opens_the_invoice_it_names() -> None:
    papers = [_invoice("A", 100, 10), _invoice("B", 100, 20)]
    assert settle(0, papers, {"A": 0, "B": 100}).settled == {"A": 0, "B": 100}
