"""Several customers under one login: all of them together or one, chosen by its id; never another's."""

from __future__ import annotations

import pytest

from app.billing.derive import derive
from app.foundation import clock
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database


@pytest.fixture
def mother(office: Office, database: Database, anna: Person) -> int:
    """Anna's mother, whom Anna's login may see too; she owes 80 zł."""
    mother = office.customer("Wanda", "Testowa")
    agreement = office.agreement(mother)
    office.supply_point(agreement)
    office.invoice(agreement, 80_00, invoice_no="R/2026/10/900001")
    office.access(anna, mother)
    with database.write():
        derive([agreement])
    return mother


def test_one_customer_sees_no_switcher(hers: StrictClient) -> None:
    assert not hers.get("/home").document.select("[name=customer]")


@pytest.mark.usefixtures("mother")
def test_all_customers_stand_together_until_one_is_chosen(hers: StrictClient) -> None:
    page = hers.get("/home")
    assert page.parts("[name=customer] option")[0] == "All 2 customers"
    assert len(page.parts("article.agreement")) == 2
    assert "R/2026/10/900001" in page.words


def test_the_chosen_customer_stands_alone(hers: StrictClient, anna: Person, mother: int) -> None:
    page = hers.get("/home")
    one = hers.press(page, "Show", customer=str(mother))
    assert one.address == f"/home?customer={mother}"
    assert one.parts("[name=customer] option[selected]")[0].startswith("Wanda Testowa, ")
    assert [words.split(" Customer")[0] for words in one.parts("[id^=customer-]")] == ["Wanda Testowa"]
    assert one.part(".stat-main").startswith("To pay 80.00")
    other = hers.press(one, "Show", customer=str(anna.customer_id))
    assert other.part(".stat-main").startswith("Nothing to pay")
    assert "R/2026/10/900001" not in other.words
    assert hers.click(one, "All invoices").address.startswith("/home/invoices?agreement=")
    together = hers.press(other, "Show", customer="")
    assert len(together.parts("article.agreement")) == 2


@pytest.mark.usefixtures("mother")
def test_the_switcher_takes_no_statement_more(hers: StrictClient, database: Database) -> None:
    hers.get("/home")
    with database.statements() as seen:
        hers.get("/home")
    assert len(seen) <= 4, seen


def test_nobody_chooses_another_customer(
    hers: StrictClient, office: Office, anna: Person, obcy: Person
) -> None:
    gone = office.customer("Dawny", "Klient")
    office.access(anna, gone, ended_at=clock.now())
    for customer in (obcy.customer_id, gone, 999_999):
        assert hers.get(f"/home?customer={customer}").status_code == 404
