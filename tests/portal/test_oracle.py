"""Every customer of the sample sees what the oracle works out of the files: money, interest, energy."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app.billing.arrears import standing
from app.billing.energy_queries import months_of
from app.billing.ledger import book_of
from app.billing.meter_queries import states_of
from app.customers.models import Agreement, Customer, CustomerAccess, Supply, SupplyPoint
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.clock import Clock
from app.foundation.db import db
from app.portal.queries import Home, home
from tests.oracle import Oracle
from tests.oracle_energy import EnergyOracle, Month
from tests.oracle_money import MoneyOracle
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.sampled import SAMPLE, owner
from workflows.roles import Role

pytestmark = pytest.mark.sampled

DAY = dt.date(2026, 11, 2)
DAYS = (dt.date(2023, 10, 1), dt.date(2024, 2, 29), dt.date(2025, 7, 14), dt.date(2026, 10, 31), DAY)
HELD = (
    select(Supply.id, Agreement.agreement_no, SupplyPoint.ppe)
    .join(Agreement, Agreement.id == Supply.agreement_id)
    .join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
)


@pytest.fixture(autouse=True)
def _on_the_day(clock: Clock) -> None:
    clock.set(dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))


@cache
def money() -> MoneyOracle:
    """The oracle of ledger and interest, read once."""
    return MoneyOracle(SAMPLE)


@cache
def energy() -> EnergyOracle:
    """The oracle of energy, read once."""
    return EnergyOracle(SAMPLE)


def grosze(amount: Decimal) -> int:
    """Return złoty as whole grosze."""
    return int(amount * 100)


@contextmanager
def of_everybody(app: Flask, database: Database, office: Office) -> Iterator[Home]:
    """The home of somebody who sees all customers of the sample at once."""
    account = office.account("Wszyscy", "wszyscy@example.com")
    began = clock.now()
    with database.write() as session:
        rows = [
            {"account_id": account, "customer_id": number, "began_at": began}
            for number in session.scalars(select(Customer.id))
        ]
        session.execute(insert(CustomerAccess), rows)
    with app.test_request_context(), database.read():
        yield home(Actor(account_id=account, roles=frozenset({Role.CUSTOMER})))


def test_the_home_of_every_customer(app: Flask, database: Database, office: Office) -> None:
    oracle = Oracle(SAMPLE, DAY)
    with of_everybody(app, database, office) as found:
        for mine in found.shown:
            stand = [found.summaries[number] for number in mine.places]
            late, since = oracle.overdue(mine.customer.customer_no)
            assert sum(one.overdue for one in stand) == grosze(late)
            assert min((one.overdue_since for one in stand if one.overdue_since), default=None) == since
            balance = oracle.balance(mine.customer.customer_no)
            assert sum(one.balance for one in stand) == grosze(balance)
            due, due_on = oracle.next_due(mine.customer.customer_no)
            assert min((one.next_due_on for one in stand if one.next_due_on), default=None) == due_on
            next_due = sum(one.next_due for one in stand if one.next_due_on == due_on)
            assert next_due == grosze(due)
        assert len(found.shown) == len(oracle.customers)


def test_the_months_of_every_home(app: Flask, database: Database, office: Office) -> None:
    expected: dict[tuple[str, str], dict[dt.date, int]] = defaultdict(lambda: defaultdict(int))
    for number in energy().agreements:
        for ppe in energy().supplies(number):
            for (month, _), one in energy().months(number, ppe).items():
                expected[number, ppe][month] += one.energy
    compared = 0
    with of_everybody(app, database, office) as found:
        numbers = {number: place.agreement.agreement_no for number, place in found.known.places.items()}
        for point in found.points:
            wanted = expected[numbers[point.agreement_id], point.ppe]
            for month, used in found.months.get(point.supply_id, {}).items():
                assert used.energy == wanted[month], (point.ppe, month)
                compared += 1
    assert compared > len(energy().points) * 20


def test_the_energy_of_every_supply(database: Database) -> None:
    with database.read() as session:
        held = {row.id: (row.agreement_no, row.ppe) for row in session.execute(HELD)}
        months = months_of(list(held), dt.date(2000, 1, 1), DAY)
        states = states_of(list(held))
    found: dict[tuple[str, str], dict[tuple[dt.date, str], Month]] = {key: {} for key in held.values()}
    for one in months:
        found[held[one.supply_id]][one.month, one.zone] = Month(one.energy, one.estimated, one.days)
    shown: dict[tuple[str, str], dict[tuple[str, str], tuple[dt.date, str, Decimal]]]
    shown = {key: {} for key in held.values()}
    for state in states:
        kwh = Decimal(state.value) / 1000
        shown[held[state.supply_id]][state.meter_no, state.zone] = (state.read_on, state.kind, kwh)
    wanted = {(number, ppe) for number in energy().agreements for ppe in energy().supplies(number)}
    assert set(found) == wanted
    for key in wanted:
        assert found[key] == energy().months(*key), key
        assert shown[key] == energy().states(*key), key


def test_the_ledger_of_every_agreement(database: Database) -> None:
    with database.read():
        for agreement in db.session.scalars(select(Agreement)).all():
            book = book_of(agreement)
            for day in DAYS:
                balance = grosze(money().balance_on(agreement.agreement_no, day))
                assert book.balance(day) == balance, (agreement.agreement_no, day)
            moves = book.moves(DAY)
            assert (moves[-1].balance if moves else 0) == book.balance(DAY)
            left = {move.name: move.left for move in moves if move.kind == "document" and move.is_debt}
            wanted = money().left(agreement.agreement_no)
            assert {number: amount for number, amount in left.items() if amount} == {
                number: grosze(amount) for number, amount in wanted.items()
            }


def test_the_interest_of_every_agreement(database: Database) -> None:
    late_ones = 0
    with database.read():
        for agreement in db.session.scalars(select(Agreement)).all():
            stands = standing(book_of(agreement), DAY)
            found = {
                one.bill.invoice_no: one.interest for one in [*stands.late, *stands.once] if one.interest
            }
            wanted = money().interest(agreement.agreement_no, DAY)
            assert found == {number: grosze(amount) for number, amount in wanted.items()}
            late_ones += len(found)
    assert late_ones > 500


@pytest.mark.parametrize(
    "customer_no", ["1482584669", "2840472450", "7408435644", "2716998671", "9013351930", "8519456814"]
)
def test_the_page_says_what_the_oracle_says(
    office: Office, new_client: Callable[[Person], StrictClient], customer_no: str
) -> None:
    oracle = Oracle(SAMPLE, DAY)
    client = new_client(owner(office, customer_no))
    words = client.get("/home").part("main").replace("\N{NO-BREAK SPACE}", " ")
    late, _ = oracle.overdue(customer_no)
    due, _ = oracle.next_due(customer_no)
    balance = oracle.balance(customer_no)
    first = late or due or max(-balance, Decimal(0))
    assert zloty(first) in words
    for paper in oracle.invoices(customer_no)[:3]:
        assert paper.number in words
        assert zloty(paper.gross) in words


def zloty(amount: Decimal) -> str:
    """Write an amount as a Polish page does."""
    return f"{amount:,.2f} zł".replace(",", " ").replace(".", ",").replace("-", "\N{MINUS SIGN}")
