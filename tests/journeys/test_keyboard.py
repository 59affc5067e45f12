"""The form can be filled in and sent with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("keys know nothing of the engine"),
]

FOCUSED = "document.activeElement"
SEEN = f"(look => look.outlineStyle !== 'none' || look.boxShadow !== 'none')(getComputedStyle({FOCUSED}))"


def test_the_first_key_leads_past_the_head_of_the_page(browser_page: Page, office: Office) -> None:
    office.regulations()
    browser_page.goto("/apply/who")
    browser_page.keyboard.press("Tab")
    skip = browser_page.locator(".skip-link")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate(f"document.querySelector('main').contains({FOCUSED})")


def test_fields_are_reached_in_the_order_they_are_read(browser_page: Page, office: Office) -> None:
    office.regulations()
    browser_page.goto("/apply/who")
    fields = [name for name in _names(browser_page) if name]
    browser_page.locator(f"[name={fields[0]}]").focus()
    reached = [fields[0]]
    while reached[-1] != fields[-1] and len(reached) < 40:
        browser_page.keyboard.press("Tab")
        name = browser_page.evaluate(f"{FOCUSED}.name || ''")
        if name:
            reached.append(name)
        assert browser_page.evaluate(SEEN)
    assert reached == fields


def _names(page: Page) -> list[str]:
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('main form:has([name=first_name]) :is(input, select, textarea)')]"
        ".filter(one => one.type !== 'hidden').map(one => one.name)"
    )
    return names


def test_a_form_sent_by_keyboard_with_faults_puts_the_cursor_on_what_is_wrong(
    browser_page: Page, office: Office
) -> None:
    office.regulations()
    browser_page.goto("/apply/who")
    browser_page.locator("[name=first_name]").focus()
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator(".error-summary")).to_be_focused()
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("[name=first_name]")).to_be_focused()


def test_a_refused_login_leaves_the_cursor_at_the_refusal(browser_page: Page) -> None:
    browser_page.goto("/login")
    browser_page.locator("[name=login]").fill("nobody@example.com")
    browser_page.locator("[name=password]").fill("not the password")
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator(".notice-danger")).to_be_focused()
    assert browser_page.title().startswith(("Error:", "Błąd:"))
