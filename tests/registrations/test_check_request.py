"""Asking for what is missing, resting, going on, ending: the clerk's other steps on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.foundation.i18n import gettext, speaking
from app.registrations import tally
from app.registrations.paper_models import Document
from app.registrations.papers_needed import KINDS
from app.steps.clocks import last_day
from tests.registrations import paper_cases, scanned
from tests.registrations.checking import Checking, begin
from tests.support.cast import Office
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

Visitors = Callable[..., StrictClient]


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def case(office: Office, new_client: Visitors) -> Checking:
    """An application being checked; only its signed form and Regulations came."""
    found = begin(office, new_client, papers=False)
    papers = ("application", "regulations")
    found.add(*((kind, scanned.pdf(f"{kind}, podpisano")) for kind in papers))
    return found


def state(case: Checking) -> str:
    """Return where the application stands."""
    return paper_cases.row(case.office, case.reference).state


def boxes(page: Page) -> set[str]:
    """Return the documents that are chosen to be asked for."""
    ticked = page.document.select("#step-request input[type=checkbox][checked]")
    return {str(box.attr("name")).removeprefix("ask_") for box in ticked}


def text(page: Page, kind: str) -> str:
    """Return the text prepared for a document."""
    return str(page.document.select(f"#ask-text-{kind}")[0].text)


def test_what_is_missing_is_chosen_and_what_waits_to_be_looked_at_is_not(case: Checking) -> None:
    page = case.open()
    assert boxes(page) == {"krs_extract", "regon_certificate"}
    case.judge("application", "Reject the document", reasons=["not_signed"])
    assert boxes(case.open()) == {"application", "krs_extract", "regon_certificate"}


def test_the_text_is_in_the_applicants_language_and_says_why_it_was_rejected(
    office: Office, new_client: Visitors
) -> None:
    case = begin(office, new_client, papers=False, language="en")
    case.add(("krs_extract", scanned.pdf("Stary odpis")))
    case.judge("krs_extract", "Reject the document", reasons=["outdated"], remark="It is of 2019.")
    page = case.open()
    assert text(page, "krs_extract") == (
        "It is too old. It is of 2019. Please send a current extract from the KRS; a print from the "
        "Ministry's page is enough."
    )


def test_a_polish_applicant_is_asked_in_polish(case: Checking) -> None:
    with case.office.app.test_request_context(), speaking("pl"):
        expected = gettext(KINDS["regon_certificate"].ask)
    assert text(case.open(), "regon_certificate") == expected


def test_a_request_stops_the_office_and_names_what_and_until_when(
    case: Checking, outbox: Mailbox, database: Database
) -> None:
    words = "Proszę o zaświadczenie REGON."
    page = case.hand.press(
        case.open(), step="request_documents", follow=True, days="21", text_regon_certificate=words
    )
    row = paper_cases.row(case.office, case.reference)
    assert row.state == "awaiting_documents"
    assert last_day(row.term_until) == clock.today() + dt.timedelta(days=21)
    items = outbox.rows(name="registration_documents")[-1].secrets["items"]
    assert words in [item["text"] for item in items]
    asked = database.all(select(Document.kind).where(Document.asked_at.is_not(None)))
    assert set(asked) == {"krs_extract", "regon_certificate"}
    assert "asked for" in page.part(".check-tabs")


def test_without_an_address_of_mail_it_is_said_that_a_letter_goes(
    office: Office, new_client: Visitors, outbox: Mailbox
) -> None:
    case = begin(office, new_client, papers=False, email=None)
    page = case.open()
    assert "a letter goes to the seat" in page.part("#step-request")
    case.hand.press(page, step="request_documents")
    assert [row.name for row in outbox.rows(channel="letter")] == ["request"]


def test_by_letter_too_when_it_is_ticked(case: Checking, outbox: Mailbox) -> None:
    case.hand.press(case.open(), step="request_documents", by_letter="y")
    assert [row.name for row in outbox.rows(channel="letter")] == ["request"]
    assert outbox.rows(name="registration_documents")


def test_nothing_chosen_comes_back_with_what_was_typed(case: Checking) -> None:
    none = {"ask_krs_extract": None, "ask_regon_certificate": None}
    page = case.hand.press(case.open(), step="request_documents", text_other="Umowa najmu", **none)  # type: ignore[arg-type]  # boxes left empty
    assert page.status_code == 422
    assert "Please choose what the institution is to send." in page.errors["ask_application"]
    assert text(page, "other") == "Umowa najmu"


@pytest.mark.parametrize("days", ["", "0", "91", "dwa"])
def test_a_term_is_a_number_of_days(case: Checking, days: str) -> None:
    page = case.hand.press(case.open(), step="request_documents", days=days)
    assert page.status_code == 422
    assert "days" in page.errors


def test_the_check_goes_on_without_waiting(case: Checking, database: Database) -> None:
    case.hand.press(case.open(), step="request_documents")
    case.hand.press(case.open(), step="review_now", reason="KRS widać w rejestrze.")
    assert state(case) == "in_review"
    assert not database.all(select(Document.kind).where(Document.asked_at.is_not(None)))


def test_more_time_is_given_on_request(case: Checking) -> None:
    case.hand.press(case.open(), step="request_documents", days="1")
    page = case.hand.press(case.open(), step="extend", follow=True, reason="Urlop.")
    row = paper_cases.row(case.office, case.reference)
    assert last_day(row.term_until) == clock.today() + dt.timedelta(days=14)
    assert "Urlop." in page.words


def test_an_application_rests_until_a_day_and_is_taken_up_again(case: Checking) -> None:
    day = clock.today() + dt.timedelta(days=10)
    page = case.hand.press(
        case.open(), step="hold", follow=True, until=f"{day:%d.%m.%Y}", reason="Zarząd się zmienia."
    )
    assert paper_cases.row(case.office, case.reference).rests_until == day
    assert f"until {day:%d/%m/%Y}" in page.words
    case.hand.press(page, step="resume")
    assert state(case) == "in_review"


@pytest.mark.parametrize("until", ["", "1.1.2020", "kiedyś"])
def test_a_rest_needs_a_day_in_the_future(case: Checking, until: str) -> None:
    page = case.hand.press(case.open(), step="hold", until=until, reason="Bo tak.")
    assert page.status_code == 422
    assert "day in the future" in page.errors["until"]
    assert state(case) == "in_review"


def test_a_rejection_offers_the_reasons_of_institutions(case: Checking) -> None:
    page = case.open()
    offered = [option.attr("value") for option in page.document.select("#reject-code option")]
    assert "papers_missing" in offered
    assert "no_answer" not in offered
    case.hand.press(page, step="reject", code="papers_missing", text="Odpis nie przyszedł.")
    assert state(case) == "rejected"


def test_a_reason_of_individuals_only_is_not_taken(case: Checking) -> None:
    token = case.open().document.select("input[name=csrf_token]")[0].attr("value")
    sent = {"csrf_token": token, "version": str(paper_cases.version(case.office, case.reference))}
    answer = case.hand.post(f"{case.address}/reject", data=sent | {"code": "no_answer"})
    assert answer.status_code == 409
    assert state(case) == "in_review"


def test_an_application_is_withdrawn_on_request(case: Checking) -> None:
    case.hand.press(case.open(), step="withdraw", reason="Telefonicznie, dziś.")
    assert state(case) == "withdrawn"


def test_an_empty_note_comes_back_to_the_same_screen(case: Checking) -> None:
    page = case.hand.press(case.open(), step="note", note=" ")
    assert page.status_code == 422
    assert "Please write a few words." in page.errors["note"]
    assert page.document.select("[data-check]")
