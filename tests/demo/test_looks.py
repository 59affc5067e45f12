"""The demo's pages in a real browser: accessible, and a mail cannot run anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from app.demo import mailbox
from app.demo.generate import generate
from app.demo.known import KNOWN
from app.demo.mailbox import Kept
from app.feed.service import take_in
from tests.support.browser import axe_findings, serve

pytestmark = [pytest.mark.browser, pytest.mark.one_engine("looks do not depend on the engine")]

TEXT = "Dzień dobry,\n\notwórz http://127.0.0.1/confirm/abc\n"
HTML = "<!DOCTYPE html><title>Mail</title><p style='color: rgb(1, 2, 3)'>Dzień dobry</p><script>x()</script>"
MAIL = Kept(1, "mail", "anna@example.com", "Prosimy potwierdzić", TEXT, HTML, "2026-11-03T10:15:00+00:00")


@pytest.fixture
def live(app_with: Callable[..., Flask], tmp_path: Path) -> Iterator[str]:
    """The address of a demo with customers and one mail."""
    generate(tmp_path, len(KNOWN), 6, 7)
    demo = app_with(mode="demo")
    with demo.app_context():
        take_in(tmp_path)
        mailbox.keep(MAIL)
    with serve(lambda address: app_with(mode="demo", base_url=address)) as address:
        yield address


@pytest.mark.parametrize("path", ["/demo", "/demo/mailbox", "/demo/mailbox/1"])
def test_pages_are_accessible(browser_page: Page, path: str) -> None:
    browser_page.goto(path)
    assert axe_findings(browser_page) == []


@pytest.mark.parametrize("path", ["/demo", "/demo/mailbox", "/demo/mailbox/1"])
def test_pages_fit_on_a_small_phone(browser_page: Page, path: str) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 640})
    browser_page.goto(path)
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_mail_has_its_colours_and_runs_nothing(live: str, browser_page: Page) -> None:
    complaints: list[str] = []
    page = browser_page.context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live}/demo/mailbox/1/html")
    assert page.locator("p").evaluate("each => getComputedStyle(each).color") == "rgb(1, 2, 3)"
    assert any("script" in complaint for complaint in complaints)
    page.close()
