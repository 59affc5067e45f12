"""The paper desk's front room: a cover sheet's code leads straight on, anything else is searched for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.foundation import clock as office
from app.foundation.clock import Clock
from app.foundation.searches import SavedSearch
from tests.registrations import desk_cases, paper_cases
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database


@pytest.fixture
def person(office: Office) -> Person:
    """A clerk who reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], person: Person) -> StrictClient:
    """His browser."""
    return new_client(person)


def search(desk: StrictClient, typed: str) -> Page:
    """Type something into the box and press Enter."""
    return desk.press(desk.get("/desk/papers"), "Search", typed=typed, follow=True)


def test_the_box_has_the_focus(desk: StrictClient) -> None:
    page = desk.get("/desk/papers")
    assert page.document.select("#typed")[0].attr("autofocus") is not None
    assert "Papers" in page.parts(".nav-list a[aria-current]")


@pytest.mark.parametrize("written", ["{}", " {} ", "https://bok.example.com/track?next=/track/{}"])
def test_the_code_of_a_cover_sheet_leads_straight_to_the_intake(
    desk: StrictClient, office: Office, written: str
) -> None:
    reference = paper_cases.announced(office, paper_cases.firma(office))
    assert search(desk, written.format(reference)).address == f"/desk/papers/{reference}"
    assert search(desk, reference.lower().replace("-", "")).address == f"/desk/papers/{reference}"


def test_the_code_of_a_person_leads_to_the_persons_page(desk: StrictClient, office: Office) -> None:
    case = desk_cases.case(office, desk_cases.customer(office))
    assert search(desk, case.reference).address == case.desk


@pytest.mark.parametrize("key", ["nip", "regon", "krs", "customer_no"])
def test_a_number_finds_its_institution(desk: StrictClient, office: Office, key: str) -> None:
    firma = paper_cases.firma(office)
    reference = paper_cases.announced(office, firma)
    paper_cases.announced(office, paper_cases.firma(office, "Inna Spółka S.A."))
    assert search(desk, firma.given[key]).parts("td[data-label=Reference]") == [reference]


def test_a_part_of_the_name_or_of_the_reference_finds_it(desk: StrictClient, office: Office) -> None:
    reference = paper_cases.announced(office, paper_cases.firma(office, "Łódzka Żegluga sp. z o.o."))
    for typed in ("żegluga", "lodzka zegluga", "ZEGL", reference[3:7].lower()):
        assert search(desk, typed).parts("td[data-label=Reference]") == [reference], typed


def test_the_incoming_mail_number_finds_what_came_with_it(
    desk: StrictClient, office: Office, person: Person
) -> None:
    reference = paper_cases.received(office, paper_cases.firma(office), desk_cases.actor(person))
    page = search(desk, "p/1/2026")
    assert page.parts("td[data-label=Reference]") == [reference]
    assert page.parts("td[data-label=Received]") == [f"{office_day():%d/%m/%Y}"]


def office_day() -> dt.date:
    """Return the office's present day."""
    return office.today()


def test_persons_are_not_found_here(desk: StrictClient, office: Office) -> None:
    desk_cases.case(office, desk_cases.customer(office, "Anna", "Testowa"))
    assert "No application found" in search(desk, "Testowa").words


def test_what_was_typed_stands_in_no_address_and_is_the_clerks_own(
    desk: StrictClient, office: Office, database: Database, new_client: Callable[..., StrictClient]
) -> None:
    page = search(desk, "Spółka Jana Kowalskiego")
    kept = database.all(select(SavedSearch.id))
    assert page.address == f"/desk/papers/search/{kept[-1]}"
    other = new_client(desk_cases.clerk(office, "Czesław Inny"))
    assert other.get(page.address).status_code == 404


def test_nothing_typed_is_asked_for(desk: StrictClient) -> None:
    page = search(desk, "")
    assert page.status_code == 422
    assert "typed" in page.errors


@pytest.mark.parametrize("typed", ["%", "_", "''", "\\", "EB-XXXX-XXXX-00", "0", "ﬁ", "a" * 160])
def test_odd_words_find_nothing_and_break_nothing(desk: StrictClient, office: Office, typed: str) -> None:
    paper_cases.announced(office, paper_cases.firma(office))
    assert "No application found" in search(desk, typed).words


def test_announced_ones_whose_term_ends_soon_stand_below(
    desk: StrictClient,
    office: Office,
    clock: Clock,
    new_client: Callable[..., StrictClient],
    person: Person,
) -> None:
    reference = paper_cases.announced(office, paper_cases.firma(office))
    assert reference not in desk.get("/desk/papers").words
    clock.advance(dt.timedelta(days=25))
    assert new_client(person).get("/desk/papers").parts("td[data-label=Reference]") == [reference]


def test_the_page_takes_few_statements(
    desk: StrictClient, office: Office, database: Database, person: Person
) -> None:
    for _each in range(3):
        paper_cases.received(office, paper_cases.firma(office), desk_cases.actor(person))
    page = search(desk, "wzorcowy")
    assert len(page.parts("tbody tr")) == 3
    with database.statements() as seen:
        desk.get(page.address)
    assert len(seen) <= 4, "\n".join(seen)


def test_what_is_awaited_is_named(desk: StrictClient, office: Office, person: Person) -> None:
    reference = paper_cases.in_review(office, paper_cases.firma(office), desk_cases.actor(person))
    paper_cases.ask(office, reference, desk_cases.actor(person), "regon_certificate")
    assert "REGON certificate" in search(desk, "wzorcowy").part("td[data-label='Waits for']")


def test_who_is_no_clerk_finds_no_such_room(
    new_client: Callable[..., StrictClient], office: Office, anna: Person
) -> None:
    for person in (anna, desk_cases.admin(office)):
        assert new_client(person).get("/desk/papers").status_code == 404
