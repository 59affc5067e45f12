"""The ledger of an agreement: balance on any day, moves with what paid what, how it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.billing.arrears import Standing, standing
from app.billing.derive import derive
from app.billing.ledger import Book, book_of
from app.billing.summary import summaries
from app.customers.models import Agreement
from app.foundation.actor import SYSTEM
from app.settings import service
from tests.support.cast import Office
from tests.support.database import Database

DAY = dt.date(2025, 1, 1)


def day(number: int) -> dt.date:
    """Return a day of the story."""
    return DAY + dt.timedelta(days=number)


class Story:
    """One agreement, told day by day."""

    def __init__(self, office: Office, database: Database, **columns: Any) -> None:
        self.office, self.database = office, database
        self.customer_id = office.customer()
        self.id = office.agreement(self.customer_id, **{"signed_on": DAY, **columns})

    def bill(self, number: str, gross: int, issued: int, **columns: Any) -> None:
        """Issue a document that is due a fortnight later."""
        days = {"issued_on": day(issued), "due_on": day(issued + 14)}
        self.office.invoice(self.id, gross, invoice_no=number, **{**days, **columns})

    def pay(self, number: str, amount: int, booked: int, **columns: Any) -> None:
        """Book a payment."""
        self.office.payment(self.id, amount, payment_no=number, booked_on=day(booked), **columns)

    def book(self) -> Book:
        """Read the ledger."""
        with self.database.read() as session:
            return book_of(session.get_one(Agreement, self.id))

    def standing(self, number: int) -> Standing:
        """Return how it stands on a day."""
        book = self.book()
        with self.database.read():
            return standing(book, day(number))


@pytest.fixture
def story(office: Office, database: Database) -> Story:
    """An agreement of a customer."""
    return Story(office, database)


def test_the_balance_of_a_day_counts_what_was_issued_and_booked_by_its_end(
    office: Office, database: Database
) -> None:
    story = Story(office, database, opening_balance=30_00, opening_on=DAY)
    story.bill("A", 100_00, 10)
    story.pay("1", 130_00, 20)
    story.bill("K", -40_00, 30, kind="correction", corrects_no="A")
    story.pay("2", -40_00, 40)
    book = story.book()
    found = [book.balance(day(number)) for number in (-1, 0, 9, 10, 19, 20, 30, 40, 400)]
    assert found == [0, 30_00, 30_00, 130_00, 130_00, 0, -40_00, 0, 0]


def test_moves_come_in_the_order_of_their_days_with_a_running_balance(
    office: Office, database: Database
) -> None:
    story = Story(office, database, opening_balance=-30_00, opening_on=DAY)
    story.pay("2", -20_00, 30)
    story.pay("1", 90_00, 10)
    story.bill("A", 100_00, 10)
    found = [(one.day, one.kind, one.name, one.amount, one.balance) for one in story.book().moves(day(60))]
    assert found == [
        (day(0), "opening", "", -30_00, -30_00),
        (day(10), "document", "A", 100_00, 70_00),
        (day(10), "payment", "1", -90_00, -20_00),
        (day(30), "refund", "2", 20_00, 0),
    ]


def test_each_debt_says_what_paid_it_and_each_payment_what_it_paid(story: Story) -> None:
    story.bill("A", 100_00, 10)
    story.bill("B", 50_00, 40)
    story.pay("1", 130_00, 20)
    early = {one.name: one for one in story.book().moves(day(30))}
    assert [(part.money.name, part.amount) for part in early["A"].parts] == [("1", 100_00)]
    assert ([part.name for part in early["1"].parts], early["1"].left) == (["A"], 30_00)
    later = {one.name: one for one in story.book().moves(day(50))}
    assert [(part.name, part.amount) for part in later["1"].parts] == [("A", 100_00), ("B", 30_00)]
    assert (later["1"].left, later["A"].left, later["B"].left) == (0, 0, 20_00)


def test_the_standing_of_a_day_names_arrears_what_is_next_and_all(story: Story) -> None:
    story.bill("A", 100_00, 0)
    story.bill("B", 50_00, 20)
    story.bill("C", 70_00, 25)
    story.pay("1", 40_00, 16)
    found = story.standing(34)
    assert ([one.bill.invoice_no for one in found.late], found.overdue, found.overdue_since) == (
        ["A"],
        60_00,
        day(14),
    )
    assert (found.next_due, found.next_due_on, found.open) == (50_00, day(34), 180_00)
    # 100.00 for two days and 60.00 for eighteen at 11.25 %
    assert found.interest == round((100_00 * 2 + 60_00 * 18) * 11.25 / 36500)
    assert found.to_pay == found.overdue + found.interest


def test_what_is_paid_late_keeps_its_interest_but_is_not_to_be_paid(story: Story) -> None:
    story.bill("A", 1_000_00, 0)
    story.pay("1", 1_000_00, 44)
    found = story.standing(60)
    assert (found.to_pay, found.late) == (0, [])
    assert [(one.bill.invoice_no, one.interest) for one in found.once] == [
        ("A", round(1_000_00 * 30 * 11.25 / 36500))
    ]


def test_a_note_of_interest_bears_no_interest(story: Story) -> None:
    story.bill("NO", 10_00, 0, kind="interest_note")
    found = story.standing(300)
    assert (found.overdue, found.interest, found.to_pay) == (10_00, 0, 10_00)


def test_a_day_ahead_bears_interest_at_the_rate_set_for_it(story: Story, database: Database) -> None:
    story.bill("A", 365_00, 0)
    with database.write():
        service.put("interest.rate", 20, SYSTEM, since=day(24))
    found = story.standing(25)
    assert [(one.days, float(one.rate)) for one in found.late[0].stretches] == [(9, 11.25), (2, 20.0)]


def test_what_was_owed_at_the_opening_is_overdue_without_interest(office: Office, database: Database) -> None:
    story = Story(office, database, opening_balance=30_00, opening_on=DAY)
    story.pay("1", 10_00, 5)
    assert (story.standing(3).overdue, story.standing(6).overdue, story.standing(6).interest) == (
        30_00,
        20_00,
        0,
    )
    assert story.standing(6).overdue_since == DAY


def test_it_stands_as_what_is_derived_says(story: Story, database: Database) -> None:
    story.bill("A", 100_00, 0)
    story.bill("K", -20_00, 5, kind="correction", corrects_no="A")
    story.bill("B", 50_00, 20)
    story.bill("C", 60_00, 30)
    story.pay("1", 70_00, 10, invoice_no="B")
    story.pay("2", -15_00, 12)
    with database.write():
        derive([story.id])
    with database.read() as session:
        said = summaries([session.get_one(Agreement, story.id)], 0, day(35))[0][0]
    found = story.standing(35)
    assert (found.balance, found.overdue, found.overdue_since) == (
        said.balance,
        said.overdue,
        said.overdue_since,
    )
    assert (found.next_due, found.next_due_on) == (said.next_due, said.next_due_on)


def test_another_agreements_money_is_not_in_it(story: Story, office: Office, database: Database) -> None:
    other = Story(office, database)
    other.bill("X", 10_00, 0)
    other.pay("9", 10_00, 1)
    assert story.book().moves(day(60)) == []


def test_a_ledger_takes_two_statements(story: Story, database: Database) -> None:
    story.bill("A", 100_00, 0)
    with database.read() as session:
        agreement = session.get_one(Agreement, story.id)
        with database.statements() as seen:
            book_of(agreement)
    assert len(seen) == 2, seen
