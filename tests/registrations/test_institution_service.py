"""An institution's application by its services: announced or brought, linked, asked, joined."""

from __future__ import annotations

import pytest

from app.foundation.errors import RefusedError
from app.registrations import course_service, desk_service, merge_service, request_service
from app.registrations.request_service import Request
from app.steps.service import StaleError
from tests.registrations import desk_cases, paper_cases
from tests.support import numbers
from tests.support.cast import Office
from tests.support.mails import Mailbox


def test_an_institution_that_applies_waits_for_its_papers(office: Office, outbox: Mailbox) -> None:
    firma = paper_cases.firma(office)
    found = paper_cases.row(office, paper_cases.announced(office, firma))
    assert (found.state, found.channel, found.name) == ("announced", "online", firma.given["name"])
    assert found.term_until is not None
    assert outbox.last(name="registration_confirm").row.recipient == firma.given["email"]


def test_papers_without_an_announcement_begin_received_with_a_promise(office: Office) -> None:
    clerk = desk_cases.actor(desk_cases.clerk(office))
    found = paper_cases.row(office, paper_cases.received(office, paper_cases.firma(office), clerk))
    assert (found.state, found.channel, found.promise) == (
        "received",
        "paper",
        "promise.institution.decision",
    )


def test_choosing_the_customer_compares_everything_anew(office: Office) -> None:
    clerk, firma = desk_cases.actor(desk_cases.clerk(office)), paper_cases.firma(office)
    reference = paper_cases.in_review(office, firma, clerk, nip=numbers.nip(99))
    found = paper_cases.row(office, reference)
    assert found.customer_id == firma.customer_id
    assert {name for name, word in found.match.items() if word == "different"} == {"nip"}
    with office.database.write():
        desk_service.accept(reference, found.version, clerk, {"nip": "Nowy numer, KRS leży przede mną."})
    assert paper_cases.row(office, reference).accepted["nip"]["by"] == clerk.id


def test_asking_stops_the_promise_and_begins_a_term_of_the_clerks_choice(
    office: Office, outbox: Mailbox
) -> None:
    clerk = desk_cases.actor(desk_cases.clerk(office))
    reference = paper_cases.in_review(office, paper_cases.firma(office), clerk)
    asked = Request({"regon_certificate": "Proszę o zaświadczenie."}, days=21)
    with office.database.write():
        request_service.request_documents(reference, paper_cases.version(office, reference), clerk, asked)
    found = paper_cases.row(office, reference)
    assert (found.state, found.promise_stops[-1][1], found.reviewer) == ("awaiting_documents", None, clerk.id)
    assert [item["text"] for item in outbox.last(name="registration_documents").row.secrets["items"]] == [
        "Proszę o zaświadczenie."
    ]


def test_nothing_chosen_is_nothing_asked(office: Office) -> None:
    clerk = desk_cases.actor(desk_cases.clerk(office))
    reference = paper_cases.in_review(office, paper_cases.firma(office), clerk)
    with pytest.raises(RefusedError), office.database.write():
        request_service.request_documents(
            reference, paper_cases.version(office, reference), clerk, Request({}, days=14)
        )


def test_an_announced_application_is_joined_with_the_one_of_its_papers(office: Office) -> None:
    clerk, firma = desk_cases.actor(desk_cases.clerk(office)), paper_cases.firma(office)
    announced = paper_cases.announced(office, firma)
    opened = paper_cases.received(office, firma, clerk, email=None, first_name=None, last_name=None)
    with office.database.write():
        merge_service.merge(announced, 1, clerk, opened)
    assert paper_cases.row(office, announced).state == "merged"
    assert paper_cases.row(office, opened).email == firma.given["email"]


def test_a_page_that_is_old_is_told_so(office: Office) -> None:
    clerk = desk_cases.actor(desk_cases.clerk(office))
    reference = paper_cases.received(office, paper_cases.firma(office), clerk)
    with pytest.raises(StaleError), office.database.write():
        course_service.start_review(reference, 7, clerk)
