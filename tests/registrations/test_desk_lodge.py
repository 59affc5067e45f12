"""The counter: an application for somebody without internet, its receipt, the address proved on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.customers.models import Customer
from app.registrations import tally
from app.registrations.keys import code_digest
from app.registrations.models import Registration
from app.regulations.models import Acceptance
from tests.registrations.desk_cases import clerk, customer
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

GIVEN = {
    "identity_seen": "identity_card",
    "first_name": "Anna",
    "last_name": "Testowa",
    "codes_by": "letter",
    "accepted": "y",
}


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def both(office: Office) -> Person:
    """A clerk who is an admin too."""
    office.regulations()
    return clerk(office, "Barbara Oboje", Role.CLERK, Role.ADMIN)


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], both: Person) -> StrictClient:
    """The browser at the counter."""
    return new_client(both)


def lodge(desk: StrictClient, office: Office, **fields: Any) -> Page:
    """Fill in the form of the counter with a customer's number; return the page that follows."""
    typed = {**GIVEN, "customer_no": _customer_no(office, customer(office)), **fields}
    return desk.press(desk.get("/desk/lodge"), "Take the application in", follow=True, **typed)


def _customer_no(office: Office, about: int) -> str:
    return str(office.database.get(Customer, about).customer_no)


def row(database: Database) -> Registration:
    """Return the only application."""
    return database.one(select(Registration))  # type: ignore[no-any-return]  # the object


def test_lodged_application_is_to_be_checked_and_its_receipt_printed(
    desk: StrictClient, office: Office, database: Database, both: Person
) -> None:
    page = lodge(desk, office)
    made = row(database)
    assert (made.state, made.channel, made.codes_by) == ("needs_review", "counter", "letter")
    assert made.identity_seen == "identity_card"
    assert page.heading == "Receipt of an application"
    assert made.reference in page.words
    code = page.parts(".receipt-figure")[1]
    with database.app.app_context():
        assert made.code_digest == code_digest(made.reference, code)
    first = database.all(select(History).where(History.subject_kind == "registration"))[0]
    assert (first.event, first.actor) == ("registration.lodge", f"staff:{both.account_id}")
    assert database.count(Acceptance, Acceptance.registration_id == made.id) == 1


def test_what_is_missing_is_said_at_the_field_and_what_was_typed_stays(desk: StrictClient) -> None:
    page = desk.press(
        desk.get("/desk/lodge"),
        "Take the application in",
        first_name="Anna",
        codes_by="mail",
        customer_no="12",
    )
    assert page.status_code == 422
    assert set(page.errors) == {"identity_seen", "last_name", "customer_no", "email", "accepted"}
    assert page.document.select_one("#first_name").attr("value") == "Anna"  # type: ignore[union-attr]  # it is there


def test_codes_by_mail_need_an_address(desk: StrictClient, office: Office) -> None:
    assert lodge(desk, office, codes_by="mail").errors.keys() == {"email"}


def test_the_same_form_sent_twice_makes_one_application(
    desk: StrictClient, office: Office, database: Database
) -> None:
    page = desk.get("/desk/lodge")
    fields: dict[str, Any] = {**GIVEN, "customer_no": _customer_no(office, customer(office))}
    first = desk.press(page, "Take the application in", **fields)
    second = desk.press(page, "Take the application in", **fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert database.count(Registration) == 1


def test_who_lodged_may_not_activate(desk: StrictClient, office: Office, database: Database) -> None:
    lodge(desk, office)
    desk.press(desk.get(f"/desk/applications/{row(database).reference}"), step="verify")
    words = desk.get(f"/admin/activations/{row(database).reference}").words
    assert "Another person must do this, because you have already worked on this case." in words


def test_a_receipt_can_be_printed_again_with_a_new_code(
    desk: StrictClient, office: Office, database: Database
) -> None:
    lodge(desk, office)
    before = row(database).code_digest
    address = f"/desk/applications/{row(database).reference}"
    page = desk.press(desk.get(address), step="receipt", follow=True)
    assert len(page.parts(".receipt-figure")) == 2
    assert row(database).code_digest != before


def test_the_address_is_proved_by_the_code_read_out(
    desk: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    lodge(desk, office, codes_by="mail", email="anna@example.com")
    address = f"/desk/applications/{row(database).reference}"
    first = outbox.last(to="anna@example.com", name="counter_code")
    page = desk.press(desk.get(address), step="send_code", follow=True)
    assert outbox.last(to="anna@example.com", name="counter_code").text != first.text
    code = outbox.last(to="anna@example.com", name="counter_code").find(r"\n\s*(\w{4}\s\w{4})\s*\n")
    wrong = desk.press(page, step="prove_email", follow=True, typed="22222222")
    assert "This is not the code we sent." in wrong.words
    assert row(database).email_proved_at is None
    right = desk.press(wrong, step="prove_email", follow=True, typed=code.lower())
    assert "The e-mail address is confirmed." in right.words
    assert row(database).email_proved_at is not None


def test_an_address_that_cannot_be_proved_gives_way_to_a_letter(
    desk: StrictClient, office: Office, database: Database
) -> None:
    lodge(desk, office, codes_by="mail", email="anna@example.com")
    desk.press(desk.get(f"/desk/applications/{row(database).reference}"), step="codes_by_letter")
    assert row(database).codes_by == "letter"
