"""Bad input and bad days: a clear page in the reader's language, and nothing lost."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import text

from app.config import Config
from app.factory import create_app
from app.foundation.clock import Clock
from app.foundation.db import db
from app.mail.delivery import deliver
from app.mail.models import Outbox
from app.registrations.models import Registration
from tests.journeys.way import Way
from tests.registrations import applying
from tests.registrations.applying import MAIL, stranger
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from tests.support.stages import Stage
from workflows.roles import Role

NewClient = Callable[..., StrictClient]
Make = Callable[[bool], Way]
TOO_LARGE = 2**63
NUL = "An\0na"


def test_a_link_that_was_never_made_says_so(client: StrictClient, office: Office) -> None:
    office.regulations()
    for address in (
        "/confirm/x",
        f"/confirm/{'y' * 43}",
        "/confirm/%00",
        "/reset/x",
        "/invite/x",
        "/not-me/x",
    ):
        page = client.get(address)
        assert page.status_code in {200, 404, 410}, address
        assert not page.parts("main form[method=post]"), address
        assert page.heading


def test_a_link_that_is_too_old_says_so_and_shows_the_way(way: Make, clock: Clock) -> None:
    mine = way(True)  # noqa: FBT003 - clean
    mine.reach("submitted")
    page = mine.page("confirm_email", Role.APPLICANT)
    clock.advance(dt.timedelta(hours=24, minutes=1))
    opened = mine.browser().get(page.address)
    assert opened.status_code == 410
    assert opened.document.select("main a[href='/apply']")
    assert mine.browser().press(page, step="confirm_email").status_code == 410
    assert mine.row.state == "submitted"


def test_a_link_used_twice_says_so_and_shows_the_way(way: Make) -> None:
    mine = way(True)  # noqa: FBT003 - clean
    mine.reach("submitted")
    page = mine.page("confirm_email", Role.APPLICANT)
    mine.browser().press(page, step="confirm_email")
    again = mine.browser().press(page, step="confirm_email")
    assert again.status_code == 410
    assert again.document.select("main a[href^='/track']")


def test_a_form_older_than_its_session_shows_what_was_typed(client: StrictClient, office: Office) -> None:
    office.regulations()
    person = stranger()
    page = client.get("/apply/who")
    client.delete_cookie("ebok")
    answer = client.press(page, step="who", **{**person.who, "first_name": "Stanisława"})
    assert answer.status_code == 400
    assert "Stanisława" in answer.words
    assert person.who["pesel"] not in answer.words


def test_a_step_nobody_knows_is_no_page(way: Make) -> None:
    mine = way(False)  # noqa: FBT003 - not clean
    mine.reach("needs_review")
    hand = mine.hand("ask", Role.CLERK)
    token = hand.get("/help").document.select("input[name=csrf_token]")[0].attr("value")
    answer = hand.post(f"/desk/applications/{mine.row.reference}/fly", data={"csrf_token": token})
    assert answer.status_code == 404


@pytest.mark.parametrize("version", ["0", "999", "", "x", "-1", "٣", "9" * 30])
def test_a_step_on_a_version_nobody_saw_is_refused_and_keeps_what_was_typed(way: Make, version: str) -> None:
    mine = way(False)  # noqa: FBT003 - not clean
    mine.reach("needs_review")
    page = mine.page("ask", Role.CLERK)
    answer = mine.hand("ask", Role.CLERK).press(page, step="ask", text="Jaka kwota?", version=version)
    assert answer.status_code == 409
    assert "Jaka kwota?" in answer.words
    assert mine.row.state == "needs_review"


@pytest.mark.parametrize("typed", [NUL, "A" * 6_000])
@pytest.mark.parametrize("name", ["first_name", "last_name", "email", "phone"])
def test_text_that_cannot_be_stored_is_an_error_at_its_field(
    client: StrictClient, office: Office, typed: str, name: str
) -> None:
    office.regulations()
    page = client.get("/apply/who")
    answer = client.press(page, step="who", **{**stranger().who, name: typed})
    assert answer.status_code == 422
    assert name in answer.errors
    assert "\0" not in answer.text


@pytest.mark.parametrize("typed", [NUL, "9" * 6_000])
@pytest.mark.parametrize(
    ("address", "fields"), [("/login", ("login", "password")), ("/track", ("reference", "code"))]
)
def test_doors_take_no_nonsense(
    client: StrictClient, office: Office, address: str, fields: tuple[str, str], typed: str
) -> None:
    office.regulations()
    filled: dict[str, Any] = dict.fromkeys(fields, typed)
    answer = client.press(client.get(address), step=address.strip("/"), **filled)
    assert answer.status_code in {422, 429}
    assert "\0" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/accounts/{TOO_LARGE}",
        f"/admin/customers/{TOO_LARGE}",
        "/admin/accounts/%00",
        "/admin/accounts/search/%00",
        "/desk/applications/%00",
        "/regulations/%00",
        "/admin/activations/EB-0",
    ],
)
def test_an_address_nothing_can_have_is_no_page(
    new_client: NewClient, office: Office, adam: Person, address: str
) -> None:
    office.regulations()
    assert new_client(adam).get(address).status_code == 404


@pytest.mark.parametrize(
    "room", ["/desk", "/admin/activations", "/admin/accounts", "/admin/mail", "/desk/letters"]
)
@pytest.mark.parametrize("cursor", [str(TOO_LARGE), "-1", "x", "%00", "1e3"])
def test_a_cursor_nothing_can_have_is_no_fault(
    new_client: NewClient, adam: Person, room: str, cursor: str
) -> None:
    hand = new_client(adam)
    for side in ("after", "before"):
        assert hand.get(f"{room}?{side}={cursor}").status_code in {200, 404}


def _busy(answer: Page) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.heading


@pytest.mark.one_engine("only SQLite has one writer")
def test_a_locked_database_asks_to_come_again_and_loses_nothing(
    app: Flask, client: StrictClient, office: Office, database: Database
) -> None:
    office.regulations()
    form = applying.fill_in(client, stranger())
    path = urlsplit(app.config["SQLALCHEMY_DATABASE_URI"]).path[1:]
    other = sqlite3.connect("/" + path.lstrip("/"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    _busy(client.press(form, step="check", **stranger().check))
    other.execute("ROLLBACK")
    other.close()
    assert database.count(Registration) == 0
    sent = client.press(client.get("/apply/check"), step="check", follow=True, **stranger().check)
    assert sent.status_code == 200
    assert database.count(Registration) == 1


def test_a_database_that_is_away_asks_to_come_again(
    stage: Stage, client: StrictClient, engine_kind: str, tmp_path: object
) -> None:
    if engine_kind == "postgresql":
        url = re.sub(r":[0-9]+/", ":9/", stage.url)
        url = url if url != stage.url else "postgresql+psycopg://nobody@127.0.0.1:9/ebok"
    else:
        url = f"sqlite:///{tmp_path}/is/gone.sqlite3"
    away = create_app(Config.for_tests(database_url=url, storage_url=f"file://{tmp_path}/files"))
    away.test_client_class = StrictClient
    visitor = away.test_client()
    assert isinstance(visitor, StrictClient)
    _busy(visitor.get("/regulations"))
    with away.app_context():
        db.engine.dispose()
    assert client.get("/help").status_code == 200


def test_connections_that_were_cut_are_made_anew(
    app: Flask, client: StrictClient, office: Office, engine_kind: str
) -> None:
    office.regulations()
    assert client.get("/regulations").status_code == 200
    if engine_kind == "postgresql":
        with app.app_context(), db.engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                    "AND query NOT LIKE '%pristine%'"
                )
            )
    answers = [client.get("/regulations") for _ in range(6)]
    for answer in answers:
        if answer.status_code != 200:
            _busy(answer)
    assert answers[-1].status_code == 200


def test_a_mail_server_that_is_away_stops_nobody(
    app: Flask, client: StrictClient, office: Office, database: Database, outbox: Mailbox
) -> None:
    office.regulations()
    person = stranger()
    assert applying.send(client, person).status_code == 200
    with app.app_context():
        deliver()
    waiting = outbox.last(to=person.email, name=MAIL).row
    assert waiting.attempts == 1
    assert waiting.done_at is None
    assert database.count(Outbox) == 1
    assert client.get(outbox.last(name=MAIL).link).status_code == 200
