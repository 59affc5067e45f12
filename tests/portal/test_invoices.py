"""All invoices: page by page, of one agreement or all; another's agreement is one that does not exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.billing.queries import A_PAGE
from app.billing.words import KINDS
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


@pytest.fixture
def corrected(office: Office, anna: Person) -> tuple[int, int]:
    """Anna's invoice R/1 of 224.12 zł and its correction K/1 of -12.26 zł."""
    assert anna.agreement_id is not None
    first = office.invoice(anna.agreement_id, 224_12, invoice_no="R/1")
    second = office.invoice(anna.agreement_id, -12_26, invoice_no="K/1", kind="correction", corrects_no="R/1")
    return first, second


def rows(page: Page) -> dict[str, str]:
    """Return what the first cell of each row says beside the number, by the number."""
    cells = [cell.replace("\N{NO-BREAK SPACE}", " ").partition(" ") for cell in page.parts("tbody th")]
    return {number: rest for number, _, rest in cells}


def test_a_correction_stands_with_what_it_corrects(
    new_client: NewClient, anna: Person, corrected: tuple[int, int]
) -> None:
    client = new_client(anna)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    page = client.get("/home/invoices")
    assert rows(page)["R/1"].endswith("corrected by K/1 to 211.86 zł")
    assert rows(page)["K/1"].endswith("corrects R/1")
    leads = {link.attr("href") for link in page.document.select("tbody th .what-it-is a")}
    assert leads == {f"/home/invoices/{number}" for number in corrected}


def test_what_is_corrected_says_so_when_the_correction_is_on_another_page(
    new_client: NewClient, office: Office, anna: Person, corrected: tuple[int, int]
) -> None:
    assert anna.agreement_id is not None
    for days in range(A_PAGE - 1):
        issued = clock.today() - dt.timedelta(days=days)
        office.invoice(anna.agreement_id, 1_00, issued_on=issued)
    client = new_client(anna)
    first = client.get("/home/invoices")
    second = client.get(first.document.select("a[rel=next]")[0].attr("href"))
    assert ("K/1" in rows(first), "R/1" in rows(first)) == (True, False)
    assert "R/1" in rows(first)["K/1"]
    assert "K/1" in rows(second)["R/1"]
    assert corrected


def test_each_invoice_opens_and_has_its_pdf(
    new_client: NewClient, anna: Person, corrected: tuple[int, int]
) -> None:
    page = new_client(anna).get("/home/invoices")
    links = {link.attr("href") for link in page.document.select("tbody a")}
    for number in corrected:
        assert {f"/home/invoices/{number}", f"/home/invoices/{number}/invoice.pdf"} <= links


def test_every_kind_of_document_is_explained(
    new_client: NewClient, anna: Person, corrected: tuple[int, int]
) -> None:
    page = new_client(anna).get("/home/invoices")
    assert len(page.parts("[aria-labelledby=kinds] dd")) == len(KINDS)
    assert all(page.parts("[aria-labelledby=kinds] dd"))
    assert corrected
