"""All invoices: page by page, of one agreement or all; another's agreement is one that does not exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.billing.queries import A_PAGE
from app.foundation import clock
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]


@pytest.fixture
def many(office: Office, anna: Person) -> list[str]:
    """Numbers of Anna's invoices, the newest first; several were issued on one day."""
    assert anna.agreement_id is not None
    found = [f"R/2026/01/{serial:06d}" for serial in range(A_PAGE * 2 + 3)]
    for serial, number in enumerate(found):
        issued = clock.today() - dt.timedelta(days=100 - serial // 3)
        office.invoice(anna.agreement_id, 10_00, invoice_no=number, issued_on=issued)
    return found[::-1]


def shown(page: Page) -> list[str]:
    """Return the numbers of the invoices on a page."""
    return [cell.split()[0] for cell in page.parts("tbody th")]


def test_pages_lead_through_every_invoice_once_and_back(
    new_client: NewClient, anna: Person, many: list[str]
) -> None:
    client = new_client(anna)
    first = client.get("/home/invoices")
    second = client.get(first.document.select("a[rel=next]")[0].attr("href"))
    third = client.get(second.document.select("a[rel=next]")[0].attr("href"))
    assert shown(first) + shown(second) + shown(third) == many
    assert not third.document.select("a[rel=next]")
    assert shown(client.get(third.document.select("a[rel=prev]")[0].attr("href"))) == shown(second)


def test_one_agreement_can_be_chosen(
    new_client: NewClient, office: Office, anna: Person, many: list[str]
) -> None:
    assert anna.customer_id is not None
    second = office.agreement(anna.customer_id)
    office.invoice(second, 55_00, invoice_no="R/2026/02/000001")
    client = new_client(anna)
    page = client.get("/home/invoices")
    chosen = client.press(page, step="", label=page.parts(".choose button")[0], agreement=str(second))
    assert shown(chosen) == ["R/2026/02/000001"]
    assert len(many) > A_PAGE


@pytest.mark.parametrize("name", ["agreement", "after", "before"])
def test_a_strangers_row_is_answered_like_one_that_does_not_exist(
    new_client: NewClient, office: Office, anna: Person, obcy: Person, name: str
) -> None:
    assert anna.agreement_id is not None
    assert obcy.agreement_id is not None
    office.invoice(anna.agreement_id, 10_00)
    office.invoice(anna.agreement_id, 10_00, issued_on=clock.today() - dt.timedelta(days=90))
    theirs = office.invoice(obcy.agreement_id, 10_00, issued_on=clock.today() - dt.timedelta(days=80))
    value = obcy.agreement_id if name == "agreement" else theirs
    client = new_client(anna)
    answer, unknown = (client.get(f"/home/invoices?{name}={number}") for number in (value, 999_999))
    assert answer.status_code == unknown.status_code
    assert shown(answer) == shown(unknown) == []


def test_nonsense_in_the_address_is_no_fault(new_client: NewClient, anna: Person, many: list[str]) -> None:
    page = new_client(anna).get("/home/invoices?agreement=x&after=1e3&before=99999999999999999999")
    assert page.status_code == 200
    assert many


def test_invoices_take_four_statements(
    new_client: NewClient, database: Database, anna: Person, many: list[str]
) -> None:
    client = new_client(anna)
    address = client.get("/home/invoices").document.select("a[rel=next]")[0].attr("href")
    with database.statements() as seen:
        client.get(address)
    assert len(seen) <= 4, seen
    assert many
