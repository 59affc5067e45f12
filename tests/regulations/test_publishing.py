"""Publishing: the firm's data filled in, days in order, texts that never change."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.models import History
from app.foundation import clock as office
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.regulations import queries
from app.regulations.models import Regulations
from app.regulations.service import UnfitTextError, Version, publish
from app.settings.service import put
from tests.regulations.conftest import EN, PL, Publish
from tests.support.database import Database

NOON = dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC)
TEXTS = Path(__file__).parents[2] / "app" / "regulations" / "texts"


def test_the_firms_data_are_filled_in_when_it_is_published(database: Database, published: Publish) -> None:
    with database.write():
        put("firm.name", "Prąd Łódzki S.A.", SYSTEM)
    made = published(pl="# Regulamin {number}\n\n{firm.name}, {effective_on}, {address}")
    with database.write():
        put("firm.name", "Nowa Nazwa S.A.", SYSTEM)
    text = database.get(Regulations, made).text_pl
    assert text.startswith("# Regulamin 2026.1\n\nPrąd Łódzki S.A., ")
    assert text.endswith("http://127.0.0.1:8000")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": "draft"}, "looks like 2026.1"),
        ({"text_pl": "Bez tytułu"}, "begin with its title"),
        ({"text_en": "# T\n\n{firm.nmae}"}, "firm.nmae"),
    ],
)
def test_an_unfit_text_is_refused_in_words(database: Database, changes: dict[str, str], says: str) -> None:
    given = {"number": "2026.1", "effective_on": office.today(), "text_pl": PL, "text_en": EN} | changes
    with pytest.raises(UnfitTextError, match=says), database.write():
        publish(Version(**given), SYSTEM)  # type: ignore[arg-type]  # a mapping of strings and a day
    assert database.count(Regulations) == 0


def test_a_number_is_used_once(published: Publish) -> None:
    published()
    with pytest.raises(UnfitTextError, match="published already"):
        published(since=office.today() + dt.timedelta(days=30))


def test_a_new_version_cannot_take_effect_in_the_past(published: Publish) -> None:
    published()
    with pytest.raises(UnfitTextError, match="later than today"):
        published("2026.2")


def test_the_version_of_a_day_is_the_newest_that_had_taken_effect(
    database: Database, published: Publish, clock: Clock
) -> None:
    clock.set(NOON)
    today = office.today()
    with database.read():
        assert queries.current() is None
    published("2025.1", since=today - dt.timedelta(days=400))
    published("2026.1", since=today + dt.timedelta(days=14))
    with database.read():
        in_force = {
            days: queries.in_force_on(today + dt.timedelta(days=days)) for days in (-401, -400, 13, 14)
        }
    assert {days: version.number if version else None for days, version in in_force.items()} == {
        -401: None,
        -400: "2025.1",
        13: "2025.1",
        14: "2026.1",
    }


def test_the_digest_differs_with_every_letter(database: Database, published: Publish) -> None:
    first = database.get(Regulations, published())
    again = database.get(
        Regulations, published("2026.2", since=office.today() + dt.timedelta(days=1), pl=f"{PL}\n.")
    )
    assert len(first.sha256) == 64
    assert first.sha256 != again.sha256


def test_who_published_stands_in_the_history(database: Database, published: Publish) -> None:
    made = published()
    told = database.one(select(History).where(History.subject_kind == "regulations"))
    assert (told.event, told.subject_id, told.actor) == ("regulations.publish", made, "system")


def test_the_command_publishes_the_texts_that_come_with_the_program(app: Flask, database: Database) -> None:
    run = app.test_cli_runner().invoke
    files = [str(TEXTS / f"2026-1.{language}.md") for language in ("pl", "en")]
    command = ["regulations", "publish", *files, "--number", "2026.1", "--effective", "2026-01-01"]

    assert run(args=command).output == "Regulations 2026.1 are published; they take effect on 2026-01-01.\n"
    stored = database.one(select(Regulations))
    assert "{" not in stored.text_pl + stored.text_en
    assert stored.text_pl.count("\n## §") == stored.text_en.count("\n## §") == 14
    assert run(args=["regulations", "list"]).output == "2026.1  2026-01-01\n"

    again = run(args=command)
    assert again.exit_code == 1
    assert "published already" in again.output


def test_a_file_in_another_encoding_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "pl.md"
    file.write_bytes("# Usługi".encode("cp1250"))
    command = ["publish", str(file), str(file), "--number", "2026.1", "--effective", "2026-01-01"]
    result = app.test_cli_runner().invoke(args=["regulations", *command])
    assert result.exit_code == 1
    assert "is not written in UTF-8" in result.output
