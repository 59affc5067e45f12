"""A new password by mail: for whoever holds the mailbox, once, for two hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.accounts.models import Account
from app.foundation.clock import Clock
from tests.accounts.ways import GOOD, OTHER, is_in, log_in
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

NewClient = Callable[..., StrictClient]


def ask(client: StrictClient, email: str) -> Page:
    return client.press(client.get("/reset"), step="reset", email=email)


def choose(client: StrictClient, link: str, password: str) -> Page:
    page = client.get(link)
    return client.press(
        page, step=link.rsplit("/", 1)[-1].replace("-", "_"), new_password=password, repeat=password
    )


def test_the_link_leads_to_a_new_password(
    client: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    elsewhere = new_client(anna)
    assert ask(client, anna.email.upper()).headers["Location"] == "/reset/sent"
    answer = choose(client, outbox.last(to=anna.email, name="reset").link, GOOD)
    assert answer.headers["Location"] == "/login"
    assert not is_in(elsewhere)
    assert outbox(to=anna.email, name="password_changed")
    assert log_in(client, anna.login, anna.password).status_code == 422
    assert log_in(client, anna.login, GOOD).status_code == 303


def test_opening_the_link_changes_nothing(client: StrictClient, anna: Person, outbox: Mailbox) -> None:
    ask(client, anna.email)
    link = outbox.last(name="reset").link
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert log_in(client, anna.login, anna.password).status_code == 303


def test_a_link_works_once(client: StrictClient, anna: Person, outbox: Mailbox) -> None:
    ask(client, anna.email)
    link = outbox.last(name="reset").link
    page = client.get(link)
    choose(client, link, GOOD)
    step = link.rsplit("/", 1)[-1].replace("-", "_")
    assert client.press(page, step=step, new_password=OTHER, repeat=OTHER).status_code == 404
    assert client.get(link).status_code == 404
    assert log_in(client, anna.login, GOOD).status_code == 303


def test_a_bad_password_does_not_use_up_the_link(client: StrictClient, anna: Person, outbox: Mailbox) -> None:
    ask(client, anna.email)
    link = outbox.last(name="reset").link
    assert choose(client, link, "za krótkie").errors
    assert choose(client, link, GOOD).status_code == 303


def test_a_link_is_good_for_two_hours(
    client: StrictClient, anna: Person, outbox: Mailbox, clock: Clock
) -> None:
    ask(client, anna.email)
    clock.advance(dt.timedelta(hours=2, seconds=1))
    assert client.get(outbox.last(name="reset").link).status_code == 404


def test_a_stranger_who_asks_again_does_not_void_the_owners_link(
    client: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    ask(client, anna.email)
    link = outbox.last(name="reset").link
    ask(new_client(), anna.email)
    assert choose(client, link, GOOD).status_code == 303
    assert client.get(outbox.last(name="reset").link).status_code == 404


def test_a_stranger_who_asks_without_end_does_not_keep_the_owner_from_asking(
    client: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    stranger = new_client()
    assert [ask(stranger, anna.email).status_code for _ in range(12)][-1] == 429
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert ask(client, anna.email).status_code == 303
    assert choose(client, outbox.last(name="reset").link, GOOD).status_code == 303


def test_a_new_password_ends_the_change_of_address_that_a_stranger_began(
    client: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    stranger = new_client(anna)
    page = stranger.get("/account/email")
    stranger.press(page, step="email", email="stranger@example.com", password=anna.password)
    link = outbox.last(to="stranger@example.com").link
    ask(client, anna.email)
    choose(client, outbox.last(name="reset").link, GOOD)
    assert stranger.get(link).status_code == 404


def test_a_new_password_lets_the_owner_past_a_strangers_tries(
    client: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    stranger = new_client()
    assert [log_in(stranger, anna.login, "wrong").status_code for _ in range(6)][-1] == 429
    ask(client, anna.email)
    choose(client, outbox.last(name="reset").link, GOOD)
    assert log_in(client, anna.login, GOOD).status_code == 303


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: StrictClient, outbox: Mailbox) -> None:
    assert ask(client, "nikt@example.com").headers["Location"] == "/reset/sent"
    assert outbox() == []


@pytest.mark.parametrize("state", ["invited", "lapsed", "blocked"])
def test_an_access_not_in_use_gets_a_mail_that_leads_to_the_office(
    client: StrictClient, office: Office, outbox: Mailbox, state: str
) -> None:
    office.account("Ktoś", "ktos@example.com", state=state)
    assert ask(client, "ktos@example.com").headers["Location"] == "/reset/sent"
    assert [mail.name for mail in outbox()] == ["reset_not_open"]


def test_a_block_after_the_mail_makes_the_link_worthless(
    client: StrictClient, office: Office, outbox: Mailbox, database: Database
) -> None:
    account = office.account("Ktoś", "ktos@example.com")
    ask(client, "ktos@example.com")
    link = outbox.last(name="reset").link
    database.run(update(Account).values({"state": "blocked"}).where(Account.id == account))
    assert choose(client, link, GOOD).status_code == 409


def test_two_accounts_of_one_address_get_a_mail_each(
    client: StrictClient, anna: Person, office: Office, outbox: Mailbox
) -> None:
    office.account("Anna Druga", anna.email, identifier="20000008")
    ask(client, anna.email)
    texts = [mail.text for mail in outbox(to=anna.email, name="reset")]
    assert len(texts) == 2
    assert "008" in texts[1]
    assert "20000008" not in texts[1]


def test_mails_to_one_address_are_few(client: StrictClient, anna: Person, outbox: Mailbox) -> None:
    assert [ask(client, anna.email).status_code for _ in range(4)] == [303, 303, 303, 429]
    assert len(outbox(name="reset")) == 3


@pytest.mark.parametrize("link", ["/reset/abc", "/invite/abc", "/account/email/abc"])
def test_an_unknown_link_is_told_kindly(client: StrictClient, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 404
    assert page.document.select("main a[href='/reset']")
