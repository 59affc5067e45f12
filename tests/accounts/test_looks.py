"""The pages of accounts in a real browser: axe finds nothing, and a phone needs no sideways scrolling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.accounts.ways import GOOD, Invited
from tests.support.browser import axe_findings
from tests.support.cast import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("looks do not depend on the engine"),
]
AsPerson = Callable[[Person], Page]


@pytest.fixture(params=[(390, 844), (1280, 900)], ids=["phone", "desktop"])
def browser_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A phone and a desktop."""
    width, height = request.param
    return {"locale": "pl-PL", "viewport": {"width": width, "height": height}}


def _sound(page: Page) -> None:
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", ["/login", "/reset", "/reset/sent", "/reset/unknown"])
def test_pages_for_visitors(browser_page: Page, path: str) -> None:
    browser_page.goto(path)
    _sound(browser_page)


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/email", "/account/sessions"])
def test_pages_of_ones_own(browser_as: AsPerson, anna: Person, path: str) -> None:
    page = browser_as(anna)
    page.goto(path)
    _sound(page)


def test_the_admins_room(browser_as: AsPerson, adam: Person, anna: Person) -> None:
    page = browser_as(adam)
    page.goto("/admin/accounts")
    _sound(page)
    page.goto(f"/admin/accounts/{anna.account_id}")
    for step in ("reissue", "block", "close"):
        page.click(f"#{step} summary")
    _sound(page)


@pytest.mark.javascript(False)  # noqa: FBT003 - the marker's only argument
def test_the_first_login_works_without_scripts(browser_page: Page, invited: Invited) -> None:
    browser_page.goto("/login")
    browser_page.fill("[name=login]", invited.identifier)
    browser_page.fill("[name=password]", invited.pin)
    browser_page.click("main button[type=submit]")
    browser_page.fill("[name=new_password]", "za krótkie")
    browser_page.fill("[name=repeat]", "za krótkie")
    browser_page.click("main button[type=submit]")
    assert browser_page.locator("#new_password-error").is_visible()
    for name in ("new_password", "repeat"):
        browser_page.fill(f"[name={name}]", GOOD)
    browser_page.click("main button[type=submit]")
    browser_page.goto("/account")
    assert invited.email in browser_page.inner_text("main")
