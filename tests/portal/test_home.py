"""The customer's home: the one figure first, then agreements, places, invoices; nothing of anybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.customers.models import Agreement, CustomerAccess
from app.foundation import clock
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]
DAY = dt.timedelta(days=1)


@pytest.fixture
def home(new_client: NewClient, anna: Person) -> StrictClient:
    """Anna, logged in, reading English."""
    client = new_client(anna)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return client


@pytest.fixture
def owes(database: Database, anna: Person) -> Callable[[int], None]:
    """Write the derived balance of Anna's agreement."""

    def write(balance: int) -> None:
        database.run(update(Agreement).where(Agreement.id == anna.agreement_id).values(balance=balance))

    return write


def test_nothing_to_pay_is_said_first(home: StrictClient) -> None:
    page = home.get("/home")
    assert page.status_code == 200
    assert page.part(".stat-main .stat-label") == "Nothing to pay"


def test_the_next_payment_is_said_with_its_day(
    home: StrictClient, office: Office, anna: Person, owes: Callable[[int], None]
) -> None:
    office.invoice(anna.agreement_id, 402_39, due_on=dt.date(2030, 11, 14))
    office.invoice(anna.agreement_id, 100_00, due_on=dt.date(2030, 12, 14))
    owes(502_39)
    shown = home.get("/home").part(".stat-main")
    assert "To pay 402.39 zł by November 14, 2030" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "502.39" in shown


def test_arrears_are_said_in_plain_words_with_the_amount_and_since_when(
    home: StrictClient, office: Office, anna: Person, owes: Callable[[int], None]
) -> None:
    office.invoice(anna.agreement_id, 120_00, settled=20_00, due_on=dt.date(2026, 10, 3))
    office.invoice(anna.agreement_id, 50_00, due_on=dt.date(2026, 10, 13))
    owes(150_00)
    page = home.get("/home")
    assert page.part(".stat-main .stat-label") == "Overdue"
    assert "150.00" in page.part(".stat-main .stat-figure")
    assert "since October 3, 2026" in page.part(".stat-main")
    assert "since October 3, 2026" in page.part("article.agreement")


def test_due_today_is_not_overdue(
    home: StrictClient, office: Office, anna: Person, owes: Callable[[int], None]
) -> None:
    office.invoice(anna.agreement_id, 50_00, due_on=clock.today())
    owes(50_00)
    assert home.get("/home").part(".stat-main .stat-label") == "To pay"


def test_an_overpayment_is_said_as_one(home: StrictClient, owes: Callable[[int], None]) -> None:
    owes(-861_67)
    page = home.get("/home")
    assert page.part(".stat-main .stat-label") == "You have overpaid"
    assert "861.67" in page.part(".stat-main .stat-figure")
    assert "861.67 zł overpaid" in page.part("article.agreement").replace("\N{NO-BREAK SPACE}", " ")
