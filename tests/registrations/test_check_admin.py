"""An institution before an admin: the list, the report, activation alone, in a set, and 200 at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import History
from app.customers.models import CustomerAccess
from app.foundation import clock
from app.registrations import tally
from app.registrations.models import Registration
from app.regulations.models import Acceptance, Regulations
from tests.registrations import desk_cases, paper_cases, scanned
from tests.registrations.checking import Checking, begin
from tests.support import numbers
from tests.support.cast import Office, Person, sign_in
from tests.support.client import StrictClient
from tests.support.database import Database
from workflows.roles import Role

Visitors = Callable[..., StrictClient]
AT_ONCE, THREADS = 200, 16


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def adam(office: Office) -> Person:
    """An admin who reads English."""
    return desk_cases.admin(office)


@pytest.fixture
def his(new_client: Visitors, adam: Person) -> StrictClient:
    """The admin's browser."""
    return new_client(adam)


def verified(office: Office, new_client: Visitors, **given: Any) -> Checking:
    """Bring an application to the admin by the clerk's own buttons."""
    case = begin(office, new_client, **given)
    page = case.accept_all()
    if "answers" in page.steps:
        page = case.hand.press(page, step="answers", follow=True, why_nip="Nowy numer, mam decyzję.")
    case.hand.press(page, step="verify", follow=True)
    assert paper_cases.row(office, case.reference).state == "verified"
    return case


@pytest.fixture
def case(office: Office, new_client: Visitors) -> Checking:
    """An application that a clerk has checked."""
    return verified(office, new_client)


def report(case: Checking) -> str:
    """Return the address of the admin's page."""
    return f"/admin/activations/{case.reference}"


def test_the_list_names_the_institution_and_says_that_papers_were_checked(
    his: StrictClient, office: Office, new_client: Visitors
) -> None:
    verified(office, new_client, nip=numbers.nip(99))
    row = his.get("/admin/activations").part("tbody tr")
    assert "Zakład Wzorcowy sp. z o.o." in row
    assert "Papers checked" in row
    assert "Differ, with an answer: NIP" in row


def test_the_report_shows_who_judged_what_and_how_it_was_signed(his: StrictClient, case: Checking) -> None:
    page = his.get(report(case))
    rows = page.parts("tbody tr")
    assert any("REGON certificate" in row and "accepted" in row and "Celina Biurowa" in row for row in rows)
    assert "bind the institution" in page.words
    assert "in force that day" in page.words
    assert "The comparison as made now" in page.words
    assert "Filip Firmowy becomes the administrator of the institution." in page.words


def test_the_report_takes_ten_statements(his: StrictClient, case: Checking, database: Database) -> None:
    his.get(report(case))
    with database.statements() as seen:
        his.get(report(case))
    assert len(seen) - 2 <= 10, "\n".join(seen)


def test_an_institution_is_activated_and_its_first_user_is_its_administrator(
    his: StrictClient, case: Checking, database: Database
) -> None:
    page = his.press(his.get(report(case)), step="activate", follow=True)
    assert "The access is open." in page.words
    access = database.one(select(CustomerAccess))
    assert (access.customer_id, access.role) == (case.firma.customer_id, "administrator")


def test_the_version_signed_on_paper_is_accepted_for_the_first_user(
    his: StrictClient, case: Checking, database: Database
) -> None:
    his.press(his.get(report(case)), step="activate", follow=True)
    row = paper_cases.row(case.office, case.reference)
    accepted = database.one(select(Acceptance))
    assert row.account_id is not None
    assert (accepted.account_id, accepted.registration_id) == (row.account_id, row.id)
    signed = database.get(Regulations, accepted.regulations_id)
    assert signed.number == row.paper["regulations"]["version"]


def test_a_version_newer_than_the_signed_one_is_still_to_be_accepted(
    his: StrictClient, case: Checking, office: Office, database: Database
) -> None:
    newer = office.regulations(number="2099.1", effective_on=clock.today())
    his.press(his.get(report(case)), step="activate", follow=True)
    assert database.one(select(Acceptance.regulations_id)) != newer


def test_another_administrator_takes_the_place_of_the_first(
    his: StrictClient, case: Checking, office: Office, new_client: Visitors, database: Database
) -> None:
    his.press(his.get(report(case)), step="activate")
    dorota = desk_cases.clerk(office, "Dorota Druga")
    hand = new_client(dorota)
    given = {**case.firma.given, "purpose": "replace_admin", "first_name": "Ewa", "email": "ewa@example.com"}
    firma = paper_cases.Firma(case.firma.customer_id, given)
    reference = paper_cases.in_review(office, firma, desk_cases.actor(dorota))
    second = Checking(office, dorota, hand, firma, reference)
    _papers(second)
    page = his.get(report(second))
    assert "The access of those who are its administrators now ends." in page.words
    his.press(page, step="activate", follow=True)
    ended = database.all(select(CustomerAccess.ended_at).order_by(CustomerAccess.id))
    assert [one is None for one in ended] == [False, True]


def _papers(case: Checking) -> None:
    scanned.add_all(case.office, case.reference, case.clerk, case.firma)
    case.hand.press(case.accept_all(), step="verify", follow=True)


def test_a_chosen_set_holds_both_kinds(
    his: StrictClient, case: Checking, office: Office, database: Database
) -> None:
    person = desk_cases.case(office, desk_cases.customer(office), state="matched")
    page = his.get("/admin/activations")
    chosen = [str(box.attr("value")) for box in page.document.select("[name=chosen]")]
    result = his.press(page, "Activate the chosen ones", chosen=chosen)
    assert "Activated: 2. Not activated: 0." in result.words
    assert "Zakład Wzorcowy sp. z o.o." in result.words
    assert desk_cases.row_of(office, person).state == "activated"
    assert paper_cases.row(office, case.reference).state == "activated"
    assert set(database.all(select(CustomerAccess.role))) == {"administrator", "holder"}


def test_it_is_sent_back_with_a_reason_and_looked_at_again(his: StrictClient, case: Checking) -> None:
    his.press(his.get(report(case)), step="send_back", reason="Proszę porównać podpisy.")
    page = case.open()
    assert "Proszę porównać podpisy." in page.words
    assert paper_cases.row(case.office, case.reference).state == "in_review"


def test_it_is_rejected_for_a_reason_of_institutions(his: StrictClient, case: Checking) -> None:
    page = his.get(report(case))
    assert not page.document.select("#reject-code option[value=no_answer]")
    his.press(page, step="reject", code="not_entitled", text="Umowa wygasła.")
    assert paper_cases.row(case.office, case.reference).state == "rejected"


def test_another_admin_annuls(his: StrictClient, case: Checking, new_client: Visitors) -> None:
    his.press(his.get(report(case)), step="activate")
    other = new_client(desk_cases.clerk(case.office, "Ada Druga", Role.ADMIN))
    other.press(other.get(report(case)), step="annul", reason="Pomyłka.")
    assert paper_cases.row(case.office, case.reference).state == "annulled"


def test_who_judged_a_document_may_not_activate(office: Office, new_client: Visitors, case: Checking) -> None:
    both = desk_cases.clerk(office, "Barbara Oboje", Role.CLERK, Role.ADMIN)
    hand = new_client(both)
    hers = new_client(desk_cases.admin(office, "Alicja Trzecia"))
    hers.press(hers.get(report(case)), step="send_back", reason="Jeszcze raz.")
    hand.press(hand.get(f"{case.address}?document=application"), "Take the verdict back")
    hand.press(hand.get(f"{case.address}?document=application"), "Accept")
    case.hand.press(case.open(), step="verify")
    assert "because you have already worked on this case" in hand.get(report(case)).words


def test_two_hundred_at_once_make_one_access(
    app_with: Callable[..., Flask], case: Checking, database: Database, adam: Person
) -> None:
    app = app_with(threads=THREADS)
    app.test_client_class = StrictClient
    visitors = [cast("StrictClient", app.test_client()) for _ in range(THREADS)]
    forms = []
    for visitor in visitors:
        sign_in(visitor, database, adam)
        forms.append(visitor.get(report(case)))

    def press(number: int) -> list[int]:
        visitor, page = visitors[number], forms[number]
        return [visitor.press(page, step="activate").status_code for _ in range(number, AT_ONCE, THREADS)]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [answer for share in pool.map(press, range(THREADS)) for answer in share]
    assert sorted(answers) == [303] + [409] * (AT_ONCE - 1)
    events = database.all(select(History.event).where(History.subject_kind == "registration"))
    assert events.count("registration.activate") == 1
    assert database.count(CustomerAccess) == 1
    assert database.one(select(Registration.state)) == "activated"
