"""The institution's pages in a real browser: with scripts and without, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.foundation import clock as office_clock
from app.registrations import course_service, request_service
from app.registrations.delivery_service import Brought, receive
from app.registrations.paper_models import CaseScan
from app.registrations.request_service import Request
from tests.house.sources import report
from tests.registrations import desk_cases
from tests.registrations.announcing import FIRST, newest, parted, scan, typed
from tests.support.browser import axe_findings
from tests.support.cast import Office
from tests.support.mails import Mailbox

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("a page looks the same whichever engine its words come from"),
]
WIDTHS = (390, 1366)
ASKED = {"regon_certificate": "Prosimy o aktualne zaświadczenie.", "krs_extract": "Brakuje drugiej strony."}


@pytest.fixture(autouse=True)
def in_force(office: Office) -> int:
    """Regulations, without which nobody can apply."""
    return office.regulations()


def fill(page: Page, fields: dict[str, str]) -> None:
    """Type and choose as a person does."""
    for name, value in fields.items():
        if page.locator(f"select[name={name}]").count():
            page.select_option(f"select[name={name}]", value)
        elif page.locator(f"input[type=radio][name={name}]").count():
            page.check(f"input[type=radio][name={name}][value={value}]")
        elif value:
            page.fill(f"[name={name}]", value)


def apply(page: Page) -> Iterator[str]:
    """Go from the first page to the tracker; yields the name of each page, when it is open."""
    first, second = parted(typed())
    page.goto(FIRST)
    yield "first"
    fill(page, first)
    page.click("main form[action$='/institution'] button[type=submit]")
    page.wait_for_url("**/people")
    yield "people"
    fill(page, second)
    page.click("main form[action$='/people'] button[type=submit]")
    page.wait_for_url("**/sent/**")
    yield "sent"


def ask(office: Office) -> None:
    """Take the papers in, begin the check and ask for two documents."""
    clerk, database = desk_cases.actor(desk_cases.clerk(office)), office.database
    reference = newest(database).reference
    with database.write():
        receive(reference, newest(database).version, clerk, Brought("post", office_clock.today()))
    with database.write():
        course_service.start_review(reference, newest(database).version, clerk)
    with database.write():
        request = Request(ASKED, days=14)
        request_service.request_documents(reference, newest(database).version, clerk, request)


def follow(page: Page, outbox: Mailbox) -> str:
    """Open the link of the mail and confirm; returns the tracker's address."""
    page.goto(outbox.last(name="registration_confirm").link)
    page.click("form[action$='/confirm-email'] button")
    page.wait_for_url("**/track/**")
    return page.url


def findings(page: Page, what: str) -> list[str]:
    """Look at the open page in every width and scheme; also that nothing is wider than the window."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{what} ({width}, {scheme}): {fault}" for fault in axe_findings(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{what}: wider than a window of {width}")
    return found


def test_every_page_of_an_institution_passes(browser_page: Page, office: Office, outbox: Mailbox) -> None:
    found = [fault for name in apply(browser_page) for fault in findings(browser_page, name)]
    tracker = follow(browser_page, outbox)
    found += findings(browser_page, "papers awaited")
    ask(office)
    browser_page.goto(tracker)
    found += findings(browser_page, "documents asked for")
    assert not found, report(found)


def send_files(page: Page, office: Office, outbox: Mailbox, folder: Path) -> None:
    """Apply, be asked, and send two files for the first document; look at what the page says then."""
    list(apply(page))
    tracker = follow(page, outbox)
    ask(office)
    page.goto(tracker)
    files = [folder / f"strona-{shade}.png" for shade in (11, 22)]
    for number, file in enumerate(files):
        file.write_bytes(scan(number)[0].read())
    page.set_input_files("#file-regon_certificate", files)
    page.click("#documents-form button[type=submit]")
    page.wait_for_selector(".asked-come")
    assert page.locator("input[type=file]").count() == 1
    assert page.locator(".notice-success").count() == 1
    assert page.url == tracker
    assert office.database.count(CaseScan) == 2


def test_files_are_sent_from_the_page(
    browser_page: Page, office: Office, outbox: Mailbox, tmp_path: Path
) -> None:
    send_files(browser_page, office, outbox, tmp_path)


@pytest.mark.javascript(False)  # noqa: FBT003 - the marker's own form
def test_files_are_sent_without_scripts(
    browser_page: Page, office: Office, outbox: Mailbox, tmp_path: Path
) -> None:
    send_files(browser_page, office, outbox, tmp_path)
