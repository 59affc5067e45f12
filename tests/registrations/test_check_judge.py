"""Judging a document: what stands in its form, what the verdict needs, and which file it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.registrations import tally
from app.registrations.paper_models import CaseScan, Document
from tests.registrations import paper_cases, scanned
from tests.registrations.checking import KINDS, SAME, Checking, begin
from tests.support import numbers
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def case(office: Office, new_client: Visitors) -> Checking:
    """An application being checked, every paper there."""
    return begin(office, new_client)


def document(case: Checking, kind: str) -> Document:
    """Return what is kept of a document."""
    found: Document = case.office.database.all(
        select(Document).where(Document.kind == kind).order_by(Document.id)
    )[0]
    return found


def paper(case: Checking) -> dict[str, Any]:
    """Return what was typed from the papers."""
    return dict(paper_cases.row(case.office, case.reference).paper)


def test_everything_that_agrees_is_accepted_without_typing(case: Checking, office: Office) -> None:
    page = case.accept_all()
    page = case.hand.press(page, step="verify", follow=True)
    assert paper_cases.row(office, case.reference).state == "verified"
    assert [document(case, kind).verdict for kind in KINDS] == ["accepted"] * 4


def test_after_a_verdict_the_next_document_is_open(case: Checking) -> None:
    page = case.judge("application")
    assert "document=regulations" in page.address
    assert "Accepted: Signed application form." in page.words


def test_after_the_last_one_nothing_more_is_waiting(case: Checking) -> None:
    assert "document" not in case.accept_all().address


def test_a_suggestion_names_its_page_and_is_not_stored_by_looking(case: Checking) -> None:
    page = case.open("krs_extract")
    place = page.document.select("[data-place]")[1]
    assert place.attr("data-place") == "1"
    box = [float(part) for part in str(place.attr("data-box")).split()]
    assert len(box) == 4
    assert all(0 <= part <= 1 for part in box)
    assert paper(case) == {}


def test_what_was_typed_before_comes_before_every_suggestion(case: Checking) -> None:
    case.judge("krs_extract", "Look at it later", name="Nazwa poprawiona ręcznie")
    page = case.open("krs_extract")
    assert page.document.select("#judge-name")[0].attr("value") == "Nazwa poprawiona ręcznie"
    assert not page.document.select("[data-place]")
    assert document(case, "krs_extract").verdict == "checking"


def test_what_was_declared_fills_an_empty_form_by_one_press(office: Office, new_client: Visitors) -> None:
    case = begin(office, new_client, papers=False)
    case.add(("krs_extract", scanned.pdf("Skan bez warstwy tekstu")))
    page = case.hand.click(case.open("krs_extract"), "Fill in as declared")
    assert page.document.select("#judge-nip")[0].attr("value") == SAME["nip"]
    assert page.document.select("#judge-representatives")[0].attr("value") == "Maria Prezesowa"
    assert "as declared: compare it with the paper" in page.words
    assert paper(case) == {}


def test_the_day_of_signing_is_visibly_a_suggestion(case: Checking) -> None:
    page = case.open("regulations")
    assert page.document.select("#judge-signed_on")[0].attr("value") == f"{clock.today():%d.%m.%Y}"
    assert "a suggestion from the day" in page.part("#judge-signed_on-hint")


def test_the_version_in_force_is_chosen_and_kept_with_the_day(case: Checking) -> None:
    case.judge("regulations")
    said = paper(case)["regulations"]
    assert said["in_force"] is True
    assert said["signed_on"] == clock.today().isoformat()
    assert said["signers"] == [{"name": "Maria Prezesowa", "function": "prezes zarządu"}]


def test_an_older_version_is_not_in_force_and_says_so(case: Checking, office: Office) -> None:
    office.regulations(number="2020.1", effective_on=dt.date(2020, 1, 1))
    case.judge("regulations", edition="2020.1")
    assert paper(case)["regulations"]["in_force"] is False
    page = case.open()
    assert "not in force that day" in page.words
    assert "The signed Regulations are not the version" in page.part("#step-verify")


def test_an_old_extract_warns_and_may_be_accepted(office: Office, new_client: Visitors) -> None:
    case = begin(office, new_client, papers=False)
    case.add(("krs_extract", scanned.pdf(scanned.extract(case.firma, issued_on="01.02.2026"))))
    assert "older than the office usually takes" in case.open("krs_extract").words
    case.judge("krs_extract")
    assert document(case, "krs_extract").verdict == "accepted"
    assert "older than the office usually takes" in case.open("krs_extract").words


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("nip", "1234567890", "10 digits"),
        ("regon", "1", "9 or 14"),
        ("issued_on", "kiedyś", "Please write the day"),
    ],
)
def test_a_number_with_a_wrong_check_digit_comes_back_with_what_was_typed(
    case: Checking, name: str, typed: str, said: str
) -> None:
    page = case.judge("krs_extract", **{name: typed})
    assert page.status_code == 422
    assert said in page.errors[name]
    assert page.document.select(f"#judge-{name}")[0].attr("value") == typed
    assert document(case, "krs_extract").judged_at is None


def test_a_rejection_needs_its_reasons(case: Checking) -> None:
    page = case.judge("krs_extract", "Reject the document")
    assert page.status_code == 422
    assert "Please choose why the document is rejected." in page.errors["reasons"]
    case.judge(
        "krs_extract", "Reject the document", reasons=["outdated", "incomplete"], remark="Brak strony 3."
    )
    found = document(case, "krs_extract")
    assert (found.verdict, found.reasons, found.remark) == (
        "rejected",
        ["outdated", "incomplete"],
        "Brak strony 3.",
    )
    page = case.open("krs_extract")
    assert "It is too old. · Pages are missing. · Brak strony 3." in page.part(".check-judge")
    assert "Celina Biurowa" in page.part(".check-judge")


def test_another_reason_needs_words(case: Checking) -> None:
    page = case.judge("application", "Reject the document", reasons=["other"])
    assert "Please write what the reason is." in page.errors["remark"]


def test_not_needed_needs_a_why_and_no_file(office: Office, new_client: Visitors) -> None:
    case = begin(office, new_client, papers=False)
    page = case.judge("regon_certificate", "Not needed")
    assert "Please write why the document is not needed." in page.errors["remark"]
    case.judge("regon_certificate", "Not needed", remark="REGON stoi w odpisie.")
    assert document(case, "regon_certificate").verdict == "not_needed"


def test_an_extract_is_not_accepted_without_who_represents(case: Checking) -> None:
    nobody: dict[str, Any] = {"representatives-name": ["", "", ""]}
    page = case.judge("krs_extract", rule="", **nobody)
    assert "Please choose how the institution is represented" in page.errors["rule"]
    assert "Please write who represents" in page.errors["representatives-name"]


def test_a_verdict_is_taken_back_until_the_decision(case: Checking) -> None:
    case.judge("application")
    case.judge("application", "Take the verdict back")
    assert document(case, "application").verdict == "not_checked"
    case.judge("application")
    assert document(case, "application").verdict == "accepted"


def test_an_older_file_than_the_newest_is_not_judged(case: Checking) -> None:
    page = case.open("application")
    case.add(("application", scanned.pdf("Nowszy wniosek")))
    answer = case.hand.press(page, "Accept", version=str(paper_cases.version(case.office, case.reference)))
    assert answer.status_code == 409
    assert "This is not the newest file of the document." in answer.words
    assert document(case, "application").judged_at is None


def test_a_file_of_another_case_is_not_judged(case: Checking, office: Office, database: Database) -> None:
    other = paper_cases.in_review(office, paper_cases.firma(office), case.clerk)
    scanned.add(office, other, case.clerk, [("application", scanned.pdf("Cudzy wniosek"))])
    foreign = database.all(select(CaseScan.id).order_by(CaseScan.id.desc()))[0]
    answer = case.hand.press(case.open("application"), "Accept", newest=str(foreign))
    assert answer.status_code == 409
    assert document(case, "application").judged_at is None


def test_the_second_of_two_clerks_is_told_and_keeps_what_he_typed(case: Checking) -> None:
    page = case.open("krs_extract")
    case.judge("application")
    answer = case.hand.press(page, "Accept", name="Nazwa wpisana z uwagą")
    assert answer.status_code == 409
    assert answer.heading == "Somebody was faster"
    assert "Nazwa wpisana z uwagą" in answer.words


def test_what_papers_say_is_compared_among_them(case: Checking) -> None:
    case.judge("krs_extract")
    case.judge("regon_certificate", "Look at it later", nip=numbers.nip(9))
    row = paper_cases.row(case.office, case.reference)
    assert row.match["nip"] == "different"
    assert row.match["name"] == "equal"


@pytest.mark.parametrize("sign", ["\0", "x" * 200])
def test_people_that_no_list_holds_are_refused(case: Checking, sign: str) -> None:
    people: dict[str, Any] = {"signers-name": [f"Jan {sign}", "", ""]}
    page = case.judge("regulations", **people)
    assert page.status_code == 422
    assert "signers-name" in page.errors
