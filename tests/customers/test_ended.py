"""Customers without an agreement in force can only read; with one in force again their access is whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.audit.models import History
from app.customers.access import grant
from app.customers.ended import follow_agreements, run
from app.customers.models import Agreement, CustomerAccess
from app.foundation.clock import Clock, today
from app.mail.queue import minute
from tests.support.cast import Office, Person
from tests.support.database import Database

DAY = dt.timedelta(days=1)
YEAR = 365 * DAY


@pytest.fixture
def follow(database: Database) -> Any:
    """Follow the agreements of one customer; how many changed."""

    def act(person: Person) -> int:
        wanted = select(CustomerAccess.customer_id).where(CustomerAccess.customer_id == person.customer_id)
        with database.write():
            return follow_agreements(wanted)

    return act


def _change(database: Database, agreement_id: int | None, **columns: Any) -> None:
    database.run(update(Agreement).where(Agreement.id == agreement_id).values(**columns))


def _read_only(database: Database, person: Person) -> dt.date | None:
    mine = CustomerAccess.customer_id == person.customer_id
    found: dt.date | None = database.one(select(CustomerAccess.read_only_on).where(mine))
    return found


def _told(database: Database, person: Person) -> list[str]:
    mine = (History.subject_kind == "customer") & (History.subject_id == person.customer_id)
    return list(database.all(select(History.event).where(mine).order_by(History.id)))


def test_access_can_only_be_read_from_the_day_after_the_last_agreement_ended(
    database: Database, office: Office, anna: Person, follow: Any
) -> None:
    assert anna.customer_id is not None
    last = today() - 40 * DAY
    _change(database, anna.agreement_id, ended_on=today() - YEAR)
    office.agreement(anna.customer_id, ended_on=last)
    assert follow(anna) == 1
    assert _read_only(database, anna) == last + DAY
    assert _told(database, anna) == ["customer.agreements_ended"]


def test_an_access_opened_after_the_last_agreement_can_only_be_read_from_the_start(
    database: Database, office: Office, anna: Person
) -> None:
    former, present = office.customer("Ewa", "Dawna"), office.customer("Ewa", "Obecna")
    office.agreement(former, ended_on=today() - 10 * DAY)
    office.agreement(present)
    with database.write():
        for customer in (former, present):
            grant(anna.account_id, customer, None)
        assert follow_agreements() == 0, "nothing is left to be noted"
    mine = CustomerAccess.account_id == anna.account_id
    days = database.all(select(CustomerAccess.read_only_on).where(mine).order_by(CustomerAccess.id))
    assert days == [None, today() - 9 * DAY, None]


def test_on_the_last_day_of_an_agreement_nothing_has_ended(
    database: Database, office: Office, anna: Person, follow: Any
) -> None:
    assert anna.customer_id is not None
    _change(database, anna.agreement_id, ended_on=today())
    assert follow(anna) == 0
    earlier = office.agreement(anna.customer_id)
    _change(database, earlier, ended_on=today() - DAY)
    assert follow(anna) == 0
    assert _read_only(database, anna) is None


def test_what_has_not_changed_is_told_once(database: Database, anna: Person, follow: Any) -> None:
    _change(database, anna.agreement_id, ended_on=today() - DAY)
    assert [follow(anna), follow(anna)] == [1, 0]
    assert len(_told(database, anna)) == 1


def test_another_last_day_moves_the_day(database: Database, anna: Person, follow: Any) -> None:
    for days in (10, 20):
        _change(database, anna.agreement_id, ended_on=today() - days * DAY)
        assert follow(anna) == 1
        assert _read_only(database, anna) == today() - (days - 1) * DAY


def test_with_an_agreement_in_force_again_the_access_is_whole(
    database: Database, office: Office, anna: Person, follow: Any
) -> None:
    assert anna.customer_id is not None
    _change(database, anna.agreement_id, ended_on=today() - DAY)
    follow(anna)
    office.agreement(anna.customer_id, signed_on=today())
    assert follow(anna) == 1
    assert _read_only(database, anna) is None
    assert _told(database, anna) == ["customer.agreements_ended", "customer.agreement_again"]


def test_an_agreement_to_come_is_not_in_force(
    database: Database, office: Office, anna: Person, follow: Any
) -> None:
    assert anna.customer_id is not None
    _change(database, anna.agreement_id, signed_on=today() + DAY)
    assert follow(anna) == 0, "nothing has ended"
    office.agreement(anna.customer_id, ended_on=today() - DAY)
    assert follow(anna) == 1
    assert _read_only(database, anna) == today()


def test_a_customer_without_agreements_is_left_alone(
    database: Database, office: Office, anna: Person
) -> None:
    office.access(anna, office.customer("Ewa", "Nowa"))
    with database.write():
        assert follow_agreements() == 0


def test_only_live_accesses_of_the_customers_in_question_change(
    database: Database, office: Office, anna: Person, obcy: Person, follow: Any
) -> None:
    for person in (anna, obcy):
        _change(database, person.agreement_id, ended_on=today() - DAY)
    assert anna.customer_id is not None
    once = office.access(obcy, anna.customer_id, ended_at=dt.datetime.now(dt.UTC))
    assert follow(anna) == 1
    assert _read_only(database, obcy) is None
    assert database.get(CustomerAccess, once).read_only_on is None


def test_two_accounts_of_one_customer_make_one_line_of_history(
    database: Database, office: Office, anna: Person, obcy: Person, follow: Any
) -> None:
    assert anna.customer_id is not None
    office.access(obcy, anna.customer_id)
    _change(database, anna.agreement_id, ended_on=today() - DAY)
    assert follow(anna) == 1
    mine = CustomerAccess.customer_id == anna.customer_id
    assert set(database.all(select(CustomerAccess.read_only_on).where(mine))) == {today()}
    assert len(_told(database, anna)) == 1


def test_however_many_customers_change_the_statements_are_as_many(database: Database, office: Office) -> None:
    def counted(people: int) -> int:
        for number in range(people):
            person = office.individual("Piotr", f"Numer{number}")
            _change(database, person.agreement_id, ended_on=today() - DAY)
        with database.write(), database.statements() as seen:
            assert follow_agreements() == people
        return len(seen)

    assert counted(1) == counted(4)


def test_the_days_of_agreements_are_followed_once_a_day(
    app: Flask, database: Database, clock: Clock, anna: Person
) -> None:
    clock.set(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    _change(database, anna.agreement_id, ended_on=today())
    with app.app_context():
        minute()
        assert _read_only(database, anna) is None
        clock.advance(DAY)
        minute()
    assert _read_only(database, anna) == today()
    _change(database, anna.agreement_id, ended_on=None)
    with database.write():
        assert run() == 0, "today it has been done"
