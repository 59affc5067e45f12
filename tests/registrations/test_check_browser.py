"""The screen to check in a real browser: keys, zoom and place kept, the box, and how few presses it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.foundation import clock
from app.registrations import delivery_service, tally
from tests.registrations import desk_cases, paper_cases, scanned
from tests.registrations.checking import SAME, Checking, begin
from tests.support.browser import axe_findings
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("what a browser shows does not depend on the engine"),
]
MOST_PRESSES = 14
Browsers = Callable[[Person], Page]


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def browser_options() -> dict[str, Any]:
    """The screen of a clerk."""
    return {"locale": "pl-PL", "viewport": {"width": 1366, "height": 768}}


@pytest.fixture
def case(office: Office, new_client: Callable[..., StrictClient]) -> Checking:
    """An application being checked; its extract has three pages more."""
    found = begin(office, new_client)
    extract = scanned.extract(found.firma)
    found.add(("krs_extract", scanned.pdf("Okładka", extract, "Dział drugi")))
    return found


def open_on(page: Page, case: Checking, kind: str) -> None:
    """Open the screen on a document and wait for its page."""
    page.goto(f"{case.address}?document={kind}")
    loaded(page)


def loaded(page: Page) -> None:
    """Wait until the page's image is there."""
    image = page.locator("[data-image]")
    until(page, lambda: bool(image.evaluate("image => image.complete && image.naturalWidth > 0")))


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait at most ten seconds; the page's policy forbids the browser's own waiting for a script."""
    for _try in range(100):
        if true():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not come true within ten seconds")


def is_high(page: Page) -> bool:
    """Say whether the page's image is higher than wide."""
    image = page.locator("[data-image]")
    return bool(image.evaluate("image => image.naturalHeight > image.naturalWidth"))


def width(page: Page) -> float:
    """Return how wide the sheet is drawn."""
    return float(page.locator("[data-paper]").evaluate("sheet => sheet.getBoundingClientRect().width"))


def shown(page: Page) -> str:
    """Return which page is shown, in words."""
    return page.locator("[data-number]").inner_text()


def test_from_opening_to_verified_takes_at_most_fourteen_presses(
    office: Office, browser_as: Browsers, database: Database
) -> None:
    celina = desk_cases.clerk(office)
    actor, firma = desk_cases.actor(celina), paper_cases.firma(office, **SAME)
    reference = paper_cases.announced(office, firma)
    with database.write():
        brought = delivery_service.Brought("post", clock.today(), pages=12)
        delivery_service.receive(reference, 1, actor, brought)
    scanned.add_all(office, reference, actor, firma)
    page = browser_as(celina)
    page.goto(f"/desk/applications/{reference}")
    presses = 0

    def go(press: Callable[[], None]) -> None:
        nonlocal presses
        with page.expect_navigation():
            press()
        presses += 1

    go(page.get_by_role("button", name="Begin the check").click)
    go(page.get_by_role("button", name="Choose this customer").click)
    for _number in range(4):
        go(lambda: page.keyboard.press("a"))
    go(page.locator("#step-verify button[type=submit]").click)
    assert paper_cases.row(office, reference).state == "verified"
    assert presses <= MOST_PRESSES
    assert presses == 7


def test_keys_turn_pages_and_zoom(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "krs_extract")
    assert shown(page) == "Page 1 of 3"
    page.keyboard.press("PageDown")
    assert shown(page) == "Page 2 of 3"
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    assert shown(page) == "Page 1 of 3"
    fit = width(page)
    page.keyboard.press("+")
    assert width(page) == pytest.approx(fit * 1.25, rel=0.02)
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert width(page) == pytest.approx(fit / 1.25, rel=0.02)
    page.keyboard.press("w")
    assert width(page) == pytest.approx(fit, rel=0.02)
    page.keyboard.press("0")
    room = page.locator("[data-room]").bounding_box()
    sheet = page.locator("[data-paper]").bounding_box()
    assert room
    assert sheet
    assert sheet["height"] <= room["height"] + 2


def test_keys_do_nothing_in_a_field_nor_when_switched_off(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "krs_extract")
    before = width(page)
    page.locator("#judge-name").press("+")
    page.locator("#judge-name").press("a")
    assert width(page) == before
    assert page.locator("#judge-name").input_value().count("+") == 1
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.check("#keys-off")
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("+")
    assert width(page) == before


def test_zoom_and_place_are_kept_while_the_form_is_saved(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "krs_extract")
    page.keyboard.press("PageDown")
    for _number in range(4):
        page.keyboard.press("+")
    loaded(page)
    room = page.locator("[data-room]")
    room.evaluate("room => { room.scrollTop = 300; room.scrollLeft = 120; }")
    page.wait_for_timeout(200)
    large = width(page)
    page.locator("#judge-seat").scroll_into_view_if_needed()
    page.fill("#note-text", "Zadzwonić jutro.")
    with page.expect_navigation():
        page.get_by_role("button", name="Store the note").click()
    open_on(page, case, "krs_extract")
    page.wait_for_timeout(300)
    assert shown(page) == "Page 2 of 3"
    assert width(page) == pytest.approx(large, rel=0.02)
    assert room.evaluate("room => room.scrollTop") == pytest.approx(300, abs=6)
    assert room.evaluate("room => room.scrollLeft") == pytest.approx(120, abs=6)


def test_a_suggestion_leads_to_its_place(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "krs_extract")
    expect(page.locator("[data-mark]")).to_be_hidden()
    page.get_by_role("link", name="read from page 2").first.click()
    assert shown(page) == "Page 2 of 3"
    loaded(page)
    page.wait_for_timeout(300)
    mark, room = page.locator("[data-mark]").bounding_box(), page.locator("[data-room]").bounding_box()
    assert mark
    assert room
    assert room["y"] <= mark["y"] <= room["y"] + room["height"]
    assert mark["width"] > 30


def test_brackets_go_through_the_documents(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "regulations")
    with page.expect_navigation():
        page.keyboard.press("]")
    expect(page.locator("#judge-title")).to_contain_text("KRS")
    with page.expect_navigation():
        page.keyboard.press("[")
    expect(page.locator("#judge-title")).to_contain_text("Regulations")


def test_the_wheel_with_ctrl_zooms_and_the_hand_moves_the_sheet(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "krs_extract")
    room = page.locator("[data-room]")
    edge = room.bounding_box()
    assert edge
    before = width(page)
    page.mouse.move(edge["x"] + 200, edge["y"] + 200)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_timeout(200)
    assert width(page) > before * 1.4
    start = room.evaluate("room => room.scrollTop")
    page.mouse.down()
    page.mouse.move(edge["x"] + 200, edge["y"] + 60, steps=4)
    page.mouse.up()
    assert room.evaluate("room => room.scrollTop") == pytest.approx(start + 140, abs=4)


def test_a_turned_page_is_seen_at_once(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "krs_extract")
    assert is_high(page)
    page.keyboard.press("r")
    until(page, lambda: not is_high(page))
    open_on(page, case, "krs_extract")
    assert not is_high(page)


def test_one_more_person_is_one_press(case: Checking, browser_as: Browsers) -> None:
    page = browser_as(case.celina)
    open_on(page, case, "regulations")
    rows = page.locator("#judge .people-row")
    before = rows.count()
    page.locator("#judge [data-more-people]").click()
    assert rows.count() == before + 1
    expect(rows.last.locator("input").first).to_be_focused()


@pytest.mark.javascript(False)  # noqa: FBT003 - the marker's own argument
def test_without_scripts_pages_are_links_and_buttons_of_scripts_are_not_there(
    case: Checking, browser_as: Browsers
) -> None:
    page = browser_as(case.celina)
    page.goto(f"{case.address}?document=krs_extract")
    expect(page.locator("[data-act=zoom-in]")).to_be_hidden()
    page.get_by_role("link", name="Next page").click()
    assert shown(page) == "Page 2 of 3"
    page.get_by_role("link", name="read from page 2").first.click()
    assert shown(page) == "Page 2 of 3"
    with page.expect_navigation():
        page.get_by_role("button", name="Accept").click()
    assert "document=application" in page.url or "document=regon_certificate" in page.url


@pytest.mark.parametrize(("wide", "scheme"), [(1366, "light"), (1366, "dark"), (390, "light"), (390, "dark")])
def test_the_screen_is_accessible(case: Checking, browser_as: Browsers, wide: int, scheme: str) -> None:
    page = browser_as(case.celina)
    page.set_viewport_size({"width": wide, "height": 844})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of two words
    for kind in ("krs_extract", "regulations"):
        open_on(page, case, kind)
        page.evaluate("() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        assert axe_findings(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
