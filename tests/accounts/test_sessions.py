"""Visits: kept on the server, with a new id at each login, ended by everything that must end them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts import service
from app.accounts.models import Account, AccountCode, UserSession
from app.foundation.actor import SYSTEM, Actor
from app.foundation.clock import Clock
from tests.accounts.ways import GOOD, OTHER, is_in, log_in
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

NewClient = Callable[..., StrictClient]


def admin(person: Person) -> Actor:
    return Actor(account_id=person.account_id, is_staff=True, name=person.name, roles=frozenset({Role.ADMIN}))


@pytest.fixture
def visitor(client: StrictClient, anna: Person) -> StrictClient:
    """Anna's browser, logged in over the page."""
    log_in(client, anna.login, anna.password)
    assert is_in(client)
    return client


def cookie_of(client: StrictClient) -> str:
    cookie = client.get_cookie("ebok")
    assert cookie is not None
    return cookie.value


def test_the_cookie_is_worthless_after_the_log_out(visitor: StrictClient, new_client: NewClient) -> None:
    old = cookie_of(visitor)
    answer = visitor.press(visitor.get("/account"), step="logout")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(visitor)
    thief = new_client()
    thief.set_cookie("ebok", old)
    assert not is_in(thief)


def test_a_login_begins_with_a_new_id_and_a_new_token(
    client: StrictClient, anna: Person, new_client: NewClient
) -> None:
    page = client.get("/login")
    before = cookie_of(client)
    token = page.document.select("main [name=csrf_token]")[0].attr("value")
    client.press(page, step="login", login=anna.login, password=anna.password)
    assert cookie_of(client) != before
    fixed = new_client()
    fixed.set_cookie("ebok", before)
    assert not is_in(fixed)
    answer = client.post("/logout", data={"csrf_token": token})
    assert answer.status_code == 400
    assert is_in(client)


def test_a_second_login_of_the_same_browser_ends_nothing_elsewhere(
    visitor: StrictClient, new_client: NewClient, anna: Person
) -> None:
    other = new_client()
    log_in(other, anna.login, anna.password)
    assert is_in(visitor)
    assert is_in(other)


def test_the_database_does_not_hold_what_the_cookie_holds(visitor: StrictClient, database: Database) -> None:
    with visitor.session_transaction() as cookie:
        token = cookie["_user_id"]
    assert database.one(select(UserSession.token_digest)) != token


def block(database: Database, anna: Person, adam: Person) -> None:
    with database.write():
        service.block(anna.account_id, 1, admin(adam), "Skarga")


def close(database: Database, anna: Person, adam: Person) -> None:
    with database.write():
        service.close(anna.account_id, admin(adam), "Zgon")


def new_codes(database: Database, anna: Person, adam: Person) -> None:
    with database.write():
        service.reissue(anna.account_id, 1, admin(adam), reason=None, identity_seen=True)


def disowned(database: Database, anna: Person, adam: Person) -> None:  # noqa: ARG001 - one shape for all causes
    with database.write():
        service.disown(anna.account_id, "To nie ja")


def ended_by_an_upper_slice(database: Database, anna: Person, adam: Person) -> None:  # noqa: ARG001 - the same
    with database.write():
        service.end_sessions(anna.account_id)


@pytest.mark.parametrize("cause", [block, close, new_codes, disowned, ended_by_an_upper_slice])
def test_every_visit_ends_at_once(
    visitor: StrictClient,
    database: Database,
    anna: Person,
    adam: Person,
    cause: Callable[[Database, Person, Person], None],
) -> None:
    cause(database, anna, adam)
    assert not is_in(visitor)


def test_an_unblocked_owner_logs_in_anew_with_the_old_password(
    visitor: StrictClient, database: Database, anna: Person, adam: Person
) -> None:
    block(database, anna, adam)
    with database.write():
        service.unblock(anna.account_id, 2, admin(adam), None)
    assert not is_in(visitor)
    assert log_in(visitor, anna.login, anna.password).status_code == 303


def test_other_roles_end_every_visit(new_client: NewClient, celina: Person, database: Database) -> None:
    visitor = new_client(celina)
    with database.write():
        service.set_roles(celina.account_id, "auditor", SYSTEM)
    assert not is_in(visitor)


def test_a_changed_password_ends_the_other_visits_and_goes_on_here(
    visitor: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    other, old = new_client(anna), cookie_of(visitor)
    page = visitor.get("/account/password")
    visitor.press(page, step="password", password=anna.password, new_password=GOOD, repeat=GOOD)
    assert is_in(visitor)
    assert not is_in(other)
    thief = new_client()
    thief.set_cookie("ebok", old)
    assert not is_in(thief)
    assert outbox.last(name="password_changed").recipient == anna.email
    assert log_in(new_client(), anna.login, GOOD).status_code == 303


@pytest.mark.parametrize(("who", "minutes"), [("anna", 20), ("celina", 60)])
def test_a_visit_ends_without_work(
    new_client: NewClient, clock: Clock, request: pytest.FixtureRequest, who: str, minutes: int
) -> None:
    visitor = new_client(request.getfixturevalue(who))
    clock.advance(dt.timedelta(minutes=minutes - 1))
    assert is_in(visitor)
    clock.advance(dt.timedelta(minutes=minutes))
    assert not is_in(visitor)


def test_a_visit_ends_after_twelve_hours_of_work(new_client: NewClient, anna: Person, clock: Clock) -> None:
    visitor = new_client(anna)
    for _ in range(12 * 4 - 1):
        clock.advance(dt.timedelta(minutes=15))
        assert is_in(visitor)
    clock.advance(dt.timedelta(minutes=15))
    assert not is_in(visitor)


def test_work_is_noted_once_a_minute(
    new_client: NewClient, anna: Person, clock: Clock, database: Database
) -> None:
    visitor = new_client(anna)
    clock.advance(dt.timedelta(seconds=61))
    with database.statements() as first:
        is_in(visitor)
    with database.statements() as second:
        is_in(visitor)
    assert sum("UPDATE user_session" in sql for sql in first) == 1
    assert not any("UPDATE" in sql for sql in second)


def test_who_asks_is_one_statement(new_client: NewClient, anna: Person, database: Database) -> None:
    visitor = new_client(anna)
    is_in(visitor)
    with database.statements() as seen:
        is_in(visitor)
    assert len(seen) == 2, "one for the visit, one for the page"


def test_the_owner_sees_his_devices_and_ends_one(
    visitor: StrictClient, new_client: NewClient, anna: Person
) -> None:
    phone = new_client()
    firefox = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
    phone.environ_base["HTTP_USER_AGENT"] = firefox
    log_in(phone, anna.login, anna.password)
    page = visitor.get("/account/sessions")
    devices = page.parts("tbody th")
    assert len(devices) == 2
    row = page.document.select("tbody tr")[next(n for n, words in enumerate(devices) if "Firefox" in words)]
    action = str(row.select("form")[0].attr("action"))
    token = page.document.select("main [name=csrf_token]")[0].attr("value")
    assert visitor.post(action, data={"csrf_token": token}).status_code == 303
    assert is_in(visitor)
    assert not is_in(phone)


def test_nobody_ends_the_visit_of_another(
    visitor: StrictClient, new_client: NewClient, obcy: Person, database: Database
) -> None:
    new_client(obcy)
    theirs = database.one(select(UserSession.id).where(UserSession.account_id == obcy.account_id))
    token = visitor.get("/account").document.select("[name=csrf_token]")[0].attr("value")
    answers = [
        visitor.post(f"/account/sessions/{number}/end", data={"csrf_token": token})
        for number in (theirs, 999_999)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert database.get(UserSession, theirs).ended_at is None


def test_out_everywhere_is_everywhere(visitor: StrictClient, new_client: NewClient, anna: Person) -> None:
    other = new_client(anna)
    visitor.press(visitor.get("/account/sessions"), step="end_all")
    assert not is_in(visitor)
    assert not is_in(other)


def test_behind_https_both_cookies_are_bound_to_the_host(
    app_with: Callable[..., Flask], anna: Person
) -> None:
    app = app_with(base_url="https://ebok.example.com")
    app.test_client_class = StrictClient
    client = cast("StrictClient", app.test_client())
    base = "https://ebok.example.com"
    page = client.get("/login", base_url=base)
    token = page.document.select("main [name=csrf_token]")[0].attr("value")
    sent = {"csrf_token": token, "login": anna.login, "password": anna.password}
    answer = client.post("/login", base_url=base, data=sent, headers={"Referer": f"{base}/login"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-ebok", "__Host-ebok-device"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_a_closed_account_keeps_no_password_and_no_code(
    database: Database, anna: Person, adam: Person
) -> None:
    close(database, anna, adam)
    assert database.get(Account, anna.account_id).password_hash is None
    assert database.count(AccountCode) == 0


def test_an_owner_who_disowns_an_unused_access_stops_it(
    database: Database, client: StrictClient, outbox: Mailbox, anna: Person
) -> None:
    database.run(update(Account).where(Account.id == anna.account_id).values({"state": "invited"}))
    with database.write():
        service.disown(anna.account_id, "To nie ja")
    assert database.get(Account, anna.account_id).state == "lapsed"
    assert outbox(name="code_lapsed")
    assert log_in(client, anna.login, OTHER).status_code == 422
