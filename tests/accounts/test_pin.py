"""The PIN: once, for a week, five tries; then a password of one's own takes its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts import codes, passwords, timers
from app.accounts.login import Attempt, check, settle
from app.accounts.models import Account, AccountCode, UserSession
from app.accounts.service import reissue
from app.foundation.actor import SYSTEM, Actor
from app.foundation.clock import Clock
from app.foundation.db import transaction
from tests.accounts.ways import GOOD, Invited, invite, is_in, log_in
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

NewClient = Callable[..., StrictClient]


def state_of(database: Database, invited: Invited) -> str:
    return database.get(Account, invited.account_id).state


def test_the_pin_leads_to_choosing_a_password_and_that_home(
    client: StrictClient, invited: Invited, database: Database
) -> None:
    page = client.follow(log_in(client, invited.identifier, invited.pin))
    assert page.address == "/first-login"
    answer = client.press(page, step="first_login", new_password=GOOD, repeat=GOOD)
    assert answer.status_code == 303
    assert is_in(client)
    assert state_of(database, invited) == "active"


def test_identifier_and_pin_come_in_two_mails_that_do_not_hold_each_other(
    invited: Invited, outbox: Mailbox
) -> None:
    identifier, pin = outbox(name="identifier")[0], outbox(name="pin")[0]
    assert invited.pin[:4] in pin.text
    assert invited.identifier[:4] in identifier.text
    assert "".join(pin.text.split()).count(invited.identifier) == 0
    assert "".join(identifier.text.split()).count(invited.pin) == 0


def test_the_pin_may_be_typed_as_it_is_printed(client: StrictClient, invited: Invited) -> None:
    typed = f"{invited.pin[:4]} {invited.pin[4:]}"
    assert log_in(client, invited.email, typed).status_code == 303


def test_the_pin_works_once(client: StrictClient, new_client: NewClient, invited: Invited) -> None:
    assert log_in(client, invited.identifier, invited.pin).status_code == 303
    assert log_in(new_client(), invited.identifier, invited.pin).status_code == 422


def test_nothing_but_the_password_page_is_open_behind_the_pin(client: StrictClient, invited: Invited) -> None:
    log_in(client, invited.identifier, invited.pin)
    for path in ("/account", "/account/sessions", "/account/password", "/home"):
        assert client.get(path).headers["Location"] == "/first-login"


def test_behind_the_pin_there_is_half_an_hour(
    client: StrictClient, invited: Invited, clock: Clock, database: Database
) -> None:
    log_in(client, invited.identifier, invited.pin)
    page = client.get("/first-login")
    clock.advance(dt.timedelta(minutes=31))
    answer = client.press(page, step="first_login", new_password=GOOD, repeat=GOOD)
    assert answer.headers["Location"].startswith("/login")
    with database.write():
        assert timers.lapse_due() == 1
    assert state_of(database, invited) == "lapsed"


@pytest.mark.parametrize(
    ("new", "repeat", "field"),
    [
        ("kótko", "kótko", "new_password"),
        ("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "new_password"),
        ("nowa@example.com", "nowa@example.com", "new_password"),
        (GOOD, GOOD + "!", "repeat"),
    ],
)
def test_a_bad_password_is_told_at_its_field_and_the_visit_stays(
    client: StrictClient, invited: Invited, new: str, repeat: str, field: str
) -> None:
    page = client.follow(log_in(client, invited.identifier, invited.pin))
    answer = client.press(page, step="first_login", new_password=new, repeat=repeat)
    assert (answer.status_code, list(answer.errors)) == (422, [field])
    assert client.press(answer, step="first_login", new_password=GOOD, repeat=GOOD).status_code == 303


def test_the_pin_is_good_for_seven_days_by_mail(
    client: StrictClient, new_client: NewClient, invited: Invited, clock: Clock
) -> None:
    clock.advance(dt.timedelta(days=7, seconds=-1))
    assert log_in(client, invited.identifier, invited.pin).status_code == 303
    clock.advance(dt.timedelta(seconds=2))
    assert log_in(new_client(), invited.identifier, invited.pin).status_code == 422


def test_the_pin_is_good_for_sixty_days_by_letter(
    client: StrictClient, invited: Invited, clock: Clock, database: Database, outbox: Mailbox
) -> None:
    with database.write():
        address = {"street": "Wzorcowa", "building": "1", "flat": "2", "postcode": "90-000", "city": "Łódź"}
        codes.issue_pin(invited.account_id, channel="letter", address=address, actor=SYSTEM)
    letter = outbox.rows(channel="letter")[0]
    assert letter.secrets["address_lines"] == ["Nowa Klientka", "Wzorcowa 1/2", "90-000 Łódź"]
    clock.advance(dt.timedelta(days=59))
    assert log_in(client, invited.identifier, letter.secrets["pin"]).status_code == 303


def test_new_codes_make_the_older_pin_worthless(
    client: StrictClient, invited: Invited, database: Database, outbox: Mailbox
) -> None:
    with database.write():
        codes.issue_pin(invited.account_id, channel="mail", address=None, actor=SYSTEM)
    assert log_in(client, invited.identifier, invited.pin).status_code == 422
    assert log_in(client, invited.identifier, outbox.rows(name="pin")[-1].secrets["pin"]).status_code == 303


def test_the_fifth_wrong_pin_ends_it(
    client: StrictClient, invited: Invited, database: Database, outbox: Mailbox, clock: Clock
) -> None:
    wrong = [log_in(client, invited.identifier, "00000000").status_code for _ in range(5)]
    assert wrong == [422] * 5
    assert state_of(database, invited) == "lapsed"
    assert outbox(name="code_lapsed")
    clock.advance(dt.timedelta(hours=2))
    assert log_in(client, invited.identifier, invited.pin).status_code == 422


def test_the_fifth_try_may_be_the_right_one(client: StrictClient, invited: Invited) -> None:
    for _ in range(4):
        log_in(client, invited.identifier, "00000000")
    assert log_in(client, invited.identifier, invited.pin).status_code == 303


def test_a_pin_is_stored_hashed_and_its_mail_encrypted(invited: Invited, database: Database) -> None:
    stored = database.one(select(AccountCode))
    assert stored.hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    with database.read() as session:
        raw = session.connection().exec_driver_sql("SELECT secrets FROM outbox WHERE name = 'pin'").scalar()
    assert invited.pin[:4] not in str(raw)


def test_of_twenty_tries_at_once_five_at_most_are_compared(
    app: Flask, invited: Invited, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    real = passwords.fits

    def counting(stored: str | None, secret: str) -> bool:
        compared.append(stored)
        return real(stored, secret)

    monkeypatch.setattr(passwords, "fits", counting)

    def attempt(number: int) -> None:
        # Every try from another address and spelling, so that only the count at the PIN is left to hold.
        login = invited.identifier if number % 2 else invited.email
        with app.app_context(), transaction():
            settle(check(Attempt(login, f"{number:08d}", f"192.0.2.{number}", None)))

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(attempt, range(20)))
    assert sum(stored is not None for stored in compared) <= 5
    assert database.one(select(AccountCode.tries)) == 5
    assert state_of(database, invited) == "lapsed"


def test_of_two_who_enter_the_pin_at_once_one_gets_in(app: Flask, invited: Invited) -> None:
    def attempt(number: int) -> bool:
        with app.app_context(), transaction():
            verdict = check(Attempt(invited.identifier, invited.pin, f"192.0.2.{number}", None))
            return settle(verdict)

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(attempt, range(4))) == [False, False, False, True]


def test_an_account_lapses_when_its_time_is_over(
    invited: Invited, database: Database, clock: Clock, outbox: Mailbox
) -> None:
    with database.write():
        assert timers.lapse_due() == 0
    clock.advance(dt.timedelta(days=8))
    with database.write():
        assert timers.run() == 1
    with database.write():
        assert timers.run() == 0
    assert state_of(database, invited) == "lapsed"
    assert [mail.recipient for mail in outbox(name="code_lapsed")] == [invited.email]


def test_an_account_waiting_for_its_first_login_has_no_password(
    client: StrictClient, anna: Person, adam: Person, database: Database
) -> None:
    admin = Actor(account_id=adam.account_id, is_staff=True, roles=frozenset({Role.ADMIN}))
    with database.write():
        reissue(anna.account_id, 1, admin, reason=None, identity_seen=True)
    assert database.get(Account, anna.account_id).password_hash is None
    assert log_in(client, anna.login, anna.password).status_code == 422


def test_a_block_meanwhile_ends_the_way_to_a_password(
    client: StrictClient, invited: Invited, database: Database
) -> None:
    page = client.follow(log_in(client, invited.identifier, invited.pin))
    database.run(update(AccountCode).values(expires_at=func.coalesce(AccountCode.used_at, None)))
    answer = client.press(page, step="first_login", new_password=GOOD, repeat=GOOD)
    assert answer.status_code == 409
    assert state_of(database, invited) == "invited"


def test_two_people_have_two_identifiers(database: Database, outbox: Mailbox) -> None:
    first, second = (invite(database, outbox, f"{name}@example.com") for name in ("a", "b"))
    assert first.identifier != second.identifier
    assert database.count(UserSession) == 0
