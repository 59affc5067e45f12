"""The authenticity desk: yes or no, nothing else, and not too often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page as BrowserPage
from sqlalchemy import select

from app.customers.models import Agreement
from tests.support.browser import axe_findings
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NUMBER = "R/2026/10/000777"
YES, NO = "Yes, this is our invoice", "We do not know such an invoice"
Ask = Callable[..., Page]


@pytest.fixture
def account(office: Office, database: Database, anna: Person) -> str:
    """The account to which Anna's invoice of 1,234.50 zł is to be paid."""
    assert anna.agreement_id is not None
    office.invoice(anna.agreement_id, 1_234_50, invoice_no=NUMBER)
    return str(database.one(select(Agreement.nrb).where(Agreement.id == anna.agreement_id)))


@pytest.fixture
def ask(client: StrictClient, account: str) -> Ask:
    """Ask the desk in English; what is not said is as it stands on the invoice."""

    def send(**typed: Any) -> Page:
        page = client.get("/check-invoice", headers={"Accept-Language": "en"})
        told = {"invoice_no": NUMBER, "gross": "1234,50", "account": account, **typed}
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client.press(page, "Check the invoice", **told)

    return send


def verdict(page: Page) -> str:
    """Return the title of the answer."""
    return page.part(".notice-title")


def test_our_invoice_is_ours(ask: Ask) -> None:
    page = ask()
    assert (page.status_code, verdict(page)) == (200, YES)


@pytest.mark.parametrize("gross", ["1234,50", "1 234,50 zł", "1234.5", "1\N{NO-BREAK SPACE}234,50"])
def test_amounts_are_read_as_people_write_them(ask: Ask, gross: str) -> None:
    assert verdict(ask(gross=gross)) == YES


def test_spaces_and_small_letters_do_no_harm(ask: Ask, account: str) -> None:
    spaced = f"PL {account[:2]} " + " ".join(account[start : start + 4] for start in range(2, 26, 4))
    assert verdict(ask(account=spaced, invoice_no=" r/2026 /10/ 000777 ")) == YES


@pytest.mark.parametrize(
    "wrong",
    [{"invoice_no": "R/2026/10/000778"}, {"gross": "1234,51"}, {"account": "44999999992005000000100001"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_whatever_differs_the_answer_is_the_same(ask: Ask, wrong: dict[str, str]) -> None:
    page, other = ask(**wrong), ask(invoice_no="X", gross="1", account="1" * 26)
    assert verdict(page) == verdict(other) == NO
    assert page.part("main .notice") == other.part("main .notice")
    assert "+48 42 000 00 00" in page.part("main .notice")
    assert not page.errors


def test_a_yes_names_nobody(ask: Ask, anna: Person) -> None:
    page = ask()
    for secret in ("Anna", "Testowa", "Wzorcowa 1/", str(anna.customer_no)):
        assert secret not in page.part("main")


def test_a_yes_and_a_no_ask_the_database_alike(ask: Ask, database: Database) -> None:
    seen = []
    ask()  # settings are kept for a while
    for typed in ({}, {"invoice_no": "X"}, {"gross": "1"}, {"account": "1" * 26}):
        with database.statements() as found:
            ask(**typed)
        seen.append(found)
    assert all(each == seen[0] for each in seen[1:])


def test_what_is_no_account_is_said_at_the_field(ask: Ask) -> None:
    page = ask(account="12 3456", gross="a lot", invoice_no="")
    assert page.status_code == 422
    assert set(page.errors) == {"account", "gross", "invoice_no"}


def test_an_invented_account_gets_an_answer_not_a_correction(ask: Ask) -> None:
    page = ask(account="11111111111111111111111111")
    assert (page.status_code, verdict(page)) == (200, NO)


def test_an_address_asks_ten_times_and_then_waits(ask: Ask, client: StrictClient) -> None:
    for _ in range(10):
        assert ask(gross="1").status_code == 200
    page = ask()
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert YES not in page.words
    client.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert verdict(ask()) == YES


def test_nothing_is_answered_to_an_address_that_asks(client: StrictClient, account: str) -> None:
    page = client.get(f"/check-invoice?invoice_no={NUMBER}&gross=1234,50&account={account}")
    assert page.status_code == 200
    assert not page.parts(".notice-title")


@pytest.mark.parametrize("address", ["/", "/help", "/login"])
def test_the_desk_is_found(client: StrictClient, address: str) -> None:
    page = client.get(address)
    assert "/check-invoice" in {link.attr("href") for link in page.document.select("a")}


@pytest.mark.one_engine("a page without rows")
def test_it_is_accessible(browser_page: BrowserPage) -> None:
    browser_page.goto("/check-invoice")
    assert not axe_findings(browser_page)
