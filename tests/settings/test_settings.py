"""Settings: valid from a day on, set by command, shown in the reader's language."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.i18n import speaking
from app.settings import service
from app.settings.firm import firm
from tests.support.database import Database


def test_a_value_counts_from_its_day_on(database: Database) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)
    with database.write():
        service.put("keep.registration", 10, SYSTEM)
        service.put("keep.registration", 20, SYSTEM, since=tomorrow)
    with database.read():
        assert service.value("keep.registration") == 10
        assert service.value("keep.registration", on=tomorrow) == 20
        assert service.value("keep.registration", on=clock.today() - dt.timedelta(days=1)) == 90


def test_setting_twice_on_one_day_keeps_the_last(database: Database) -> None:
    for number in (3, 4):
        with database.write():
            service.put("promise.individual.decision", number, SYSTEM)
    with database.read():
        assert service.value("promise.individual.decision") == 4


RATE = "interest.rate"


def test_a_rate_is_known_with_its_days(database: Database) -> None:
    with database.read():
        assert service.value(RATE, on=dt.date(2025, 5, 7)) == 11.25
        assert service.value(RATE, on=dt.date(2025, 5, 8)) == 10.75
        assert service.value(RATE, on=dt.date(2020, 1, 1)) == 12.25
        assert service.values(RATE, dt.date(2025, 5, 1), dt.date(2025, 9, 4)) == [
            (dt.date(2025, 5, 1), 11.25),
            (dt.date(2025, 5, 8), 10.75),
            (dt.date(2025, 7, 3), 10.5),
            (dt.date(2025, 9, 4), 10.25),
        ]


def test_what_the_office_sets_prevails_from_its_day_on(database: Database) -> None:
    new, corrected = dt.date(2026, 12, 1), dt.date(2025, 7, 3)
    with database.write():
        service.put(RATE, 8.75, SYSTEM, since=new)
        service.put(RATE, 10.6, SYSTEM, since=corrected)
    with database.read():
        assert service.value(RATE, on=dt.date(2026, 11, 30)) == 9.25
        assert service.value(RATE, on=new) == 8.75
        assert service.value(RATE, on=corrected) == 10.6
        assert service.value(RATE, on=dt.date(2025, 9, 4)) == 10.25


@pytest.mark.parametrize("wrong", ['"much"', "-1", "101", "true", "null", "NaN"])
def test_a_rate_that_is_none_is_refused(app: Flask, wrong: str) -> None:
    result = app.test_cli_runner().invoke(args=["settings", "set", RATE, "--", wrong])
    assert result.exit_code == 1
    assert f"{RATE} cannot be" in result.output


def test_the_command_puts_a_rate_from_a_day_on_and_shows_its_history(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["settings", "set", RATE, "8.75", "--since", "2026-12-01"]).exit_code == 0
    shown = runner.invoke(args=["settings", "history", RATE]).output.splitlines()
    assert shown[-2:] == ["2026-03-05  9.25", "2026-12-01  8.75"]
    assert runner.invoke(args=["settings", "history", "no.such"]).exit_code == 1


def test_an_unknown_setting_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(service.UnknownSettingError):
        service.value("no.such")
    result = app.test_cli_runner().invoke(args=["settings", "set", "no.such", "1"])
    assert result.exit_code == 1
    assert "There is no setting no.such" in result.output


def test_a_span_is_read_or_refused(database: Database) -> None:
    with database.write():
        assert service.span("term.answer") == dt.timedelta(days=14)
        service.put("term.answer", "a fortnight", SYSTEM)
    with database.read(), pytest.raises(ValueError, match=r"term\.answer"):
        service.span("term.answer")


def test_the_command_sets_and_lists(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["settings", "set", "firm.name", "Zakład Próbny S.A."]).exit_code == 0
    assert 'firm.name = "Zakład Próbny S.A."' in runner.invoke(args=["settings", "list"]).output


@pytest.mark.parametrize(
    ("tongue", "words"), [("pl", "poniedziałek–piątek 8:00–16:00"), ("en", "Monday–Friday 8:00–16:00")]
)
def test_the_hours_are_said_in_the_readers_language(database: Database, tongue: str, words: str) -> None:
    with database.read(), speaking(tongue):
        assert firm().hours == [words]
