"""A case for papers that nobody announced: one form, doubles shown before it is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.customers.models import Customer
from app.registrations.models import Registration
from app.registrations.paper_models import Delivery, NotSame
from tests.registrations import desk_cases, paper_cases
from tests.support import numbers
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

TYPED = {
    "name": "Spółdzielnia Mieszkaniowa Zgoda",
    "legal_form": "cooperative",
    "street": "Wspólna 4",
    "postcode": "90-002",
    "city": "Łódź",
    "incoming_no": "P/9/2026",
    "pages": "7",
}
ANOTHER = "Open another application"


@pytest.fixture
def person(office: Office) -> Person:
    """A clerk who reads English."""
    office.regulations()
    return desk_cases.clerk(office)


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], person: Person) -> StrictClient:
    """His browser."""
    return new_client(person)


def begin(desk: StrictClient, **fields: Any) -> Page:
    """Fill in the form and send it."""
    return desk.press(desk.get("/desk/papers/new"), "Open the application", follow=True, **(TYPED | fields))


def test_what_is_known_and_how_it_came_make_an_application(desk: StrictClient, database: Database) -> None:
    page = begin(desk, nip=numbers.nip(7), regon=numbers.regon(7), krs="12345")
    row = database.one(select(Registration))
    assert page.address == f"/desk/papers/{row.reference}"
    assert (row.state, row.channel, row.krs) == ("received", "paper", "0000012345")
    assert row.seat == ["Wspólna 4", "90-002 Łódź"]
    assert database.all(select(Delivery.incoming_no)) == ["P/9/2026"]


def test_the_name_and_the_form_are_asked_for_the_rest_may_come_later(desk: StrictClient) -> None:
    page = desk.press(desk.get("/desk/papers/new"), "Open the application")
    assert page.status_code == 422
    assert set(page.errors) == {"name", "legal_form"}
    assert begin(desk).status_code == 200


def test_wrong_numbers_are_said_and_nothing_is_lost(desk: StrictClient) -> None:
    page = begin(desk, nip="1234567890", email="nobody", codes_by="mail")
    assert set(page.errors) == {"nip", "email"}
    assert page.document.select("#name")[0].attr("value") == TYPED["name"]


def test_the_same_form_sent_twice_makes_one_application(desk: StrictClient, database: Database) -> None:
    blank = desk.get("/desk/papers/new")
    first = desk.press(blank, "Open the application", follow=True, **TYPED)
    second = desk.press(blank, "Open the application", follow=True, **TYPED)
    assert first.address == second.address
    assert database.count(Registration) == 1


def test_an_announced_double_is_shown_before_anything_is_stored(
    desk: StrictClient, office: Office, database: Database
) -> None:
    firma = paper_cases.firma(office)
    reference = paper_cases.announced(office, firma)
    page = begin(desk, nip=firma.given["nip"])
    assert page.status_code == 422
    assert "Is it one of these?" in page.words
    assert database.count(Registration) == 1
    there = desk.click(page, f"Take in the papers there: {reference}")
    assert there.address == f"/desk/papers/{reference}"


def test_it_is_another_one_is_said_once_and_remembered(
    desk: StrictClient, office: Office, database: Database
) -> None:
    firma = paper_cases.firma(office)
    paper_cases.announced(office, firma)
    page = begin(desk, nip=firma.given["nip"])
    stubborn = desk.press(page, ANOTHER)
    assert stubborn.status_code == 422
    done = desk.press(stubborn, ANOTHER, follow=True, another="y")
    assert done.status_code == 200
    assert database.count(Registration) == 2
    assert database.count(NotSame) == 2
    assert "may be the same" not in done.words


def test_other_data_are_asked_about_again(desk: StrictClient, office: Office, database: Database) -> None:
    first, second = paper_cases.firma(office), paper_cases.firma(office, "Huta Nowa S.A.")
    paper_cases.announced(office, first)
    paper_cases.announced(office, second)
    page = begin(desk, nip=first.given["nip"])
    again = desk.press(page, ANOTHER, another="y", nip=second.given["nip"])
    assert again.status_code == 422
    assert "Huta Nowa S.A." in again.part(".papers-alike")
    assert database.count(Registration) == 2


def test_a_customer_of_the_base_asks_nothing_unless_somebody_sees_it_already(
    desk: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    known = paper_cases.firma(office)
    assert begin(desk, nip=known.given["nip"]).status_code == 200
    taken = paper_cases.firma(office, "Huta Nowa S.A.")
    office.access(anna, taken.customer_id)
    page = begin(desk, name="Huta Nowa S.A.", nip=taken.given["nip"])
    assert page.status_code == 422
    assert "has access" in page.part(".papers-alike")
    assert database.one(select(Customer.name).where(Customer.id == taken.customer_id)) in page.words
    done = desk.press(page, ANOTHER, follow=True, another="y")
    assert done.status_code == 200


def test_who_is_to_replace_the_administrator_is_not_asked(
    desk: StrictClient, office: Office, anna: Person
) -> None:
    taken = paper_cases.firma(office, "Huta Nowa S.A.")
    office.access(anna, taken.customer_id)
    done = begin(desk, name="Huta Nowa S.A.", nip=taken.given["nip"], purpose="replace_admin")
    assert done.status_code == 200


def test_only_clerks_begin_applications(new_client: Callable[..., StrictClient], office: Office) -> None:
    assert new_client(desk_cases.admin(office)).get("/desk/papers/new").status_code == 404
