"""Refusals and failures as pages: language, status, reference, what was typed, how to wait."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, insert
from sqlalchemy.exc import OperationalError

from app.config import Config
from app.factory import create_app
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import BusyError, RefusedError, TooManyError
from app.foundation.pages import ANYONE, Pages
from app.mail.models import Tick
from app.settings.service import kept as settings_kept
from tests.support.client import StrictClient

Visit = Callable[..., StrictClient]


def gone(_connection: object) -> None:
    """Stand for a database that does not answer any more."""
    raise OperationalError("BEGIN", {}, Exception("gone"))


@pytest.fixture
def failing(app_with: Callable[..., Flask]) -> StrictClient:
    """A visitor of an office with pages that fail in every way."""
    rooms = Pages(f"failing{id(app_with)}", prefix="/failing")
    faults: dict[str, Exception] = {
        "refused": RefusedError(["Somebody was faster.", "It is too late."]),
        "slow": TooManyError(42),
        "busy": BusyError(),
        "broken": LookupError("anna@example.com"),
    }

    @rooms.page("/<name>", allow=ANYONE)
    def fail(_actor: Actor, name: str) -> str:
        raise faults[name]

    @rooms.page("/row/<name>", allow=ANYONE, methods=("GET", "POST"))
    def write(_actor: Actor, name: str) -> str:
        row = {"name": "anna@example.com", "slot": "1", "at": None if name == "empty" else clock.now()}
        db.session.execute(insert(Tick), row)
        db.session.execute(insert(Tick), row)
        return ""

    @rooms.page("/away", allow=ANYONE)
    def lose(_actor: Actor) -> str:
        """Refuse, and lose the database before the page of the refusal is made."""
        settings_kept.forget()
        event.listen(db.engine, "begin", gone)
        raise RefusedError(["Somebody was faster."])

    app = app_with()
    app.test_client_class = StrictClient
    app.register_blueprint(rooms.blueprint)
    visitor = app.test_client()
    assert isinstance(visitor, StrictClient)
    visitor.may_fail = True
    return visitor


@pytest.mark.parametrize(("language", "words"), [("en", "There is no such page"), ("pl", None)])
def test_what_is_not_there_is_said_in_the_readers_language(
    client: StrictClient, language: str, words: str | None
) -> None:
    page = client.get("/no-such-page", headers={"Accept-Language": language})
    assert page.status_code == 404
    assert page.document.select("html")[0].attr("lang") == language
    assert words is None or page.heading == words


def test_every_reason_of_a_refusal_is_shown(failing: StrictClient) -> None:
    page = failing.get("/failing/refused")
    assert page.status_code == 409
    assert "Somebody was faster." in page.words
    assert "It is too late." in page.words


@pytest.mark.parametrize(("name", "status", "seconds"), [("slow", 429, "42"), ("busy", 503, "5")])
def test_who_must_wait_learns_how_long(failing: StrictClient, name: str, status: int, seconds: str) -> None:
    page = failing.get(f"/failing/{name}")
    assert (page.status_code, page.headers["Retry-After"]) == (status, seconds)


def test_a_fault_has_a_reference_that_stands_in_the_log(
    failing: StrictClient, capfd: pytest.CaptureFixture[str]
) -> None:
    page = failing.get("/failing/broken")
    assert page.status_code == 500
    captured = capfd.readouterr()
    lines = [json.loads(line) for line in (captured.out + captured.err).splitlines() if line.startswith("{")]
    (fault,) = [line for line in lines if line["event"] == "fault"]
    assert fault["request_id"] in page.text
    assert "anna@example.com" not in page.text + captured.out + captured.err


def test_a_row_that_somebody_wrote_first_is_a_conflict(failing: StrictClient) -> None:
    answer = failing.get("/failing/row/taken", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.heading) == (409, "This is no longer possible")


def test_another_broken_rule_of_the_database_is_a_fault_and_its_values_are_not_logged(
    failing: StrictClient, capfd: pytest.CaptureFixture[str]
) -> None:
    assert failing.get("/failing/row/empty").status_code == 500
    captured = capfd.readouterr()
    assert "IntegrityError" in captured.out + captured.err
    assert "in write" in captured.out + captured.err
    assert "anna@example.com" not in captured.out + captured.err


def test_a_refusal_whose_page_cannot_be_made_without_the_database_says_busy(failing: StrictClient) -> None:
    answer = failing.get("/failing/away")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_form_older_than_the_visit_gives_back_what_was_typed_but_no_secret(client: StrictClient) -> None:
    page = client.post(
        "/language", data={"note": "a long story", "password": "Tajne rowery 7", "pesel": "80810100127"}
    )
    assert page.status_code == 400
    assert "a long story" in page.text
    assert "Tajne rowery" not in page.text
    assert "80810100127" not in page.text


def test_an_address_opened_the_wrong_way_names_the_right_one(client: StrictClient) -> None:
    answer = client.get("/language")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_what_is_too_large_is_refused(client: StrictClient) -> None:
    answer = client.post("/language", data={"note": "x" * (3 * 1024 * 1024)})
    assert answer.status_code == 413


@pytest.mark.one_engine("a folder where the file should be stands for a server that is away")
def test_a_database_that_is_away_is_answered_with_a_fixed_page(app: Flask, tmp_path: Path) -> None:
    config: Config = app.config["EBOK"]
    away = create_app(replace(config, database_url=f"sqlite:///{tmp_path}"))
    away.test_client_class = StrictClient
    page = away.test_client().get("/regulations")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
