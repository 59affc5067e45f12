"""The link that proves the address: one time, 24 hours, never by merely opening it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.foundation.clock import Clock
from app.registrations import timers
from app.registrations.models import Registration
from tests.registrations.applying import MAIL, Applicant, customer, proved, row_of, send, stranger
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture
def nina(client: StrictClient, office: Office) -> Applicant:
    """Somebody who has sent the form and not yet opened the link."""
    office.regulations()
    person = stranger()
    send(client, person)
    return person


def link_of(outbox: Mailbox, person: Applicant) -> str:
    """Return the path of the newest link sent to somebody."""
    return outbox.last(to=person.email, name=MAIL).link


def test_opening_the_link_changes_nothing(
    nina: Applicant, new_client: Callable[..., StrictClient], database: Database, outbox: Mailbox
) -> None:
    before = database.get(Registration, row_of(database, nina).id)
    page = new_client().get(link_of(outbox, nina))
    assert {"confirm_email", "disown"} <= set(page.steps)
    assert before.reference in page.words
    assert "Nina" not in page.words
    after = database.get(Registration, before.id)
    assert (after.state, after.version) == ("submitted", before.version)


def test_the_button_proves_the_address_and_opens_the_tracker(
    nina: Applicant, new_client: Callable[..., StrictClient], database: Database, outbox: Mailbox
) -> None:
    reader = new_client()
    page = reader.press(reader.get(link_of(outbox, nina)), step="confirm_email", follow=True)
    row = row_of(database, nina)
    assert page.address == f"/track/{row.reference}"
    assert row.state == "needs_review"
    assert row.email_proved_at is not None
    mail = outbox.last(to=nina.email, name="registration_checking")
    assert row.reference in mail.subject


def test_a_link_works_once(
    nina: Applicant, new_client: Callable[..., StrictClient], database: Database, outbox: Mailbox
) -> None:
    reader, link = new_client(), link_of(outbox, nina)
    page = reader.get(link)
    reader.press(page, step="confirm_email")
    version = row_of(database, nina).version
    again = reader.get(link)
    assert again.status_code == 410
    assert again.document.select("a[href='/track']")
    assert reader.press(page, step="confirm_email").status_code == 410
    assert reader.press(page, step="disown").status_code == 410
    assert row_of(database, nina).version == version


def test_fifty_presses_at_once_prove_the_address_once(
    nina: Applicant, new_client: Callable[..., StrictClient], database: Database, outbox: Mailbox
) -> None:
    link = link_of(outbox, nina)

    def press(_turn: int) -> int:
        reader = new_client()
        page = reader.get(link)
        return reader.press(page, step="confirm_email").status_code if page.status_code == 200 else 410

    with ThreadPoolExecutor(10) as hands:
        answers = list(hands.map(press, range(50)))
    assert sorted(set(answers)) == [303, 410]
    assert answers.count(303) == 1
    steps = database.all(select(History.event).where(History.event == "registration.confirm_email"))
    assert len(steps) == 1
    assert len(outbox(to=nina.email, name="registration_checking")) == 1


@pytest.mark.parametrize("is_swept", [False, True])
def test_an_old_link_says_so_and_leads_to_the_form(
    nina: Applicant,
    client: StrictClient,
    database: Database,
    clock: Clock,
    *,
    is_swept: bool,
) -> None:
    outbox = Mailbox(database)
    link = link_of(outbox, nina)
    clock.advance(dt.timedelta(hours=24))
    if is_swept:
        with database.write():
            assert timers.expire() == 1
    page = client.get(link)
    assert page.status_code == 410
    assert page.document.select("main a[href='/apply']")
    assert row_of(database, nina).state == ("expired" if is_swept else "submitted")
    assert outbox(to=nina.email, name="registration_expired") == []  # the address was never proved


@pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "ą" * 20, "x" * 300])
def test_a_malformed_link_is_answered_in_the_readers_words(
    client: StrictClient, office: Office, token: str
) -> None:
    office.regulations()
    page = client.get(f"/confirm/{token}", headers={"Accept-Language": "en"})
    assert page.status_code == 404
    assert page.heading == "This link is not valid"
    assert page.document.select("a[href='/track']")


def test_a_nul_in_a_link_names_no_page(client: StrictClient) -> None:
    assert client.get("/confirm/%00").status_code == 404


def test_the_holder_of_the_address_can_say_that_it_was_not_he(
    nina: Applicant, new_client: Callable[..., StrictClient], database: Database, outbox: Mailbox
) -> None:
    reader, link = new_client(), link_of(outbox, nina)
    page = reader.press(reader.get(link), step="disown", follow=True)
    assert page.status_code == 200
    assert row_of(database, nina).state == "withdrawn"
    assert [mail.name for mail in outbox(to=nina.email)] == [MAIL]
    assert reader.get(link).status_code == 410


def test_a_new_message_makes_the_old_link_and_code_void(
    nina: Applicant, client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    row, old = row_of(database, nina), outbox.last(to=nina.email, name=MAIL)
    page = client.get(f"/apply/sent/{row.reference}")
    client.press(page, step="resend", follow=True)
    new = outbox.last(to=nina.email, name=MAIL)
    assert new.link != old.link
    assert client.get(old.link).status_code == 404
    wrong = client.press(
        client.get("/track"), step="track", reference=row.reference, code=old.row.secrets["code"]
    )
    assert wrong.status_code == 422
    right = client.press(
        client.get("/track"), step="track", reference=row.reference, code=new.row.secrets["code"], follow=True
    )
    assert right.address == f"/track/{row.reference}"
    assert client.get(new.link).status_code == 200


def test_a_wrong_address_is_corrected_in_the_browser_that_sent_it(
    nina: Applicant, client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    row = row_of(database, nina)
    page = client.get(f"/apply/sent/{row.reference}")
    wrong = client.press(page, step="correct_email", email="nina")
    assert (wrong.status_code, list(wrong.errors)) == (422, ["email"])
    page = client.press(page, step="correct_email", email="nina.right@example.com", follow=True)
    assert "nina.right@example.com" in page.words
    assert outbox.last(to="nina.right@example.com", name=MAIL).link != link_of(outbox, nina)
    assert database.get(Registration, row.id).email == "nina.right@example.com"
    assert client.get(link_of(outbox, nina)).status_code == 404


def test_the_page_after_sending_is_for_the_browser_that_sent(
    nina: Applicant, new_client: Callable[..., StrictClient], database: Database
) -> None:
    stranger_there = new_client()
    mine = stranger_there.get(f"/apply/sent/{row_of(database, nina).reference}")
    none = stranger_there.get("/apply/sent/EB-2222-2222-22")
    assert (mine.status_code, none.status_code) == (404, 404)
    assert mine.words.replace(mine.address, "") == none.words.replace(none.address, "") or (
        mine.heading == none.heading
    )


def test_a_proved_address_cannot_be_corrected(
    nina: Applicant, client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    row = row_of(database, nina)
    page = client.get(f"/apply/sent/{row.reference}")
    client.press(client.get(link_of(outbox, nina)), step="confirm_email")
    late = client.press(page, step="correct_email", email="other@example.com")
    assert late.status_code == 409
    assert database.get(Registration, row.id).email == nina.email
    assert not {"resend", "correct_email"} & set(client.get(f"/apply/sent/{row.reference}").steps)


def test_a_logged_in_customer_can_confirm_and_follow(
    office: Office,
    anna: Person,
    new_client: Callable[..., StrictClient],
    outbox: Mailbox,
    database: Database,
) -> None:
    person, hand = customer(office, "Anna", "Druga"), new_client(anna)
    page = proved(hand, outbox, person)
    assert page.address == f"/track/{row_of(database, person).reference}"


def test_statements_of_the_confirmation(
    nina: Applicant, client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    page = client.get(link_of(outbox, nina))
    with database.statements() as sent:
        client.press(page, step="confirm_email")
    assert len(sent) <= 11


def test_new_messages_are_not_sent_without_end(
    nina: Applicant, client: StrictClient, database: Database
) -> None:
    page = client.get(f"/apply/sent/{row_of(database, nina).reference}")
    answers = [client.press(page, step="resend").status_code for _turn in range(7)]
    assert answers == [303] * 6 + [429]
