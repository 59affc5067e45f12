"""People of the office are invited by command and choose a password; keys are made by command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select

from app.accounts import timers
from app.accounts.models import Account
from app.foundation.clock import Clock
from tests.accounts.ways import GOOD, is_in, log_in
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

NewClient = Callable[..., StrictClient]
INVITE = (
    "staff",
    "invite",
    "szef@bok.example.com",
    "--name",
    "Szef Urzędu",
    "--role",
    "admin",
    "--role",
    "clerk",
)


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=words)
    return result.exit_code, result.output


def test_the_first_admin_is_invited_by_command_and_chooses_a_password(
    app: Flask, client: StrictClient, outbox: Mailbox, database: Database
) -> None:
    code, said = run(app, *INVITE)
    link = outbox.last(to="szef@bok.example.com", name="staff_invite").link
    assert (code, link in said) == (0, False)
    page = client.get(link)
    answer = client.press(
        page, step=link.rsplit("/", 1)[-1].replace("-", "_"), new_password=GOOD, repeat=GOOD
    )
    assert answer.status_code == 303
    assert client.get("/admin/accounts").status_code == 200
    account = database.one(select(Account))
    assert (account.state, account.roles, account.email_proved_at is not None) == (
        "active",
        "admin clerk",
        True,
    )


def test_staff_log_in_with_their_email(client: StrictClient, celina: Person) -> None:
    assert log_in(client, celina.email, celina.password).status_code == 303
    assert is_in(client)


def test_the_link_of_the_very_first_can_be_printed_and_of_no_other(app: Flask, outbox: Mailbox) -> None:
    _, said = run(app, *INVITE, "--print-link")
    assert outbox.last().link in said
    _, said = run(
        app, "staff", "invite", "b@bok.example.com", "--name", "B", "--role", "clerk", "--print-link"
    )
    assert outbox.last(to="b@bok.example.com").link not in said


@pytest.mark.parametrize(
    "words",
    [
        (*INVITE[:2], "no-address", *INVITE[3:]),
        (*INVITE[:3], "--name", "X", "--role", "king"),
        ("staff", "roles", "nobody@bok.example.com", "--role", "clerk"),
    ],
)
def test_wrong_words_change_nothing(app: Flask, database: Database, words: tuple[str, ...]) -> None:
    code, _ = run(app, *words)
    assert code != 0
    assert database.count(Account) == 0


def test_nobody_is_invited_twice(app: Flask, database: Database) -> None:
    run(app, *INVITE)
    assert run(app, *INVITE)[0] == 1
    assert database.count(Account) == 1


def test_an_invitation_works_once_and_for_seven_days(
    app: Flask, client: StrictClient, outbox: Mailbox, clock: Clock, database: Database
) -> None:
    run(app, *INVITE)
    link = outbox.last().link
    clock.advance(dt.timedelta(days=7, seconds=1))
    assert client.get(link).status_code == 404
    with database.write():
        assert timers.run() == 1
    assert database.one(select(Account.state)) == "lapsed"


def test_other_roles_are_given_by_command(
    app: Flask, new_client: NewClient, celina: Person, database: Database
) -> None:
    visitor = new_client(celina)
    assert run(app, "staff", "roles", celina.email, "--role", "admin")[0] == 0
    assert database.get(Account, celina.account_id).roles == "admin"
    assert not is_in(visitor)


def test_a_fresh_key_is_one_the_office_can_use(app: Flask) -> None:
    first, second = (run(app, "keys", "new")[1].strip() for _ in range(2))
    assert first != second
    assert Fernet(first).decrypt(Fernet(first).encrypt(b"x")) == b"x"
