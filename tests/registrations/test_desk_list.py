"""The clerk's list: most urgent first, filters in the address, counts that agree with rows and menu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.foundation.clock import Clock
from app.registrations import course_service, request_service, tally
from tests.registrations import desk_cases, paper_cases
from tests.registrations.desk_cases import admin, case, clerk, customer
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

FRIDAY = dt.datetime(2026, 11, 6, 14, 45, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def friday(clock: Clock) -> None:
    """A Friday afternoon; the menu's counts are of another database."""
    clock.set(FRIDAY)
    tally.kept.forget()


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], office: Office) -> StrictClient:
    """The browser of a clerk who reads English."""
    return new_client(clerk(office))


def due(days: int) -> dt.date:
    """Return a day so many days from the present one."""
    return FRIDAY.date() + dt.timedelta(days=days)


def test_most_urgent_first_and_late_ones_counted_in_working_days(desk: StrictClient, office: Office) -> None:
    about = customer(office)
    case(office, about, last_name="Later", promise_due=due(3))
    case(office, about, last_name="Today", promise_due=due(0))
    case(office, about, last_name="Late", promise_due=due(-4))
    page = desk.get("/desk")
    assert page.parts("tbody th") == ["Late Anna", "Today Anna", "Later Anna"]
    assert page.parts("td[data-label=Due]") == [
        "late by 4 working days",
        "due today",
        "1 working day left",
    ]


def test_counts_agree_with_rows_and_menu(desk: StrictClient, office: Office) -> None:
    about = customer(office)
    for state in ("needs_review", "needs_review", "awaiting_applicant", "matched", "verified", "expired"):
        case(office, about, state=state)
    page = desk.get("/desk")
    filters = page.parts(".filter")
    assert filters[:4] == ["To check 2", "Waiting for the applicant 1", "To activate 2", "Ended 1"]
    assert len(page.parts("tbody tr")) == 2
    assert "Desk 2" in page.parts(".nav-list a")
    assert len(desk.get("/desk?state=activate").parts("tbody tr")) == 2
    assert len(desk.get("/desk?state=ended").parts("tbody tr")) == 1


def test_filters_stand_in_the_address(desk: StrictClient, office: Office) -> None:
    about = customer(office)
    case(office, about, last_name="Online", promise_due=due(-1))
    case(office, about, last_name="Counter", channel="counter")
    page = desk.click(desk.get("/desk"), "At the counter 1")
    assert page.address == "/desk?channel=counter"
    assert page.parts("tbody th") == ["Counter Anna"]
    late = desk.click(desk.get("/desk"), "Only late ones 1")
    assert late.address == "/desk?late=yes"
    assert late.parts("tbody th") == ["Online Anna"]


def test_an_unknown_filter_is_left_out(desk: StrictClient) -> None:
    assert desk.get("/desk?state=nonsense&channel=pigeon&late=perhaps&after=x").status_code == 200


def test_an_empty_list_says_so(desk: StrictClient) -> None:
    assert "Every application has been checked." in desk.get("/desk").words
    assert "No application is late." in desk.get("/desk?late=yes").words


def test_pages_meet_without_gap_or_double(desk: StrictClient, office: Office) -> None:
    about = customer(office)
    made = [case(office, about, promise_due=due(number % 3)).reference for number in range(53)]
    first = desk.get("/desk")
    second = desk.click(first, "Next")
    seen = first.parts("td[data-label=Reference]") + second.parts("td[data-label=Reference]")
    assert sorted(seen) == sorted(made)
    back = desk.click(second, "Previous")
    assert back.parts("td[data-label=Reference]") == first.parts("td[data-label=Reference]")


def test_list_takes_four_statements(desk: StrictClient, office: Office, database: Database) -> None:
    about = customer(office)
    case(office, about)
    case(office, about)
    desk.get("/desk")
    with database.statements() as seen:
        desk.get("/desk")
    assert len(seen) <= 4, "\n".join(seen)


def test_an_admin_reads_the_list_a_customer_finds_none(
    new_client: Callable[..., StrictClient], office: Office, anna: Person
) -> None:
    assert new_client(admin(office)).get("/desk").status_code == 200
    assert new_client(anna).get("/desk").status_code == 404
    answer = new_client().get("/desk")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login")


def test_institutions_stand_in_the_list_by_name_and_way(desk: StrictClient, office: Office) -> None:
    actor = desk_cases.actor(clerk(office, "Czesław Inny"))
    firma = paper_cases.firma(office)
    paper_cases.received(office, firma, actor)
    case(office, customer(office))
    page = desk.click(desk.get("/desk"), "On paper 1")
    assert page.parts("tbody th") == [firma.given["name"]]
    assert page.parts("td[data-label=Way]") == ["On paper"]


def test_what_is_mine_and_what_came_back_to_me_is_marked_and_filtered(
    new_client: Callable[..., StrictClient], office: Office
) -> None:
    person = clerk(office)
    me, other = desk_cases.actor(person), desk_cases.actor(clerk(office, "Czesław Inny"))
    mine = paper_cases.in_review(office, paper_cases.firma(office, "Moja Spółka S.A."), me)
    back = paper_cases.in_review(office, paper_cases.firma(office, "Wróciła Spółka S.A."), me)
    paper_cases.in_review(office, paper_cases.firma(office, "Cudza Spółka S.A."), other)
    paper_cases.ask(office, back, me, "regon_certificate")
    with office.database.write():
        request_service.review_now(back, paper_cases.version(office, back), me, None)
    desk = new_client(person)
    page = desk.get("/desk")
    states = dict(zip(page.parts("tbody th"), page.parts("td[data-label=State]"), strict=True))
    assert "yours" in states["Moja Spółka S.A."]
    assert "back to you" in states["Wróciła Spółka S.A."]
    assert "you" not in states["Cudza Spółka S.A."]
    page = desk.click(desk.get("/desk"), "Only mine 2")
    assert page.address == "/desk?mine=yes"
    assert sorted(page.parts("td[data-label=Reference]")) == sorted([mine, back])
    assert page.parts(".filter")[0] == "To check 2"


def test_what_rests_says_until_when(desk: StrictClient, office: Office) -> None:
    actor = desk_cases.actor(clerk(office, "Czesław Inny"))
    reference = paper_cases.in_review(office, paper_cases.firma(office), actor)
    with office.database.write():
        version = paper_cases.version(office, reference)
        course_service.rest(reference, version, actor, due(9), "Czeka na KRS.")
    page = desk.get("/desk?state=waiting")
    assert page.parts("td[data-label=Due]") == ["rests until 15/11/2026"]
