"""What time brings to institutions: reminders at their times, the end of a rest, erasure with the papers."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import insert, select, update

from app.audit.verify import faults
from app.documents import service as documents
from app.foundation import clock as office_clock
from app.foundation import storage
from app.foundation.actor import Actor
from app.foundation.clock import Clock
from app.foundation.errors import NotFoundError
from app.registrations import (
    course_service,
    desk_service,
    merge_service,
    request_service,
    timers,
)
from app.registrations.delivery_service import Brought, receive
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Delivery, Document, NotSame
from app.registrations.paper_service import Upload, add_papers
from app.registrations.request_service import Request
from tests.registrations import desk_cases, paper_cases
from tests.registrations.announcing import MAIL, newest, proved, scan, send
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

DAY = dt.timedelta(days=1)
PAPERS, MISSING = "registration_papers_reminder", "registration_documents_reminder"


@pytest.fixture
def clerk(office: Office) -> Actor:
    """A clerk."""
    return desk_cases.actor(desk_cases.clerk(office))


def run(database: Database) -> None:
    """Let the clockwork come round, twice: what is done once stays once."""
    for _ in range(2):
        with database.write():
            timers.run()


def test_an_institution_is_reminded_of_its_papers_at_both_times_and_then_its_time_ends(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, clock: Clock
) -> None:
    office.regulations()
    proved(client, outbox)
    counts = []
    for days in (9, 2, 9, 1, 9):
        clock.advance(days * DAY)
        run(database)
        counts.append(len(outbox(name=PAPERS)))
    assert counts == [0, 1, 1, 2, 2]
    mail = outbox.last(name=PAPERS)
    assert (mail.row.recipient, len(mail.row.params["labels"])) == (newest(database).email, 4)
    clock.advance(DAY)
    run(database)
    assert newest(database).state == "expired"
    assert outbox(name="registration_expired")


def test_after_a_standstill_there_is_one_reminder_not_one_for_each_time(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, clock: Clock
) -> None:
    office.regulations()
    proved(client, outbox)
    clock.advance(25 * DAY)
    run(database)
    assert len(outbox(name=PAPERS)) == 1


def test_an_address_nobody_proved_is_not_reminded(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, clock: Clock
) -> None:
    office.regulations()
    send(client)
    clock.advance(25 * DAY)
    run(database)
    assert {mail.name for mail in outbox()} == {MAIL}


@pytest.mark.parametrize(("days", "reminders"), [(14, 1), (2, 0)])
def test_of_missing_documents_it_is_reminded_once_unless_it_was_asked_a_moment_ago(
    office: Office, outbox: Mailbox, clock: Clock, days: int, reminders: int
) -> None:
    database, clerk = office.database, desk_cases.actor(desk_cases.clerk(office))
    reference = paper_cases.in_review(office, paper_cases.firma(office), clerk)
    with database.write():
        request = Request({"regon_certificate": "Proszę o zaświadczenie."}, days=days)
        request_service.request_documents(reference, paper_cases.version(office, reference), clerk, request)
    run(database)
    assert not outbox(name=MISSING)
    clock.advance((days - 1) * DAY)
    run(database)
    assert len(outbox(name=MISSING)) == reminders
    assert all("Proszę o zaświadczenie." in mail.text for mail in outbox(name=MISSING))
    clock.advance(2 * DAY)
    run(database)
    assert paper_cases.row(office, reference).state == "expired"


def test_a_rest_ends_by_itself_on_its_day(
    office: Office, database: Database, clock: Clock, clerk: Actor
) -> None:
    reference = paper_cases.in_review(office, paper_cases.firma(office), clerk)
    until = office_clock.today() + 3 * DAY
    with database.write():
        version = paper_cases.version(office, reference)
        course_service.rest(reference, version, clerk, until, "Czekam na wpis do rejestru.")
    clock.advance(2 * DAY)
    run(database)
    assert paper_cases.row(office, reference).state == "on_hold"
    clock.advance(DAY)
    run(database)
    found = paper_cases.row(office, reference)
    assert (found.state, found.rests_until, found.reviewer) == ("in_review", None, clerk.id)


def rejected(office: Office, clerk: Actor, **given: object) -> Registration:
    """Return a rejected application with a scan, a sender, words of the clerk and a doubt settled."""
    database = office.database
    reference = paper_cases.in_review(office, paper_cases.firma(office), clerk, **given)
    content, name = scan(90)
    with database.app.app_context():
        examined = documents.examine(content.read(), name)
    with database.write():
        brought = Brought("post", office_clock.today(), sender="Maria Prezesowa")
        version = paper_cases.version(office, reference)
        add_papers(reference, version, clerk, [Upload(examined, "krs_extract")], brought)
    with database.write():
        request = Request({"regon_certificate": "Pani Mario, proszę."}, days=14)
        request_service.request_documents(reference, paper_cases.version(office, reference), clerk, request)
    row = paper_cases.row(office, reference)
    doubt = {"registration_id": row.id, "other_kind": "customer", "other_id": 1, "fingerprint": "0" * 64}
    database.run(insert(NotSame).values(**doubt, why="Inna Maria", by=clerk.id, at=office_clock.now()))
    with database.write():
        desk_service.step(reference, row.version, "reject", clerk, "papers_missing")
    return paper_cases.row(office, reference)


def test_an_ended_application_loses_its_people_words_and_scans(
    office: Office, database: Database, clock: Clock, clerk: Actor
) -> None:
    row = rejected(office, clerk)
    scan_id = database.one(select(CaseScan.scan_id))
    clock.advance(92 * DAY)
    run(database)
    bare = database.get(Registration, row.id)
    kept = (bare.name, bare.nip, bare.regon, bare.krs, bare.seat, bare.signers, bare.paper, bare.email)
    assert not any(kept)
    assert (bare.reference, bare.state) == (row.reference, "rejected")
    words = (Document.asked_text, Delivery.sender, NotSame.why)
    assert not any(said for column in words for said in database.all(select(column)))
    assert database.count(CaseScan) == 0
    with database.read(), pytest.raises(NotFoundError):
        documents.original(scan_id)
    with database.app.app_context():
        assert storage.names("scans") == []
    with database.read():
        assert list(faults()) == []


def successor(office: Office, row: Registration, clerk: Actor) -> int:
    """Open an application that continues another and shows its scans; returns its id."""
    database = office.database
    reference = paper_cases.received(office, paper_cases.firma(office), clerk)
    found = paper_cases.row(office, reference)
    database.run(update(Registration).where(Registration.id == found.id).values(continues_id=row.id))
    for one in database.all(select(CaseScan.scan_id).where(CaseScan.registration_id == row.id)):
        shown = {"registration_id": found.id, "scan_id": one, "added_by": clerk.id}
        database.run(insert(CaseScan).values(**shown, added_at=office_clock.now()))
    return found.id


def test_what_another_application_goes_on_with_waits_and_its_scans_stay(
    office: Office, database: Database, clock: Clock, clerk: Actor
) -> None:
    row = rejected(office, clerk)
    scan_id = database.one(select(CaseScan.scan_id))
    later = successor(office, row, clerk)
    clock.advance(92 * DAY)
    run(database)
    assert database.get(Registration, row.id).name == row.name
    reference = database.get(Registration, later).reference
    with database.write():
        version = paper_cases.version(office, reference)
        desk_service.step(reference, version, "reject", clerk, "papers_missing")
    run(database)
    assert database.get(Registration, row.id).name is None
    assert database.all(select(CaseScan.registration_id)) == [later]
    with database.read():
        assert documents.original(scan_id)[0]
    clock.advance(92 * DAY)
    run(database)
    assert database.count(CaseScan) == 0


def test_a_joined_application_is_erased_too(
    office: Office, database: Database, clock: Clock, clerk: Actor
) -> None:
    firma = paper_cases.firma(office)
    joined = paper_cases.announced(office, firma)
    other = paper_cases.received(office, firma, clerk)
    with database.write():
        merge_service.merge(joined, 1, clerk, other)
    clock.advance(92 * DAY)
    run(database)
    assert paper_cases.row(office, joined).name is None
    assert paper_cases.row(office, other).name == firma.given["name"]


def test_papers_that_came_end_the_wait(
    client: StrictClient, office: Office, outbox: Mailbox, clock: Clock, clerk: Actor
) -> None:
    database = office.database
    office.regulations()
    proved(client, outbox)
    row = newest(database)
    with database.write():
        receive(row.reference, row.version, clerk, Brought("post", office_clock.today()))
    clock.advance(40 * DAY)
    run(database)
    assert newest(database).state == "received"
    assert not outbox(name=PAPERS)
