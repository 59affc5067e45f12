"""What has ended goes on under a new reference, with its data and papers, for another clerk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.audit.queries import lines_of
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.foundation.errors import RefusedError
from app.registrations import course_service, desk_service, successor_service
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Delivery, Document
from app.registrations.subject import REGISTRATION
from app.registrations.successor_queries import successor_of
from app.steps.service import Order, StaleError, fire
from tests.registrations import desk_cases, paper_cases, scans
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]


@pytest.fixture
def person(office: Office) -> Person:
    """The clerk who decides; he reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def desk(new_client: Visitors, person: Person) -> StrictClient:
    """His browser."""
    return new_client(person)


@pytest.fixture
def rejected(office: Office, person: Person, desk: StrictClient) -> str:
    """An application with a file, rejected."""
    actor = desk_cases.actor(person)
    reference = paper_cases.in_review(office, paper_cases.firma(office), actor)
    page = desk.get(f"/desk/papers/{reference}")
    scans.send(desk, page, krs_extract=scans.file(scans.pdf(2), "odpis.pdf"))
    with office.database.write():
        version = paper_cases.version(office, reference)
        desk_service.step(reference, version, "reject", actor, "papers_missing")
    return reference


def reconsider(desk: StrictClient, reference: str, reason: str = "Odwołanie z 3 listopada.") -> str:
    """Press the button; return the reference under which it goes on."""
    page = desk.press(desk.get(f"/desk/papers/{reference}"), "Reconsider", follow=True, reason=reason)
    assert page.status_code == 200, page.errors or page.words
    return page.address.rsplit("/", 1)[1]


def test_data_and_files_are_carried_over_verdicts_begin_anew(
    desk: StrictClient, office: Office, rejected: str, database: Database
) -> None:
    old, new = paper_cases.row(office, rejected), paper_cases.row(office, reconsider(desk, rejected))
    assert (new.state, new.continues_id, new.version) == ("received", old.id, 1)
    for name in ("name", "nip", "regon", "krs", "seat", "email", "customer_id", "match", "channel"):
        assert getattr(new, name) == getattr(old, name), name
    assert (new.reviewer, new.accepted, new.account_id) == (None, {}, None)
    assert new.code_digest != old.code_digest
    both = database.all(select(CaseScan.scan_id).order_by(CaseScan.id))
    assert both[0] == both[1]
    carried = database.one(select(Document).where(Document.registration_id == new.id))
    assert (carried.kind, carried.verdict, carried.judged_by) == ("krs_extract", "not_checked", None)
    assert database.all(select(Delivery.incoming_no).where(Delivery.registration_id == new.id)) == [
        "P/1/2026"
    ]


def test_both_histories_tell_of_it_and_the_old_one_leads_on(
    desk: StrictClient, office: Office, rejected: str, database: Database
) -> None:
    new = reconsider(desk, rejected)
    old = paper_cases.row(office, rejected)
    with database.write():
        told = lines_of("registration", old.id)[-1]
        assert successor_of(old.id) == new
    assert (told.event, told.data, told.reason) == (
        "registration.reconsider",
        {"successor": new},
        "Odwołanie z 3 listopada.",
    )
    first = database.all(
        select(History.data).where(History.subject_id == paper_cases.row(office, new).id).order_by(History.id)
    )[0]
    assert first == {"continues": rejected}
    assert new in desk.get(f"/desk/papers/{rejected}").words
    assert rejected in desk.get(f"/desk/papers/{new}").words


def test_the_reason_is_asked_for(desk: StrictClient, rejected: str, database: Database) -> None:
    page = desk.press(desk.get(f"/desk/papers/{rejected}"), "Reconsider", reason=" ")
    assert page.status_code == 422
    assert "reason" in page.errors
    assert database.count(Registration) == 1


def test_one_successor_at_a_time(desk: StrictClient, office: Office, rejected: str, person: Person) -> None:
    new = reconsider(desk, rejected)
    assert "reconsider" not in desk.get(f"/desk/papers/{rejected}").steps
    version = paper_cases.version(office, rejected)
    with pytest.raises(RefusedError, match=new), office.database.write():
        successor_service.reconsider(rejected, version, desk_cases.actor(person), "Jeszcze raz.")


def test_two_at_once_make_one(office: Office, rejected: str, person: Person) -> None:
    actor, version = desk_cases.actor(person), paper_cases.version(office, rejected)
    with office.database.write():
        successor_service.reconsider(rejected, version, actor, "Pierwszy.")
    with pytest.raises(StaleError), office.database.write():
        successor_service.reconsider(rejected, version, actor, "Drugi.")


def test_who_decided_does_not_check_again_another_does(
    desk: StrictClient, office: Office, rejected: str, person: Person
) -> None:
    new = reconsider(desk, rejected)
    with pytest.raises(RefusedError), office.database.write():
        course_service.start_review(new, 1, desk_cases.actor(person))
    other = desk_cases.actor(desk_cases.clerk(office, "Czesław Inny"))
    with office.database.write():
        course_service.start_review(new, 1, other)
    assert paper_cases.row(office, new).reviewer == other.id


def test_papers_that_come_too_late_make_a_successor(
    office: Office, clock: Clock, new_client: Visitors, person: Person, database: Database
) -> None:
    reference = paper_cases.announced(office, paper_cases.firma(office))
    clock.advance(dt.timedelta(days=40))
    with office.database.write():
        fire(REGISTRATION, paper_cases.row(office, reference).id, 1, Order("expire", SYSTEM))
    desk = new_client(person)
    page = desk.get(f"/desk/papers/{reference}")
    assert "The term of this application is over" in page.words
    done = desk.press(page, "Take in the papers", follow=True, incoming_no="P/300")
    new = paper_cases.row(office, done.address.rsplit("/", 1)[1])
    assert (new.state, new.name) == ("received", paper_cases.row(office, reference).name)
    assert database.all(select(Delivery.incoming_no)) == ["P/300"]
    assert "Take in the papers" not in desk.get(f"/desk/papers/{reference}").parts("button")


def test_open_and_activated_ones_are_not_reconsidered(office: Office, person: Person) -> None:
    actor = desk_cases.actor(person)
    reference = paper_cases.received(office, paper_cases.firma(office), actor)
    with pytest.raises(RefusedError), office.database.write():
        successor_service.reconsider(reference, 1, actor, "Bo tak.")


def test_the_successor_is_no_double_of_what_it_continues(desk: StrictClient, rejected: str) -> None:
    new = reconsider(desk, rejected)
    for reference in (rejected, new):
        assert "may be the same" not in desk.get(f"/desk/papers/{reference}").words
