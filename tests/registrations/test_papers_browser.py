"""Files at the paper desk in a real browser: dropped with a script, sent by the form without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.documents.models import Scan
from tests.registrations import desk_cases, paper_cases, scans
from tests.support.browser import axe_findings
from tests.support.cast import Office, Person
from tests.support.database import Database

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("what a browser shows does not depend on the engine"),
]
DROP = """([where, files]) => {
    const carried = new DataTransfer();
    for (const [name, type, content] of files) {
        const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
        carried.items.add(new File([bytes], name, { type }));
    }
    const place = document.querySelector(where);
    for (const kind of ["dragover", "drop"]) {
        place.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
    }
}"""


@pytest.fixture
def person(office: Office) -> Person:
    """A clerk who reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def received(office: Office, person: Person) -> str:
    """An application opened for papers."""
    return paper_cases.received(office, paper_cases.firma(office), desk_cases.actor(person))


def drop(page: Page, where: str, *files: tuple[str, str, bytes]) -> None:
    """Drop files (name, media type, content) on a place of the page."""
    sent = [[name, kind, scans.base64(content)] for name, kind, content in files]
    page.evaluate(DROP, [where, sent])


def test_dropped_files_are_sent_one_by_one_and_each_says_what_became_of_it(
    browser_as: Callable[[Person], Page], person: Person, received: str, database: Database
) -> None:
    page = browser_as(person)
    page.goto(f"/desk/papers/{received}")
    expect(page.get_by_role("button", name="Send the files")).to_be_hidden()
    drop(
        page,
        ".papers-drop",
        ("odpis.pdf", "application/pdf", scans.pdf(2)),
        ("pusty.pdf", "application/pdf", b""),
        ("zdjęcie.png", "image/png", scans.picture()),
    )
    lines = page.locator("[data-upload] ol li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("taken in", timeout=30_000)
    expect(lines.nth(1)).to_contain_text("The file is empty.", timeout=30_000)
    expect(lines.nth(2)).to_contain_text("taken in", timeout=30_000)
    expect(page.locator("[data-arrived]")).to_contain_text("2 files to be sorted")
    drop(page, "li:has(#file-of-regulations)", ("regulamin.pdf", "application/pdf", scans.pdf(1, "reg")))
    expect(page.locator("[data-arrived] h4")).to_have_text("Signed Regulations", timeout=30_000)
    expect(page.locator("[data-arrived] img").first).to_be_visible()
    assert axe_findings(page) == []
    page.locator("select[name^='kind-']").first.select_option("other")
    page.get_by_role("button", name="Sort the files").click()
    expect(page.locator("[data-arrived]")).to_contain_text("Another document")
    assert sorted(database.all(select(Scan.file_name))) == ["odpis.pdf", "regulamin.pdf", "zdjęcie.png"]


def test_when_the_application_has_moved_on_the_rest_is_not_lost_in_silence(
    browser_as: Callable[[Person], Page], person: Person, received: str
) -> None:
    page = browser_as(person).context.new_page()  # one whose refused request is no complaint
    page.goto(f"/desk/papers/{received}")
    page.evaluate("document.querySelector('[data-upload] input[name=version]').value = '7'")
    page.set_input_files("#file-unsorted", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%"})
    line = page.locator("[data-upload] ol li")
    expect(line).to_contain_text("this file has not been taken in", timeout=30_000)


@pytest.mark.javascript(False)  # noqa: FBT003 - the marker's own argument
def test_without_scripts_the_form_sends_several_at_once(
    browser_as: Callable[[Person], Page], person: Person, received: str, tmp_path: Path, database: Database
) -> None:
    page = browser_as(person)
    page.goto("/desk/papers")
    page.fill("#typed", received)
    page.press("#typed", "Enter")
    for name, content in (("a.pdf", scans.pdf(1)), ("b.png", scans.picture()), ("c.pdf", scans.pdf(3))):
        (tmp_path / name).write_bytes(content)
    page.set_input_files("#file-unsorted", [tmp_path / "a.pdf", tmp_path / "b.png"])
    page.set_input_files("#file-of-krs_extract", tmp_path / "c.pdf")
    page.get_by_role("button", name="Send the files").click()
    expect(page.locator("main")).to_contain_text("3 files have been taken in.")
    expect(page.locator("[data-arrived] h3").first).to_have_text("2 files to be sorted")
    assert database.count(Scan) == 3
