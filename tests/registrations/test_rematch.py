"""After a feed what waits in the office is compared again, and only what changed moves."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.customers.models import Customer
from app.foundation import crypto
from app.registrations.rematch import rematch
from tests.registrations.applying import Applicant, customer, proved, row_of, stranger
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture
def anna(client: StrictClient, office: Office, outbox: Mailbox) -> Applicant:
    """Somebody whose data fit the base."""
    person = customer(office)
    proved(client, outbox, person)
    return person


def run(database: Database, *ids: int) -> int:
    """Compare again what these customers touch."""
    with database.write():
        return rematch(select(Customer.id).where(Customer.id.in_(ids)))


def test_the_same_comparison_leaves_no_trace(anna: Applicant, database: Database) -> None:
    before = row_of(database, anna)
    assert before.state == "matched"
    assert run(database, anna.customer_id or 0) == 0
    assert row_of(database, anna).version == before.version


def test_a_match_that_fails_goes_to_a_clerk_and_comes_back(
    anna: Applicant, database: Database, outbox: Mailbox
) -> None:
    mails = len(outbox(to=anna.email))
    with database.write() as session:
        session.get_one(Customer, anna.customer_id).last_name = "Inna"
    assert run(database, anna.customer_id or 0) == 1
    row = row_of(database, anna)
    assert (row.state, row.clean, row.match["name"]) == ("needs_review", False, "different")
    with database.write() as session:
        session.get_one(Customer, anna.customer_id).last_name = "Testowa"
    assert run(database, anna.customer_id or 0) == 1
    assert row_of(database, anna).state == "matched"
    assert len(outbox(to=anna.email)) == mails
    events = database.all(select(History.event).order_by(History.number))
    assert events[-2:] == ["registration.rematch", "registration.rematch"]


def test_others_are_left_alone(anna: Applicant, office: Office, database: Database) -> None:
    with database.write() as session:
        session.get_one(Customer, anna.customer_id).last_name = "Inna"
    assert run(database, office.customer()) == 0
    assert row_of(database, anna).state == "matched"


def test_a_customer_whom_a_later_feed_brings_is_found(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    office.regulations()
    nina = stranger()
    proved(client, outbox, nina)
    with database.app.app_context():
        digest = crypto.digest("pesel", nina.who["pesel"])
    known = office.customer(
        "Nina", "Nieznana", customer_no=nina.check["customer_no"], pesel=None, pesel_digest=digest
    )
    bill = {"invoice_no": nina.check["invoice_no"], "issued_on": dt.date(2026, 9, 1)}
    office.invoice(office.agreement(known), 21_845, **bill)
    assert run(database, known) == 1
    row = row_of(database, nina)
    assert (row.state, row.customer_id) == ("matched", known)


def test_promises_do_not_begin_anew(anna: Applicant, database: Database) -> None:
    before = row_of(database, anna)
    with database.write() as session:
        session.get_one(Customer, anna.customer_id).last_name = "Inna"
    run(database, anna.customer_id or 0)
    after = row_of(database, anna)
    assert (after.promise_from, after.promise_due) == (before.promise_from, before.promise_due)
