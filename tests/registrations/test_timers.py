"""What time brings about: terms end, a reminder goes out once, ended applications lose the person."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.audit.models import History, HistoryPrivate
from app.audit.verify import faults
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.mail.models import Outbox
from app.registrations import timers
from app.registrations.models import Registration, RegistrationMessage
from app.steps.service import Order
from tests.registrations.applying import Applicant, proved, row_of, send, stranger
from tests.registrations.test_tracker import ask, clerk, step
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

DAY = dt.timedelta(days=1)


@pytest.fixture
def nina(client: StrictClient, office: Office, outbox: Mailbox) -> Applicant:
    """Somebody whose address is proved."""
    office.regulations()
    person = stranger()
    proved(client, outbox, person)
    return person


def run(database: Database) -> None:
    """Let the clockwork come round."""
    with database.write():
        timers.run()


def test_an_unopened_link_ends_the_application_after_a_day(
    client: StrictClient, office: Office, database: Database, clock: Clock
) -> None:
    office.regulations()
    people = [stranger(serial=serial) for serial in (900, 901)]
    for person in people:
        send(client, person)
    clock.advance(DAY - dt.timedelta(minutes=1))
    run(database)
    assert {row_of(database, person).state for person in people} == {"submitted"}
    clock.advance(dt.timedelta(minutes=1))
    run(database)
    assert {row_of(database, person).state for person in people} == {"expired"}


def test_a_question_is_recalled_to_mind_once_and_then_the_term_ends(
    nina: Applicant, database: Database, celina: Person, outbox: Mailbox, clock: Clock
) -> None:
    ask(database, nina, celina)
    clock.advance(10 * DAY)
    run(database)
    assert outbox(to=nina.email, name="registration_reminder") == []
    clock.advance(2 * DAY)
    run(database)
    run(database)
    reminders = outbox(to=nina.email, name="registration_reminder")
    assert len(reminders) == 1
    assert row_of(database, nina).reference in reminders[0].subject
    clock.advance(3 * DAY)
    run(database)
    assert row_of(database, nina).state == "expired"
    assert len(outbox(to=nina.email, name="registration_expired")) == 1


def test_more_time_brings_another_reminder(
    nina: Applicant, database: Database, celina: Person, outbox: Mailbox, clock: Clock
) -> None:
    ask(database, nina, celina)
    clock.advance(12 * DAY)
    run(database)
    clock.advance(dt.timedelta(minutes=1))
    step(database, nina, Order("extend", clerk(celina)))
    clock.advance(12 * DAY)
    run(database)
    assert len(outbox(to=nina.email, name="registration_reminder")) == 2


def test_an_ended_application_loses_the_person_and_keeps_its_past(
    nina: Applicant, client: StrictClient, database: Database, celina: Person, clock: Clock
) -> None:
    ask(database, nina, celina)
    row = row_of(database, nina)
    step(database, nina, Order("reject", clerk(celina), reason="no_answer", private={"why": "Nina"}))
    clock.advance(90 * DAY)
    run(database)
    assert database.get(Registration, row.id).last_name == "Nieznana"
    clock.advance(2 * DAY)
    run(database)
    bare = database.get(Registration, row.id)
    assert (bare.reference, bare.state) == (row.reference, "rejected")
    kept = (
        bare.first_name,
        bare.last_name,
        bare.name_fold,
        bare.pesel,
        bare.pesel_digest,
        bare.email,
        bare.phone,
    )
    assert not any(kept)
    assert (
        database.count(RegistrationMessage) == database.count(Outbox) == database.count(HistoryPrivate) == 0
    )
    events = database.all(select(History.event).order_by(History.number))
    assert events[-1] == "registration.erase"
    with database.read():
        assert list(faults()) == []
    run(database)
    assert len(database.all(select(History.event))) == len(events)
    assert client.get(f"/track/{row.reference}").status_code in {303, 404}


def test_terms_of_many_end_with_as_many_statements_as_of_one(
    client: StrictClient, office: Office, database: Database, clock: Clock
) -> None:
    office.regulations()
    counts = []
    for many in (1, 5):
        for serial in range(many):
            send(client, stranger(serial=1000 + 10 * many + serial))
        clock.advance(DAY)
        with database.statements() as sent:
            run(database)
        counts.append(len(sent))
    assert counts[0] == counts[1]
    assert database.one(select(func.count()).select_from(Registration)) == 6
    assert SYSTEM.id == "system"
