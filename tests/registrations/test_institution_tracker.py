"""An institution follows its application: what it is told, what it is asked, what it sends."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.foundation import clock as office_clock
from app.foundation.actor import Actor
from app.registrations import (
    course_service,
    edit_service,
    institution_service,
    request_service,
)
from app.registrations.delivery_service import Brought, receive
from app.registrations.keys import code_digest
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Delivery, Document
from app.registrations.request_service import Request
from tests.registrations import desk_cases, paper_cases
from tests.registrations.announcing import MAIL, newest, proved, scan, send
from tests.support.cast import Office
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

ITEMS = {"regon_certificate": "Proszę o <nowe> zaświadczenie.", "krs_extract": "Brakuje drugiej strony."}


@pytest.fixture
def clerk(office: Office) -> Actor:
    """A clerk who takes in the papers."""
    return desk_cases.actor(desk_cases.clerk(office))


@pytest.fixture
def tracker(client: StrictClient, office: Office, outbox: Mailbox) -> Page:
    """The tracker of an institution that applied online and proved its address."""
    office.regulations()
    return proved(client, outbox)


def asked(database: Database, clerk: Actor, items: dict[str, str] | None = None) -> str:
    """Take the papers in, begin the check and ask for what is missing; returns the tracker's address."""
    reference = newest(database).reference
    with database.write():
        receive(reference, newest(database).version, clerk, Brought("post", office_clock.today()))
    with database.write():
        course_service.start_review(reference, newest(database).version, clerk)
    with database.write():
        request = Request(items or ITEMS, days=14)
        request_service.request_documents(reference, newest(database).version, clerk, request)
    return f"/track/{reference}"


def sent(client: StrictClient, page: Page, files: dict[str, Any], *, follow: bool = False) -> Page:
    """Choose files in the form of the tracker and send them."""
    return client.press(page, step="documents", follow=follow, **files)


def test_while_papers_are_awaited_it_says_what_until_when_and_gives_the_packet(
    tracker: Page, client: StrictClient
) -> None:
    page = client.get(tracker.address, headers={"Accept-Language": "en"})
    assert "We are waiting for your documents." in page.words
    assert "REGON certificate" in page.words
    assert "We wait for your documents until" in page.words
    assert "Since" not in page.part(".standing")  # no promise runs before the papers have come
    packet = client.get(f"{tracker.address}/packet.pdf")
    assert (packet.status_code, packet.data[:5]) == (200, b"%PDF-")


def test_the_packet_is_gone_once_the_papers_are_there(
    tracker: Page, client: StrictClient, database: Database, clerk: Actor
) -> None:
    with database.write():
        receive(
            newest(database).reference,
            newest(database).version,
            clerk,
            Brought("person", office_clock.today()),
        )
    assert client.get(f"{tracker.address}/packet.pdf").status_code == 404
    page = client.get(tracker.address, headers={"Accept-Language": "en"})
    assert "We have your documents and are checking them." in page.words
    assert "We promise our answer by" in page.words
    assert "Your documents came to our office." in page.words


def test_the_steps_of_checking_are_told_in_one_sentence(
    tracker: Page, client: StrictClient, database: Database, clerk: Actor
) -> None:
    reference = newest(database).reference
    with database.write():
        receive(reference, newest(database).version, clerk, Brought("post", office_clock.today()))
    before = client.get(tracker.address).part(".standing")
    with database.write():
        course_service.start_review(reference, newest(database).version, clerk)
    assert client.get(tracker.address).part(".standing") == before
    until = office_clock.today() + dt.timedelta(days=3)
    with database.write():
        course_service.rest(reference, newest(database).version, clerk, until, "Czekam na sąd.")
    resting = client.get(tracker.address)
    assert resting.part(".standing") == before
    assert "sąd" not in resting.words


@pytest.mark.usefixtures("tracker")
def test_exactly_the_asked_documents_stand_there_in_the_clerks_words(
    client: StrictClient, database: Database, clerk: Actor, outbox: Mailbox
) -> None:
    page = client.get(asked(database, clerk), headers={"Accept-Language": "en"})
    assert page.parts(".asked blockquote") == list(ITEMS.values())
    assert len(page.document.select("input[type=file]")) == 2
    assert "Please send them by" in page.words
    assert "our own time stands" in page.words
    assert newest(database).reference in page.part("#documents-form + h3 + p")
    mail = outbox.last(name="registration_documents")
    assert all(words in mail.text for words in ITEMS.values())


@pytest.mark.usefixtures("tracker")
def test_files_come_one_document_after_the_other_and_then_the_check_goes_on(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk))
    first = sent(client, page, {"file-regon_certificate": [scan(10), scan(20, "druga.png")]}, follow=True)
    assert newest(database).state == "awaiting_documents"
    assert len(first.document.select("input[type=file]")) == 1
    assert len(first.document.select(".asked-come")) == 1
    second = sent(client, first, {"file-krs_extract": scan(30)}, follow=True)
    row = newest(database)
    assert (row.state, row.reviewer, row.promise_stops[-1][1] is not None) == ("in_review", clerk.id, True)
    assert not second.document.select("input[type=file]")
    assert database.count(CaseScan) == 3
    assert set(database.all(select(Delivery.channel))) == {"post", "tracker"}
    events = database.all(select(History.actor).where(History.event == "registration.add_papers"))
    assert set(events) == {f"applicant:{row.id}"}


@pytest.mark.usefixtures("tracker")
def test_a_file_that_is_refused_says_why_and_the_others_are_taken_in(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk))
    files = {"file-krs_extract": [(io.BytesIO(b"MZ program"), "odpis.pdf"), scan(40)]}
    shown = sent(client, page, files, follow=True)
    assert "Plik odpis.pdf nie został przyjęty. Przyjmujemy tylko pliki" in shown.words
    assert database.count(CaseScan) == 1


@pytest.mark.usefixtures("tracker")
def test_nothing_but_refused_files_is_no_delivery(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk))
    answer = sent(client, page, {"file-krs_extract": (io.BytesIO(b""), "pusty.pdf")})
    assert answer.status_code == 422
    assert "pusty.pdf" in answer.part("[role=alert]")
    assert (database.count(Delivery), newest(database).state) == (1, "awaiting_documents")
    assert client.press(page, step="documents").status_code == 422


@pytest.mark.usefixtures("tracker")
def test_too_many_files_at_once_are_said_and_none_is_taken_in(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk), headers={"Accept-Language": "en"})
    files = {"file-krs_extract": [scan(shade) for shade in range(20)], "file-regon_certificate": scan(200)}
    answer = sent(client, page, files)
    assert answer.status_code == 422
    assert "21" in answer.part(".notice-danger li")
    assert "20" in answer.part(".notice-danger li")
    assert (database.count(CaseScan), newest(database).state) == (0, "awaiting_documents")


@pytest.mark.usefixtures("tracker")
def test_the_same_file_again_is_named_and_not_stored_twice(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk))
    page = sent(client, page, {"file-krs_extract": scan(50)}, follow=True)
    answer = sent(client, page, {"file-regon_certificate": scan(50)})
    assert answer.status_code == 422
    assert database.count(CaseScan) == 1


@pytest.mark.usefixtures("tracker")
def test_a_page_that_is_old_is_told_so_and_nothing_comes_to_the_wrong_place(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk))
    reference = newest(database).reference
    with database.write():
        request_service.review_now(reference, newest(database).version, clerk, None)
    answer = sent(client, page, {"file-krs_extract": scan(60)})
    assert (answer.status_code, database.count(CaseScan)) == (409, 0)
    assert not answer.document.select("input[type=file]")


@pytest.mark.usefixtures("tracker")
def test_a_document_nobody_asked_for_is_not_taken(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    page = client.get(asked(database, clerk))
    fields = {
        one.attr("name"): one.attr("value")
        for one in page.document.select("#documents-form input[type=hidden]")
    }
    answer = client.post(f"{page.address}/documents", data={**fields, "file-other": scan(70)})
    assert (answer.status_code, database.count(CaseScan)) == (409, 0)


@pytest.mark.usefixtures("tracker")
def test_a_stranger_sends_nothing(
    new_client: Callable[..., StrictClient], database: Database, clerk: Actor
) -> None:
    address = asked(database, clerk)
    stranger = new_client()
    token = stranger.get("/track").document.select("input[name=csrf_token]")[0].attr("value")
    answer = stranger.post(f"{address}/documents", data={"csrf_token": token, "file-krs_extract": scan(80)})
    assert answer.status_code == 303
    assert database.count(CaseScan) == 0


@pytest.mark.usefixtures("tracker")
def test_an_institution_withdraws(client: StrictClient, database: Database, clerk: Actor) -> None:
    page = client.get(asked(database, clerk))
    gone = client.press(page, step="withdraw", follow=True)
    assert newest(database).state == "withdrawn"
    assert not gone.document.select("#documents-form")


def test_confirming_the_address_is_no_step_and_leads_to_the_tracker(
    tracker: Page, client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    row = newest(database)
    assert (row.state, row.email_proved_at is not None) == ("announced", True)
    assert tracker.address == f"/track/{row.reference}"
    events = database.all(select(History.event).order_by(History.number))
    assert events == ["registration.submit", "registration.confirm_email"]
    assert client.get(outbox.last(name=MAIL).link).status_code == 410


def test_an_address_can_be_proved_after_the_papers_have_come(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, clerk: Actor
) -> None:
    office.regulations()
    send(client)
    with database.write():
        receive(newest(database).reference, 1, clerk, Brought("post", office_clock.today()))
    client.press(client.get(outbox.last(name=MAIL).link), step="confirm_email", follow=True)
    row = newest(database)
    assert (row.state, row.email_proved_at is not None) == ("received", True)


@pytest.mark.parametrize("papers_came", [False, True])
def test_who_did_not_apply_ends_what_is_only_announced_and_else_takes_back_the_address(
    client: StrictClient, office: Office, outbox: Mailbox, clerk: Actor, *, papers_came: bool
) -> None:
    database = office.database
    office.regulations()
    send(client)
    link = outbox.last(name=MAIL).link
    if papers_came:
        with database.write():
            receive(newest(database).reference, 1, clerk, Brought("post", office_clock.today()))
    answer = client.press(client.get(link), step="disown")
    assert answer.headers["Location"] == "/confirm/disowned"
    row = newest(database)
    assert (row.state, row.email) == (("received", None) if papers_came else ("withdrawn", row.email))
    last = database.all(select(History).order_by(History.number))[-1]
    assert (last.event, last.data.get("disowned")) == (
        ("registration.disown", None) if papers_came else ("registration.withdraw", True)
    )
    assert client.get(link).status_code in {404, 410}


def test_a_disowned_application_does_not_say_that_its_applicant_withdrew_it(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    office.regulations()
    send(client)
    code = outbox.last(name=MAIL).row.secrets["code"]
    client.press(client.get(outbox.last(name=MAIL).link), step="disown")
    page = client.get("/track")
    reference = newest(database).reference
    shown = client.press(page, step="track", follow=True, reference=reference, code=code)
    english = client.get(shown.address, headers={"Accept-Language": "en"})
    assert "The holder of the e-mail address said" in english.words
    assert "You withdrew" not in english.words


def test_a_corrected_address_is_not_proved_by_the_link_to_the_other(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, clerk: Actor
) -> None:
    office.regulations()
    send(client)
    reference = newest(database).reference
    with database.write():
        receive(reference, 1, clerk, Brought("post", office_clock.today()))
    with database.write():
        edit_service.edit(reference, 2, clerk, {"email": "inny@example.com"})
    assert client.get(outbox.last(name=MAIL).link).status_code == 404


@pytest.mark.usefixtures("tracker")
def test_the_page_of_an_institution_needs_few_statements(
    client: StrictClient, database: Database, clerk: Actor
) -> None:
    address = asked(database, clerk)
    with database.statements() as statements:
        client.get(address)
    assert len(statements) <= 8


def test_the_office_writes_down_a_code_that_opens_the_tracker_of_bare_papers(
    client: StrictClient, office: Office, database: Database, clerk: Actor
) -> None:
    office.regulations()
    given = paper_cases.firma(office).given
    lodged = institution_service.Lodged("form", given, Brought("person", office_clock.today()))
    with database.write():
        reference, code = institution_service.lodge(lodged, clerk)
    assert code is not None
    shown = client.press(client.get("/track"), step="track", follow=True, reference=reference, code=code)
    english = client.get(shown.address, headers={"Accept-Language": "en"})
    assert "our office opened this application for them" in english.words
    with database.app.app_context():
        assert database.one(select(Registration.code_digest)) == code_digest(reference, code)
    assert database.count(Document) == 0
