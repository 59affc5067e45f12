"""The tracker: what an applicant sees and does without an account, and what nobody else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select
from stdnum.iso7064 import mod_97_10

from app.audit.models import History
from app.foundation.actor import SYSTEM, Actor
from app.foundation.calendar import add_working_days
from app.foundation.clock import Clock, today
from app.registrations.models import RegistrationMessage
from app.registrations.reasons import reason_text
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire
from tests.registrations.applying import MAIL, Applicant, proved, row_of, send, stranger
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

UNKNOWN = f"EB-2222-2222-{mod_97_10.calc_check_digits('EB22222222')}"
QUESTION = "Czy zmieniła Pani nazwisko?"


def clerk(person: Person) -> Actor:
    """Return a member of staff as services see him."""
    return Actor(account_id=person.account_id, is_staff=True, name=person.name, roles=person.roles)


def step(database: Database, person: Applicant, order: Order) -> None:
    """Let the office take a step on somebody's application."""
    row = row_of(database, person)
    with database.write():
        fire(REGISTRATION, row.id, row.version, order)


def ask(database: Database, person: Applicant, celina: Person, text: str = QUESTION) -> None:
    """Let a clerk ask a question."""
    step(database, person, Order("ask", clerk(celina)))
    row = row_of(database, person)
    message = {
        "kind": "question",
        "text": text,
        "author": f"staff:{celina.account_id}",
        "at": row.state_since,
    }
    with database.write() as session:
        session.execute(insert(RegistrationMessage).values(registration_id=row.id, **message))


@pytest.fixture
def nina(office: Office) -> Applicant:
    """Somebody who will apply."""
    office.regulations()
    return stranger()


@pytest.fixture
def tracker(nina: Applicant, client: StrictClient, outbox: Mailbox) -> Page:
    """The tracker of an application whose address is proved."""
    return proved(client, outbox, nina)


def open_by_code(hand: StrictClient, reference: str, code: str, *, follow: bool = True) -> Page:
    """Type reference and code."""
    return hand.press(hand.get("/track"), step="track", follow=follow, reference=reference, code=code)


def test_reference_and_code_open_the_tracker_however_they_are_typed(
    nina: Applicant,
    client: StrictClient,
    new_client: Callable[..., StrictClient],
    outbox: Mailbox,
    database: Database,
) -> None:
    send(client, nina)
    reference, code = row_of(database, nina).reference, outbox.last(name=MAIL).row.secrets["code"]
    for typed, said in (
        (reference, code),
        (reference.lower().replace("-", " "), f" {code[:4].lower()} {code[4:]}"),
    ):
        assert open_by_code(new_client(), typed, said).address == f"/track/{reference}"


def test_wrong_code_and_unknown_reference_get_one_answer(
    nina: Applicant, client: StrictClient, new_client: Callable[..., StrictClient], database: Database
) -> None:
    send(client, nina)
    hand = new_client()
    wrong = open_by_code(hand, row_of(database, nina).reference, "AAAA2222")
    unknown = open_by_code(hand, UNKNOWN, "AAAA2222")
    assert (wrong.status_code, wrong.errors) == (unknown.status_code, unknown.errors)
    assert list(wrong.errors) == ["code"]
    assert hand.get(f"/track/{row_of(database, nina).reference}").status_code == 303


def test_a_mistyped_reference_is_named_before_anything_is_looked_up(
    client: StrictClient, database: Database, office: Office
) -> None:
    office.regulations()
    page = client.get("/track")
    with database.statements() as sent:
        answer = client.press(page, step="track", reference="EB-2222-2222-22", code="AAAA2222")
    assert list(answer.errors) == ["reference"]
    assert not any("registration" in sql for sql in sent)


def test_guessing_is_slowed(nina: Applicant, client: StrictClient, database: Database) -> None:
    send(client, nina)
    reference = row_of(database, nina).reference
    answers = [open_by_code(client, reference, f"AAAA22{turn:02d}").status_code for turn in range(11)]
    assert answers == [422] * 10 + [429]


def test_the_way_in_knows_which_application_was_asked_for(client: StrictClient) -> None:
    page = client.follow(client.get(f"/track/{UNKNOWN}"))
    assert page.document.select(f"input[value='{UNKNOWN}']")


def test_nobody_follows_anothers_application(
    tracker: Page,
    nina: Applicant,
    new_client: Callable[..., StrictClient],
    outbox: Mailbox,
    database: Database,
) -> None:
    other, hand = stranger(serial=901), new_client()
    mine = proved(hand, outbox, other)
    assert mine.status_code == 200
    theirs, none = hand.get(tracker.address), hand.get(f"/track/{UNKNOWN}")
    assert (theirs.status_code, theirs.heading) == (none.status_code, none.heading) == (404, theirs.heading)
    mark = mine.document.select("input[name=mark]")[0].attr("value")
    token = mine.document.select("input[name=csrf_token]")[0].attr("value")
    data = {"mark": mark, "csrf_token": token, "text": "x"}
    for act in ("answer", "withdraw"):
        assert hand.post(f"{tracker.address}/{act}", data=data).status_code == 404
    assert row_of(database, nina).state == "needs_review"


def test_leaving_forgets(tracker: Page, client: StrictClient) -> None:
    client.press(tracker, step="leave", follow=True)
    assert client.get(tracker.address).status_code == 303
    reference = tracker.address.removeprefix("/track/")
    assert client.get(f"/apply/sent/{reference}").status_code == 404
    assert reference not in client.get("/apply").text


def test_the_tracker_closes_by_itself(tracker: Page, client: StrictClient, clock: Clock) -> None:
    clock.advance(dt.timedelta(hours=2, minutes=1))
    assert client.get(tracker.address).status_code == 303


def test_it_says_whose_move_it_is_and_by_when(tracker: Page, client: StrictClient) -> None:
    page = client.get(tracker.address, headers={"Accept-Language": "en"})
    assert "Our turn" in page.words
    promised = add_working_days(today(), 2)
    assert f"{promised.day}" in page.part(".standing strong")


def test_a_broken_promise_is_owned_up_to(
    tracker: Page, nina: Applicant, new_client: Callable[..., StrictClient], clock: Clock, outbox: Mailbox
) -> None:
    clock.advance(dt.timedelta(days=10))
    hand = new_client()
    code = outbox.last(to=nina.email, name=MAIL).row.secrets["code"]
    page = open_by_code(hand, tracker.address.removeprefix("/track/"), code)
    assert page.document.select(".standing strong")
    assert page.address == tracker.address


def test_steps_inside_the_office_do_not_show(
    tracker: Page, nina: Applicant, client: StrictClient, database: Database
) -> None:
    before = client.get(tracker.address)
    version = row_of(database, nina).version
    step(database, nina, Order("rematch", SYSTEM))
    after = client.get(tracker.address)
    assert row_of(database, nina).version == version + 1
    assert after.words == before.words
    assert _hidden(after) == _hidden(before)


def _hidden(page: Page) -> list[tuple[str | None, str | None]]:
    found = page.document.select("input[type=hidden]")
    return [(one.attr("name"), one.attr("value")) for one in found if one.attr("name") != "csrf_token"]


def test_a_question_is_answered(
    tracker: Page,
    nina: Applicant,
    client: StrictClient,
    database: Database,
    celina: Person,
) -> None:
    outbox = Mailbox(database)
    ask(database, nina, celina)
    mail = outbox.last(to=nina.email, name="registration_question")
    assert QUESTION not in mail.text + mail.html
    page = client.get(tracker.address)
    assert QUESTION in page.words
    assert celina.name not in page.words
    empty = client.press(page, step="answer", text=" ")
    assert (empty.status_code, list(empty.errors)) == (422, ["text"])
    done = client.press(page, step="answer", text="Tak, w maju.\nTo moje panieńskie.", follow=True)
    assert "Tak, w maju." in done.words
    assert row_of(database, nina).state == "needs_review"
    kinds = database.all(select(RegistrationMessage.kind).order_by(RegistrationMessage.id))
    assert kinds == ["question", "answer"]
    assert len(outbox(to=nina.email, name="registration_checking")) == 2


def test_an_answer_to_a_question_taken_back_is_not_lost(
    tracker: Page, nina: Applicant, client: StrictClient, database: Database, celina: Person
) -> None:
    ask(database, nina, celina)
    page = client.get(tracker.address)
    step(database, nina, Order("recall", clerk(celina)))
    late = client.press(page, step="answer", text="Tak, w maju.")
    assert late.status_code == 409
    assert "Tak, w maju." in late.words
    assert celina.name not in late.words
    assert database.count(RegistrationMessage, RegistrationMessage.kind == "answer") == 0


def test_an_answer_to_an_earlier_question_waits_for_the_reader(
    tracker: Page, nina: Applicant, client: StrictClient, database: Database, celina: Person
) -> None:
    ask(database, nina, celina)
    page = client.get(tracker.address)
    step(database, nina, Order("recall", clerk(celina)))
    ask(database, nina, celina, "A adres?")
    late = client.press(page, step="answer", text="Tak, w maju.")
    assert late.status_code == 409
    assert "A adres?" in late.words
    assert "Tak, w maju." in late.text
    assert client.press(late, step="answer").status_code == 303


def test_steps_inside_the_office_do_not_stop_the_applicant(
    tracker: Page, nina: Applicant, client: StrictClient, database: Database
) -> None:
    step(database, nina, Order("rematch", SYSTEM))
    done = client.press(tracker, step="withdraw", follow=True)
    assert row_of(database, nina).state == "withdrawn"
    assert "withdraw" not in done.steps


def test_withdrawing_ends_it_and_is_written_down(
    tracker: Page, nina: Applicant, client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    done = client.press(tracker, step="withdraw", follow=True)
    assert "withdraw" not in done.steps
    assert row_of(database, nina).state == "withdrawn"
    assert row_of(database, nina).reference in outbox.last(name="registration_withdrawn").subject
    again = client.press(tracker, step="withdraw")
    assert again.status_code == 409


def test_a_rejection_says_why(
    tracker: Page, nina: Applicant, client: StrictClient, database: Database, celina: Person
) -> None:
    outbox = Mailbox(database)
    reason = reason_text("not_entitled", "Umowa jest na męża.")
    step(database, nina, Order("reject", clerk(celina), reason=reason))
    page = client.get(tracker.address, headers={"Accept-Language": "en"})
    assert "The agreement is with another person" in page.words
    assert "Umowa jest na męża." in page.words
    assert "Umowa jest na męża." in outbox.last(to=nina.email, name="registration_rejected").text
    assert celina.name not in page.words


def test_statements_of_the_tracker(tracker: Page, client: StrictClient, database: Database) -> None:
    with database.statements() as sent:
        client.get(tracker.address)
    assert len(sent) <= 5
    assert database.count(History) == 2
