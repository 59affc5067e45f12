"""What clerk, institution and admin do with papers in a real browser, with scripts and without."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import STEP, press, runs_scripts, words
from tests.journeys.envelope import File, sheets_of
from tests.registrations.announcing import MAIL, parted, typed
from tests.registrations.paper_cases import Firma
from tests.support.cast import Person
from tests.support.mails import Mailbox

SLOW = 30_000  # ms: a file is looked through in a process of its own


def apply(page: Page, firma: Firma, **given: Any) -> str:
    """Go from the first page through both pages of the form; return the reference that is shown."""
    street, place = firma.given["seat"]
    postcode, city = place.split(" ", 1)
    known = {name: value for name, value in firma.given.items() if name in typed()}
    known |= {"street": street, "postcode": postcode, "city": city, "phone": "", **given}
    institution, people = parted(typed(**known))
    page.goto("/")
    page.locator("main a[href='/apply']").first.click()
    page.locator("main a[href='/apply/institution']").first.click()
    press(page, "/apply/institution", **institution)
    press(page, "/apply/institution/people", **people)
    page.wait_for_url(re.compile("/apply/institution/sent/"))
    return words(page.locator(".reference-value")).split()[0]


def download(page: Page) -> bytes:
    """Return the PDF behind the first link to one, as this browser gets it."""
    address = page.locator("main a[href$='.pdf']").first.get_attribute("href")
    answer = page.context.request.get(str(address))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    return answer.body()


def confirm_email(page: Page, outbox: Mailbox, email: str) -> None:
    """Open the link of the message that came after the form, and press its button."""
    page.goto(outbox.last(to=email, name=MAIL).link)
    press(page, "/confirm-email")
    page.wait_for_url(re.compile("/track/"))


def scanned_code(page: Page, code: str) -> None:
    """Hold a cover sheet under the hand scanner: it types into the box that is ready, and ends with Enter."""
    page.goto("/desk/papers")
    expect(page.locator("#typed")).to_be_focused()
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def add_files(page: Page, files: dict[str, list[File]]) -> None:
    """Choose files at the intake, by document (`unsorted`: of any), and wait until all lie there."""
    for kind, chosen in files.items():
        box = page.locator("#file-unsorted" if kind == "unsorted" else f"#file-of-{kind}")
        box.set_input_files(chosen)  # type: ignore[arg-type]  # the fields of playwright's own FilePayload
    count = sum(map(len, files.values()))
    if runs_scripts(page):
        expect(page.locator("[data-upload] ol li .kept")).to_have_count(count, timeout=SLOW)
        expect(page.locator("[data-arrived] .papers-files > li")).to_have_count(count)
    else:
        press(page, "/scans")
        assert page.locator("[data-arrived] .papers-files > li").count() == count


def sort_file(page: Page, name: str, kind: str) -> None:
    """Say of a file that was not sorted which document it is."""
    card = page.locator("[data-arrived] .papers-files > li", has_text=name)
    card.locator("select").select_option(kind)
    press(page, "/scans/sort")


def show(page: Page, kind: str) -> None:
    """Choose a document from the list above the screen, and see its page beside the form."""
    with page.expect_navigation():
        page.locator(f".check-tab[data-document={kind}]").click()
    expect(page.locator("[data-image]")).to_be_visible()


def accept(page: Page, *people: tuple[str, dict[str, str]], **fields: str) -> None:
    """Type what the paper shown says, with whom it names (field, person), and accept it."""
    form = page.locator("main").locator(STEP.format("/judge"))
    for name, value in fields.items():
        box = form.locator(f"[name='{name}']")
        if box.evaluate("control => control.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    for field in {field for field, _person in people}:
        rows = form.locator(f".people-row:has([name='{field}-name'])")
        for number, person in enumerate(one for name, one in people if name == field):
            for part, value in person.items():
                rows.nth(number).locator(f"[name='{field}-{part}']").fill(value)
    with page.expect_navigation():
        form.locator("[data-accept]").click()


def suggested(page: Page, *names: str) -> dict[str, str]:
    """Return what stands in fields of the shown document before anybody typed, each read from its page."""
    found = {}
    for name in names:
        field = page.locator(".check-suggested", has=page.locator(f"#judge-{name}"))
        assert field.locator("[data-place]").count() == 1, f"{name} was not read from the text layer"
        found[name] = page.locator(f"#judge-{name}").input_value()
    return found


def ask_for(page: Page) -> list[str]:
    """Open the request as it is prepared, and send it; return the documents that were ticked."""
    ticked = [str(one.get_attribute("name")) for one in page.locator("[name^=ask_]:checked").all()]
    press(page, "/request-documents")
    return [name.removeprefix("ask_") for name in ticked]


def follow(page: Page, reference: str, code: str) -> None:
    """Come back after days, in a browser that knows nobody, with reference and code."""
    page.context.clear_cookies()
    page.goto("/track")
    press(page, "/track", reference=reference, code=code)
    page.wait_for_url(re.compile("/track/"))


def send_asked(page: Page, kind: str, file: File) -> None:
    """Choose the file of what was asked for on the tracker, and wait for the thanks."""
    page.locator(f"#file-{kind}").set_input_files(file)  # type: ignore[arg-type]  # as above
    page.locator("#documents-form button[type=submit]").click()
    expect(page.locator("#documents-form")).to_have_count(0, timeout=SLOW)


def activate(page: Page, reference: str, admin: Person) -> None:
    """Let an admin open the access; the browser is already hers or his."""
    assert admin.name in words(page.locator("header").first)
    page.goto(f"/admin/activations/{reference}")
    press(page, "/activate")


def print_codes(page: Page) -> tuple[str, str]:
    """Print every letter that waits; return the identifier and PIN read from the access letter."""
    page.goto("/desk/letters")
    forms = page.locator("main form[action$='/print']").all()
    printed = [" ".join(sheets_of(_sent(page, form))) for form in forms]
    (letter,) = [said for said in printed if "PIN" in said]
    identifier, pin = re.findall(r"\b\d{4} \d{4}\b", letter)[:2]
    return identifier, pin


def _sent(page: Page, form: Locator) -> bytes:
    """Send a form of hidden fields as this browser does, and return the PDF that it answers."""
    hidden = form.locator("input").all()
    fields: dict[str, str | float | bool] = {
        str(one.get_attribute("name")): one.input_value() for one in hidden
    }
    answer = page.context.request.post(str(form.get_attribute("action")), form=fields)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()
