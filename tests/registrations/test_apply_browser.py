"""The whole way in a real browser: with scripts and without, on a desktop and a phone, every page clean."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.registrations.applying import MAIL, Applicant, customer
from tests.support.browser import axe_findings
from tests.support.cast import Office
from tests.support.mails import Mailbox

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("what a browser shows does not depend on the engine"),
]


@pytest.fixture(params=[(1280, 800, "light"), (320, 640, "dark")], ids=["desktop", "phone"])
def browser_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A desktop by day, the smallest phone by night."""
    width, height, scheme = request.param
    return {"locale": "pl-PL", "viewport": {"width": width, "height": height}, "color_scheme": scheme}


@pytest.fixture
def anna(office: Office) -> Applicant:
    """Somebody who copies everything rightly."""
    return customer(office)


def first_step(page: Page, person: Applicant) -> None:
    """Fill in the first step and go on."""
    page.goto("/apply/who")
    for name in ("first_name", "last_name", "pesel", "email"):
        page.fill(f"#{name}", person.who[name])
    page.click("main form[action='/apply/who'] button")


def second_step(page: Page, person: Applicant) -> None:
    """Fill in the second step and send."""
    for name in ("customer_no", "invoice_no", "invoice_gross"):
        page.fill(f"#{name}", person.check[name])
    page.check("#accepted")
    page.click("#check button")


@pytest.mark.javascript(False)  # noqa: FBT003 - the marker's own argument
def test_the_way_without_scripts(browser_page: Page, anna: Applicant, outbox: Mailbox) -> None:
    first_step(browser_page, anna)
    expect(browser_page.locator("#agreement_no")).to_be_hidden()
    browser_page.check("#no_invoice")
    expect(browser_page.locator("#agreement_no")).to_be_visible()
    expect(browser_page.locator("#invoice_no")).to_be_hidden()
    browser_page.uncheck("#no_invoice")
    browser_page.go_back()
    expect(browser_page.locator("#last_name")).to_have_value(anna.who["last_name"])
    browser_page.go_forward()
    second_step(browser_page, anna)
    expect(browser_page.locator("main")).to_contain_text(anna.email)
    browser_page.goto(outbox.last(to=anna.email, name=MAIL).link)
    browser_page.click("form[action$='confirm-email'] button")
    assert "/track/EB-" in browser_page.url
    browser_page.click("details summary")
    browser_page.click("form[action$='withdraw'] button")
    expect(browser_page.locator("form[action$='withdraw']")).to_have_count(0)


def test_every_page_is_clean(browser_page: Page, anna: Applicant, outbox: Mailbox) -> None:
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        wide = browser_page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[name] = axe_findings(browser_page) + ([f"{wide} px too wide"] if wide > 0 else [])

    browser_page.goto("/apply")
    look("landing")
    browser_page.goto("/apply/who")
    browser_page.click("main form[action='/apply/who'] button")
    look("errors")
    first_step(browser_page, anna)
    look("second step")
    second_step(browser_page, anna)
    look("sent")
    link = outbox.last(to=anna.email, name=MAIL).link
    browser_page.goto(link)
    look("link")
    browser_page.click("form[action$='confirm-email'] button")
    look("tracker")
    browser_page.goto(link)
    look("used link")
    browser_page.goto("/track")
    look("way in")
    assert {name: faults for name, faults in found.items() if faults} == {}
