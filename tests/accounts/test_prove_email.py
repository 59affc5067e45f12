"""The first login of an institution's administrator: the e-mail address is proved, or other pages wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app.accounts import codes, opening
from app.accounts.models import Account
from app.audit.models import History
from app.customers import access
from app.foundation.actor import SYSTEM
from tests.accounts.ways import GOOD, log_in
from tests.registrations import paper_cases
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

NewClient = Callable[..., StrictClient]
GATE = "/prove-email"


@dataclass(frozen=True)
class Administrator:
    """The first user of an institution, whose codes are on their way."""

    account_id: int
    customer_id: int
    identifier: str
    pin: str
    email: str


@pytest.fixture
def administrator(office: Office, database: Database, outbox: Mailbox) -> Administrator:
    """One whose codes came by letter, so that nothing has proved the address yet."""
    return opened(office, database, outbox, "letter")


def opened(
    office: Office, database: Database, outbox: Mailbox, channel: codes.Channel, role: str = "administrator"
) -> Administrator:
    """Open an access to an institution as the activation does."""
    office.regulations()
    firma = paper_cases.firma(office)
    email = firma.given["email"]
    with database.write():
        account = opening.open_account(
            name="Filip Firmowy",
            email=email,
            email_proved_at=None,
            pesel_digest=None,
            language="pl",
            actor=SYSTEM,
        )
        access.grant(account, firma.customer_id, None, role=role)
        address = {"address_lines": firma.given["seat"]}
        codes.issue_pin(account, channel=channel, address=address, actor=SYSTEM)
    if channel == "letter":
        secrets = outbox.rows(name="access_letter")[-1].secrets
    else:
        secrets = {
            "identifier": outbox.rows(name="identifier")[-1].secrets["identifier"],
            "pin": outbox.rows(name="pin")[-1].secrets["pin"],
        }
    bare = {name: "".join(secrets[name].split()) for name in ("identifier", "pin")}
    return Administrator(account, firma.customer_id, bare["identifier"], bare["pin"], email)


def first_login(client: StrictClient, who: Administrator) -> Page:
    """Enter the PIN and choose a password; return the page that opens."""
    page = client.follow(log_in(client, who.identifier, who.pin))
    return client.press(page, step="first_login", new_password=GOOD, repeat=GOOD, follow=True)


def accept(client: StrictClient) -> Page:
    """Accept the Regulations on the page that asks for it."""
    return client.press(client.get("/regulations/accept"), step="accept", accepted="y", follow=True)


def confirm(client: StrictClient, link: str) -> Page:
    """Press the button behind a link."""
    return client.press(client.get(link), step=link.rsplit("/", 1)[-1].replace("-", "_"))


def test_after_a_letter_the_link_is_sent_at_once_and_every_page_waits(
    client: StrictClient, administrator: Administrator, outbox: Mailbox
) -> None:
    page = first_login(client, administrator)
    assert page.address == GATE
    assert administrator.email in page.words
    assert outbox.last(name="prove_email").recipient == administrator.email
    for address in ("/home", "/account", "/home/invoices"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, GATE)


def test_opening_the_link_proves_nothing_and_its_button_does(
    client: StrictClient, administrator: Administrator, outbox: Mailbox, database: Database
) -> None:
    first_login(client, administrator)
    link = outbox.last(name="prove_email").link
    assert client.get(link).status_code == 200
    assert database.get(Account, administrator.account_id).email_proved_at is None
    answer = confirm(client, link)
    assert answer.headers["Location"] == "/home"
    assert database.get(Account, administrator.account_id).email_proved_at is not None
    assert "account.email_proved" in database.all(select(History.event))
    assert client.get(link).status_code == 404
    assert client.get("/home").headers["Location"] == "/regulations/accept"


def test_a_link_opened_elsewhere_lets_this_visit_go_on(
    client: StrictClient, new_client: NewClient, administrator: Administrator, outbox: Mailbox
) -> None:
    first_login(client, administrator)
    link = outbox.last(name="prove_email").link
    telephone = new_client()
    answer = confirm(telephone, link)
    assert answer.headers["Location"] == "/login"
    assert client.get(GATE).headers["Location"] == "/"
    assert client.get("/account").headers["Location"] == "/regulations/accept"


def test_a_pin_that_came_by_mail_proves_the_address_it_came_to(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    who = opened(office, database, outbox, "mail")
    page = first_login(client, who)
    assert page.address == "/regulations/accept"
    assert database.get(Account, who.account_id).email_proved_at is not None
    assert not outbox(name="prove_email")


def test_a_new_message_makes_the_link_of_the_earlier_one_void(
    client: StrictClient, administrator: Administrator, outbox: Mailbox
) -> None:
    page = first_login(client, administrator)
    old = outbox.last(name="prove_email").link
    assert client.press(page, step="send", follow=True).address == GATE
    assert client.get(old).status_code == 404
    assert client.get(outbox.last(name="prove_email").link).status_code == 200


def test_not_many_messages_are_sent_to_one_mailbox(
    client: StrictClient, administrator: Administrator
) -> None:
    page = first_login(client, administrator)
    assert [client.press(page, step="send").status_code for _ in range(4)] == [303, 303, 303, 429]


def test_a_wrong_address_is_corrected_with_the_password_and_proved_by_its_link(
    client: StrictClient, administrator: Administrator, outbox: Mailbox, database: Database
) -> None:
    page = first_login(client, administrator)
    wrong = client.press(page, step="correct", email="dobry@example.com", password="nie to hasło")
    assert (wrong.status_code, list(wrong.errors)) == (422, ["password"])
    client.press(page, step="correct", email="dobry@example.com", password=GOOD)
    assert database.get(Account, administrator.account_id).email == administrator.email
    confirm(client, outbox.last(to="dobry@example.com", name="new_email").link)
    account = database.get(Account, administrator.account_id)
    assert (account.email, account.email_proved_at is not None) == ("dobry@example.com", True)
    assert not outbox(name="email_changed")  # the wrong address may be a stranger's
    assert client.get("/account").headers["Location"] == "/regulations/accept"


def test_the_link_to_a_wrong_address_is_void_once_another_is_proved(
    client: StrictClient, administrator: Administrator, outbox: Mailbox
) -> None:
    page = first_login(client, administrator)
    old = outbox.last(name="prove_email").link
    client.press(page, step="correct", email="dobry@example.com", password=GOOD)
    confirm(client, outbox.last(to="dobry@example.com", name="new_email").link)
    assert client.get(old).status_code == 404


def test_the_gate_is_for_administrators_only(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    who = opened(office, database, outbox, "letter", role="holder")
    assert first_login(client, who).address == "/regulations/accept"


def test_who_has_proved_it_does_not_see_the_gate(new_client: NewClient, anna: Person) -> None:
    assert new_client(anna).get(GATE).headers["Location"] == "/"


def test_then_all_supply_points_of_the_institution_are_seen_and_nothing_of_anybody_else(
    client: StrictClient, office: Office, outbox: Mailbox, administrator: Administrator, obcy: Person
) -> None:
    for number in range(3):
        office.supply_point(office.agreement(administrator.customer_id), street=f"Fabryczna {number}")
    other = office.customer("Inna", "Firma", kind="institution", name="Inna Firma S.A.", pesel=None)
    office.supply_point(office.agreement(other), street="Cudza")
    bill = office.invoice(office.agreement(other), 99_99)
    first_login(client, administrator)
    confirm(client, outbox.last(name="prove_email").link)
    home = accept(client)
    assert home.address == "/home"
    assert all(f"Fabryczna {number}" in home.words for number in range(3))
    assert "Cudza" not in home.words
    assert obcy.name not in home.words
    assert client.get(f"/home/invoices/{bill}").status_code == 404
