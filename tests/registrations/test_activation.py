"""Opening the access: login, codes, notice to the address on file; four eyes; taking it back."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.models import Account, AccountCode, UserSession
from app.audit.models import History
from app.audit.verify import faults
from app.customers.models import CustomerAccess
from app.foundation import clock
from app.mail.letters import render_letter
from app.registrations import activation, tally
from tests.registrations.desk_cases import Case, actor, admin, case, clerk, customer, row_of
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

Visitors = Callable[..., StrictClient]


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def adam(office: Office) -> Person:
    """An admin who reads English."""
    return admin(office)


@pytest.fixture
def hers(new_client: Visitors, adam: Person) -> StrictClient:
    """The admin's browser."""
    return new_client(adam)


def activate(visitor: StrictClient, one: Case) -> Page:
    """Press the button on the application's page and return the page that follows."""
    return visitor.press(visitor.get(one.admin), step="activate", follow=True)


def account_of(office: Office, one: Case) -> Account:
    """Return the account that the activation gave."""
    return office.database.get(Account, row_of(office, one).account_id)


def test_a_clean_match_becomes_a_login_with_codes_in_two_mails(
    hers: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    about = customer(office)
    one = case(office, about, state="matched")
    page = activate(hers, one)
    assert "The access is open." in page.words
    account = account_of(office, one)
    assert (account.state, account.email, account.name) == ("invited", one.email, "Anna Testowa")
    access = database.one(select(CustomerAccess))
    assert (access.account_id, access.customer_id, access.registration_id) == (account.id, about, one.id)
    mails = outbox(to=one.email)
    assert sorted(mail.name for mail in mails) == ["identifier", "pin"]
    with database.read():
        assert list(faults()) == []


def test_the_address_on_file_is_told_when_it_is_another(
    hers: StrictClient, office: Office, outbox: Mailbox
) -> None:
    one = case(
        office,
        customer(office, email="old@example.com"),
        state="verified",
        accepted={"email": {"why": "new"}},
    )
    activate(hers, one)
    told = outbox.last(to="old@example.com")
    assert told.name == "access_opened_notice"
    assert told.link.startswith("/not-me/")
    assert one.email not in told.text


def test_nobody_is_told_twice_at_the_same_address(
    hers: StrictClient, office: Office, outbox: Mailbox
) -> None:
    one = case(office, customer(office, email="Same@example.com"), state="matched", email="same@example.com")
    activate(hers, one)
    assert {mail.name for mail in outbox()} == {"identifier", "pin"}


def test_without_an_address_on_file_a_letter_tells(
    hers: StrictClient, office: Office, outbox: Mailbox
) -> None:
    one = case(office, customer(office), state="matched")
    activate(hers, one)
    letter = outbox.rows(channel="letter")[0]
    assert letter.name == "access_notice"
    assert letter.secrets["name"] == "Anna Testowa"
    assert letter.secrets["address_lines"][-1] == "90-000 Łódź"
    with office.app.app_context():
        assert render_letter(letter).startswith(b"%PDF")


def test_codes_by_letter_go_to_the_address_on_file(
    hers: StrictClient, office: Office, outbox: Mailbox
) -> None:
    one = case(
        office, customer(office), state="verified", codes_by="letter", email=None, email_proved_at=None
    )
    activate(hers, one)
    assert {row.name for row in outbox.rows(channel="letter")} == {"access_letter", "access_notice"}
    assert outbox() == []


def test_a_person_with_a_login_gets_one_more_customer_and_no_codes(
    hers: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    first = case(office, customer(office, pesel="44051401359"), state="matched")
    activate(hers, first)
    second = case(office, customer(office, pesel="44051401359"), state="matched", email=first.email)
    activate(hers, second)
    assert account_of(office, first).id == account_of(office, second).id
    assert database.count(Account, Account.kind == "customer") == 1
    assert outbox.last(to=first.email).name == "access_added"
    assert len(outbox(name="pin")) == 1


def test_two_admins_at_once_open_one_login_for_one_person(office: Office, database: Database) -> None:
    first = case(office, customer(office, pesel="44051401359"), state="matched")
    second = case(office, customer(office, pesel="44051401359"), state="matched", email=first.email)
    adam, alicja = actor(admin(office)), actor(admin(office, "Alicja Druga"))

    def other() -> None:
        with database.write():
            activation.activate(second.reference, 1, alicja)

    late = threading.Thread(target=other)
    with database.write():
        activation.activate(first.reference, 1, adam)
        late.start()
        late.join(0.7)
        assert late.is_alive()
    late.join()
    assert account_of(office, first).id == account_of(office, second).id
    assert database.count(Account, Account.kind == "customer") == 1


def test_another_proved_address_is_another_login(
    hers: StrictClient, office: Office, database: Database
) -> None:
    for _ in range(2):
        activate(hers, case(office, customer(office, pesel="44051401359"), state="matched"))
    assert database.count(Account, Account.kind == "customer") == 2


def test_a_second_application_for_a_customer_with_access_is_refused(
    hers: StrictClient, office: Office
) -> None:
    about = customer(office)
    activate(hers, case(office, about, state="matched"))
    page = hers.get(case(office, about, state="verified").admin)
    assert "activate" not in page.steps
    assert "This customer already has access." in page.words


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"email_proved_at": None}, "There is no confirmed e-mail address, and no letter was asked for."),
        ({"first_name": "Zenon"}, "The data no longer match the customer base in every field."),
    ],
)
def test_each_refusal_says_why(
    hers: StrictClient, office: Office, columns: dict[str, object], words: str
) -> None:
    one = case(office, customer(office), state="matched", **columns)
    page = hers.get(one.admin)
    assert words in page.words
    token = page.document.select_one("input[name=csrf_token]").attr("value")  # type: ignore[union-attr]  # it is there
    answer = hers.post(f"{one.admin}/activate", data={"csrf_token": token, "version": "1"})
    assert (answer.status_code, words in answer.words) == (409, True)
    assert row_of(office, one).state == "matched"


def test_an_ended_agreement_gives_no_access(hers: StrictClient, office: Office) -> None:
    about = office.customer()
    office.invoice(office.agreement(about, ended_on=dt.date(2020, 1, 1)), 21_845)
    one = case(office, about, state="matched")
    assert "The customer has no agreement in force." in hers.get(one.admin).words


def test_who_verified_may_not_activate(new_client: Visitors, office: Office) -> None:
    theirs = new_client(clerk(office, "Barbara Oboje", Role.CLERK, Role.ADMIN))
    one = case(office, customer(office))
    theirs.press(theirs.get(one.desk), step="verify")
    page = theirs.get(one.admin)
    assert "activate" not in page.steps
    assert "Another person must do this, because you have already worked on this case." in page.words


def test_sent_back_with_a_reason_the_clerk_reads(hers: StrictClient, office: Office) -> None:
    one = case(office, customer(office), state="matched")
    page = hers.press(hers.get(one.admin), step="send_back")
    assert page.errors == {"reason": "Error: Please write a few words."}
    hers.press(hers.get(one.admin), step="send_back", reason="Look at the name once more.")
    assert row_of(office, one).state == "needs_review"
    assert "Look at the name once more." in hers.get(one.desk).words


def test_rejected_by_an_admin(hers: StrictClient, office: Office, outbox: Mailbox) -> None:
    one = case(office, customer(office), state="matched")
    hers.press(hers.get(one.admin), step="reject", code="not_entitled")
    assert row_of(office, one).state == "rejected"
    assert outbox.last(to=one.email).name == "registration_rejected"


def test_who_activated_may_not_annul_another_admin_may(
    hers: StrictClient, new_client: Visitors, office: Office, database: Database
) -> None:
    one = case(office, customer(office), state="matched")
    page = activate(hers, one)
    assert "annul" not in page.steps
    other = new_client(admin(office, "Ewa Druga"))
    other.press(other.get(one.admin), step="annul", reason="Wrong person.")
    assert row_of(office, one).state == "annulled"
    assert account_of(office, one).state == "closed"
    assert database.count(CustomerAccess, CustomerAccess.ended_at.is_(None)) == 0
    assert all(until <= clock.now() for until in database.all(select(AccountCode.expires_at)))


def test_annulled_keeps_a_login_that_sees_another_customer(
    hers: StrictClient, new_client: Visitors, office: Office, database: Database
) -> None:
    first = case(office, customer(office, pesel="44051401359"), state="matched")
    activate(hers, first)
    second = case(office, customer(office, pesel="44051401359"), state="matched", email=first.email)
    activate(hers, second)
    other = new_client(admin(office, "Ewa Druga"))
    other.press(other.get(second.admin), step="annul", reason="Sold the flat.")
    assert account_of(office, first).state == "invited"
    live = database.all(select(CustomerAccess.registration_id).where(CustomerAccess.ended_at.is_(None)))
    assert live == [first.id]


def test_a_clerk_finds_no_page_of_activation(new_client: Visitors, office: Office) -> None:
    one = case(office, customer(office), state="matched")
    hers = new_client(clerk(office))
    assert hers.get(one.admin).status_code == 404
    assert hers.get("/admin/activations").status_code == 404


def disown(visitor: StrictClient, outbox: Mailbox, to: str) -> Page:
    """Open the link of the notice and press its button."""
    page = visitor.get(
        outbox.last(to=to, name="access_opened_notice").link, headers={"Accept-Language": "en"}
    )
    with visitor.session_transaction() as cookie:
        cookie["language"] = "en"
    return visitor.press(page, "This was not me: stop the access")


def opened(hers: StrictClient, office: Office) -> Case:
    """Activate an application whose notice goes to old@example.com."""
    accepted = {"email": {"why": "new address"}}
    one = case(office, customer(office, email="old@example.com"), state="verified", accepted=accepted)
    activate(hers, one)
    return one


def test_opening_the_link_of_the_notice_does_nothing(
    hers: StrictClient, client: StrictClient, office: Office, outbox: Mailbox
) -> None:
    one = opened(hers, office)
    assert client.get(outbox.last(to="old@example.com").link).status_code == 200
    assert row_of(office, one).disputed_at is None


def test_this_was_not_me_stops_an_access_not_yet_used(
    hers: StrictClient, client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    one = opened(hers, office)
    page = disown(client, outbox, "old@example.com")
    assert "The access has been stopped" in page.words
    assert account_of(office, one).state == "lapsed"
    assert "said that this access is not theirs" in hers.get(one.admin).words
    listed = hers.get("/admin/activations")
    assert one.reference in listed.part(".notice-danger")
    events = database.all(select(History.event).where(History.subject_kind == "registration"))
    assert "registration.disputed" in events
    again = client.get(outbox.last(to="old@example.com", name="access_opened_notice").link)
    assert "We already know that this was not you." in again.words


def test_this_was_not_me_blocks_a_login_in_use(
    hers: StrictClient, client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    one = opened(hers, office)
    account = account_of(office, one)
    database.run(Account.__table__.update().where(Account.id == account.id).values(state="active"))  # type: ignore[attr-defined]  # a table
    disown(client, outbox, "old@example.com")
    stopped = database.get(Account, account.id)
    assert stopped.state == "blocked"
    assert (
        database.count(UserSession, UserSession.account_id == account.id, UserSession.ended_at.is_(None)) == 0
    )


def test_a_link_too_old_or_unknown_says_so(
    hers: StrictClient, client: StrictClient, office: Office, outbox: Mailbox
) -> None:
    english = {"Accept-Language": "en"}
    opened(hers, office)
    link = outbox.last(to="old@example.com").link
    clock.clock.advance(dt.timedelta(days=61))
    assert "too old" in client.get(link, headers=english).words
    assert "We do not know this link." in client.get(f"{link}x", headers=english).words
