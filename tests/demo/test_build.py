"""Building the demo: every state of an application, by real services, at believable moments."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.audit.models import History
from app.audit.verify import faults
from app.config import Config
from app.customers.models import Customer, CustomerAccess
from app.demo import hints, mailbox, paper_hints, place
from app.documents.models import Scan
from app.factory import create_app
from app.feed.service import take_in
from app.foundation import clock
from app.foundation.db import db, transaction
from app.mail.models import Outbox
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Document
from tests.support.client import StrictClient
from tests.support.database import Database
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.institution_registration import INSTITUTION_REGISTRATION

NOT_ON_PAPER = {"withdrawn", "annulled"}


def _build(app: Flask, *more: str) -> Result:
    arguments = ["demo", "build", "--customers", "80", "--months", "7", *more]
    return app.test_cli_runner().invoke(args=arguments)


@pytest.fixture
def built(demo: Flask) -> Flask:
    """A small demo, built by its command."""
    said = _build(demo)
    assert said.exit_code == 0, said.output
    assert said.output.splitlines() == ["Built 80 customers with 7 months of history."]
    return demo


def test_the_demo_is_whole(built: Flask, database: Database, visitor: StrictClient) -> None:
    """One build, looked at from all sides: it takes its time on two engines."""
    _every_state_is_there(database)
    _the_paper_desk_is_alive(database)
    _history_is_whole_and_in_order(built, database)
    _everybody_can_log_in(database)
    _every_mail_lies_in_the_mailbox(built, database)
    _pages_show_it(visitor)
    _known_people_are_there(built)
    _the_office_opened_what_nobody_applied_for(database)
    _the_next_feed_waits_and_brings_a_mail(built, database)


def _every_state_is_there(database: Database) -> None:
    states = select(Registration.state).distinct()
    for workflow in (INDIVIDUAL_REGISTRATION, INSTITUTION_REGISTRATION):
        found = set(database.all(states.where(Registration.workflow == workflow.name)))
        # What only an applicant or a second admin can bring about is shown by the individuals.
        left_out = NOT_ON_PAPER if workflow is INSTITUTION_REGISTRATION else set()
        assert found == {stage.name for stage in workflow.stages} - left_out
    assert {"online", "counter", "paper"} == set(database.all(select(Registration.channel).distinct()))


def _the_paper_desk_is_alive(database: Database) -> None:
    papers = Registration.workflow == INSTITUTION_REGISTRATION.name
    of_state = {
        state: database.count(Registration, papers, Registration.state == state)
        for state in ("announced", "received", "in_review", "awaiting_documents", "verified")
    }
    assert of_state["announced"] == 2
    assert min(of_state.values()) >= 1
    assert database.count(CaseScan, CaseScan.document_id.is_(None)) == 3, "unsorted"
    assert set(database.all(select(Scan.media_type).distinct())) == {
        "application/pdf",
        "image/jpeg",
        "image/tiff",
    }
    matches = database.all(select(Registration.match).where(papers, Registration.state == "in_review"))
    assert sorted([word for word in match.values() if word == "different"] for match in matches) == [
        [],
        [],
        ["different"],
    ]
    shown = set(database.all(select(Document.kind).distinct()))
    assert {"power_of_attorney", "ceidg_print"} <= shown
    assert set(database.all(select(Document.verdict).distinct())) == {"accepted", "rejected", "not_checked"}
    late = database.one(select(Registration).where(Registration.continues_id.is_not(None)))
    assert database.get(Registration, late.continues_id).state == "expired"
    joined = database.one(select(Registration).where(Registration.merged_into_id.is_not(None)))
    assert joined.state == "merged"
    twins = database.all(select(func.count(Registration.id)).where(papers).group_by(Registration.nip))
    assert twins.count(2) == 3, "doubles, a merged pair, a successor"
    assert database.count(Outbox, Outbox.name == "request", Outbox.channel == "letter") == 1


def _history_is_whole_and_in_order(built: Flask, database: Database) -> None:
    with built.app_context(), transaction(write=False):
        assert list(faults()) == []
    cases = database.all(select(Registration.id))
    for case in cases:
        mine = select(History.at).where(History.subject_kind == "registration", History.subject_id == case)
        moments = [dt.datetime.fromisoformat(at) for at in database.all(mine.order_by(History.number))]
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert moments[-1] <= clock.now()
    oldest = min(dt.datetime.fromisoformat(at) for at in database.all(select(History.at)))
    assert clock.now() - oldest > dt.timedelta(days=60)


def _everybody_can_log_in(database: Database) -> None:
    active = set(database.all(select(Account.email).where(Account.state == "active")))
    assert active == {login.email for login in hints.LOGINS}
    assert len(hints.PASSWORD) >= 15


def _every_mail_lies_in_the_mailbox(built: Flask, database: Database) -> None:
    assert database.all(select(Outbox.name).where(Outbox.channel == "mail", Outbox.outcome != "sent")) == []
    sent = database.count(Outbox, Outbox.channel == "mail", Outbox.done_at.is_not(None))
    assert sent == database.count(Outbox, Outbox.channel == "mail")
    with built.app_context():
        assert len(mailbox.numbers()) == sent


def _known_people_are_there(built: Flask) -> None:
    with built.app_context(), transaction(write=False):
        assert db.session.scalar(select(func.count()).select_from(Customer)) == 80
        assert hints.to_apply_with()[0].name == "Katarzyna Lewandowska"


def _pages_show_it(visitor: StrictClient) -> None:
    assert len(visitor.get("/demo").parts("#data ~ * tbody tr, section[aria-labelledby=data] tbody tr")) >= 6
    papers = visitor.get("/demo").parts("section[aria-labelledby=papers] tbody tr")
    assert len(papers) == len(paper_hints.TRIES)
    assert len(visitor.get("/demo/mailbox").parts("tbody tr")) == mailbox.PAGE


def _the_office_opened_what_nobody_applied_for(database: Database) -> None:
    held = (
        select(Account.email, func.count(), func.count(CustomerAccess.read_only_on))
        .join(CustomerAccess, CustomerAccess.account_id == Account.id)
        .where(CustomerAccess.registration_id.is_(None))
        .group_by(Account.email)
    )
    with database.read() as session:
        assert {tuple(row) for row in session.execute(held)} == {
            ("ewa.sikorska@example.com", 1, 1),
            ("pawel.duda@example.com", 2, 0),
        }


def _the_next_feed_waits_and_brings_a_mail(built: Flask, database: Database) -> None:
    with built.app_context():
        assert take_in(place.config().feed_folder).outcome == "taken"
    told = database.all(select(Outbox.recipient).where(Outbox.name == "new_invoice"))
    assert "anna.wisniewska@example.com" in told


@pytest.mark.one_engine("the refusal is the command's own")
def test_a_second_build_is_refused_and_keeps_what_is_there(built: Flask, database: Database) -> None:
    before = database.count(Customer)
    said = _build(built, "--seed", "8")
    assert said.exit_code == 1
    assert "demo reset" in said.output
    assert database.count(Customer) == before


@pytest.mark.one_engine("which data are the demo's own is told by a file")
def test_data_the_demo_did_not_make_are_not_touched(demo: Flask, database: Database) -> None:
    database.save(_somebody())
    with demo.app_context():
        assert not place.is_built()
        assert not place.is_ours()
    said = demo.test_cli_runner().invoke(args=["demo", "reset"])
    assert said.exit_code == 1
    assert database.count(Customer) == 1


def test_a_build_cut_short_can_be_forgotten(empty_database: str, tmp_path: Path) -> None:
    config = Config.for_tests(
        database_url=empty_database, storage_url=f"file://{tmp_path}/files", mode="demo"
    )
    app = create_app(config)
    with app.app_context():
        place.migrate()
        place.mark(place.BEGUN, 60, 7, 1)
        with transaction():
            db.session.add(_somebody())
        assert place.has_customers()
        assert not place.is_built()
        place.forget()
        assert not place.has_customers()
        place.migrate()
        assert not place.has_customers()
        db.engine.dispose()


def _somebody() -> Customer:
    return Customer(customer_no="1", kind="individual", name_fold="", building="1", postcode="", city="")
