"""The clerk's steps: each is taken from its page, in at most six statements, and refused in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import History, HistoryPrivate
from app.foundation.clock import Clock
from app.registrations import tally
from app.registrations.models import RegistrationMessage
from tests.registrations.desk_cases import Case, admin, case, clerk, customer, row_of
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

MORNING = dt.datetime(2026, 11, 3, 8, 0, tzinfo=dt.UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    """An ordinary working day; the menu's counts are of another database."""
    clock.set(MORNING)
    tally.kept.forget()


@pytest.fixture
def celina(office: Office) -> Person:
    """A clerk who reads English."""
    return clerk(office)


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], celina: Person) -> StrictClient:
    """The clerk's browser."""
    return new_client(celina)


def take(desk: StrictClient, one: Case, step: str, **fields: Any) -> Page:
    """Press the button of a step on the page of an application; return the page that follows."""
    return desk.press(desk.get(one.desk), step=step, follow=True, **fields)


def test_a_question_goes_to_the_applicant_in_his_language(
    desk: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    one = case(office, customer(office), language="pl")
    page = take(desk, one, "ask", phrase="which_invoice", text="Proszę o skan.")
    row = row_of(office, one)
    assert row.state == "awaiting_applicant"
    assert row.term_until == dt.datetime(2026, 11, 17, 23, 0, tzinfo=dt.UTC)
    assert "waiting until 17/11/2026" in page.words
    message = database.one(select(RegistrationMessage))
    assert (message.kind, message.text.endswith("\n\nProszę o skan.")) == ("question", True)
    assert outbox.last(to=one.email).name == "registration_question"


def test_a_question_needs_words_and_what_was_chosen_stays(desk: StrictClient, office: Office) -> None:
    one = case(office, customer(office))
    page = take(desk, one, "ask", text="")
    assert page.status_code == 422
    assert page.errors == {"text": "Error: Please choose a prepared question or write one."}
    assert row_of(office, one).state == "needs_review"


def test_the_answer_of_a_caller_brings_it_back(
    desk: StrictClient, office: Office, database: Database
) -> None:
    one = case(office, customer(office))
    take(desk, one, "ask", text="Which invoice?")
    page = take(desk, one, "answer", answer="By telephone: R/2026/10/7.")
    assert row_of(office, one).state == "needs_review"
    assert "By telephone: R/2026/10/7." in page.words
    kinds = database.all(select(RegistrationMessage.kind).order_by(RegistrationMessage.id))
    assert kinds == ["question", "answer"]


def test_more_time_begins_today(
    new_client: Callable[..., StrictClient], celina: Person, office: Office, clock: Clock
) -> None:
    one = case(office, customer(office))
    take(new_client(celina), one, "ask", text="Which invoice?")
    clock.set(MORNING + dt.timedelta(days=3))
    page = take(new_client(celina), one, "extend", reason="Is abroad.")
    assert row_of(office, one).term_until == dt.datetime(2026, 11, 20, 23, 0, tzinfo=dt.UTC)
    assert "Is abroad." in page.words


def test_a_question_is_taken_back(desk: StrictClient, office: Office) -> None:
    one = case(office, customer(office))
    take(desk, one, "ask", text="Which invoice?")
    take(desk, one, "recall")
    assert row_of(office, one).state == "needs_review"


def test_rejection_names_a_reason_of_the_list(desk: StrictClient, office: Office, outbox: Mailbox) -> None:
    one = case(office, customer(office))
    refused = take(desk, one, "reject", code="", text="")
    assert refused.errors == {"code": "Error: Please choose the reason."}
    assert take(desk, one, "reject", code="other").errors["text"] == "Error: Please write what the reason is."
    page = take(desk, one, "reject", code="data_differ", text="The PESEL is another person's.")
    assert row_of(office, one).state == "rejected"
    assert "Data differ from ours. The PESEL is another person's." in page.words
    assert "The PESEL is another person's." in outbox.last(to=one.email, name="registration_rejected").text


def test_withdrawal_says_how_the_applicant_asked(
    desk: StrictClient, office: Office, database: Database
) -> None:
    one = case(office, customer(office))
    assert take(desk, one, "withdraw").status_code == 422
    take(desk, one, "withdraw", reason="By telephone today.")
    assert row_of(office, one).state == "withdrawn"
    kept = select(HistoryPrivate.content).join(History).where(History.event == "registration.withdraw")
    assert database.one(kept) == {"reason": "By telephone today."}


def test_an_ended_application_has_no_steps(desk: StrictClient, office: Office) -> None:
    page = desk.get(case(office, customer(office), state="rejected").desk)
    assert set(page.steps) == {"language", "logout", "note"}


def test_a_step_that_is_not_open_says_why(desk: StrictClient, office: Office) -> None:
    one = case(office, customer(office))
    page = desk.get(one.desk)
    token = page.document.select_one("input[name=csrf_token]").attr("value")  # type: ignore[union-attr]  # there
    answer = desk.post(f"{one.desk}/recall", data={"csrf_token": token, "version": "1"})
    assert answer.status_code == 409
    assert "This step is not open now." in answer.words


def test_an_admin_cannot_take_a_clerks_step(new_client: Callable[..., StrictClient], office: Office) -> None:
    one = case(office, customer(office))
    hers = new_client(admin(office))
    page = hers.get(one.desk)
    token = page.document.select_one("input[name=csrf_token]").attr("value")  # type: ignore[union-attr]  # there
    assert hers.post(f"{one.desk}/verify", data={"csrf_token": token, "version": "1"}).status_code == 404
    assert row_of(office, one).state == "needs_review"


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("verify", {}),
        ("ask", {"text": "Which invoice?"}),
        ("reject", {"code": "data_differ"}),
        ("withdraw", {"reason": "By telephone."}),
        ("note", {"note": "Seen."}),
    ],
)
def test_a_step_takes_six_statements(
    desk: StrictClient, office: Office, database: Database, step: str, fields: dict[str, Any]
) -> None:
    one = case(office, customer(office))
    page = desk.get(one.desk)
    with database.statements() as seen:
        answer = desk.press(page, step=step, **fields)
    assert answer.status_code == 303
    assert len(seen) - 1 <= 6, "\n".join(seen)  # one before it: who is asking
