"""History: append-only, chained, and every kind of tampering is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from app.audit.models import History, HistoryHead, HistoryPrivate
from app.audit.queries import doers, lines_of
from app.audit.service import Entry, record
from app.audit.verify import faults
from app.foundation.actor import SYSTEM, Actor
from tests.support.database import Database

CELINA = Actor(account_id=3, is_staff=True, name="Celina")
ADAM = Actor(account_id=4, is_staff=True, name="Adam")


@pytest.fixture
def five(database: Database) -> Database:
    """Three rows of case 1, two of case 2."""
    with database.write():
        for number in range(3):
            record(Entry("case", 1, f"case.act{number}", CELINA, data={"n": number}, private={"text": "ąę"}))
        record(Entry("case", 2, "case.begun", ADAM), Entry("case", 2, "case.ended", SYSTEM, reason="powód"))
    return database


def found(database: Database) -> list[tuple[int, int, str]]:
    """What `faults` says now: (subject, row, fault)."""
    with database.read():
        return [(one.subject_id, one.number, one.fault) for one in faults()]


def test_each_row_names_the_one_before(five: Database) -> None:
    rows = five.all(select(History).where(History.subject_id == 1).order_by(History.number))
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == ["", rows[0].digest, rows[1].digest]
    assert five.get(HistoryHead, ("case", 1)).digest == rows[2].digest
    assert found(five) == []


@pytest.mark.parametrize(
    "act", [update(History).values(to_state="other"), delete(History)], ids=["update", "delete"]
)
def test_the_database_itself_refuses_to_change_a_row(five: Database, act: Any) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        five.run(act)


def without_triggers(database: Database, *statements: Any) -> None:
    """Do what an intruder with the database's own keys could do."""
    off, on = {
        "postgresql": (
            ["ALTER TABLE history DISABLE TRIGGER ALL"],
            ["ALTER TABLE history ENABLE TRIGGER ALL"],
        ),
        "sqlite": (["DROP TRIGGER history_no_update", "DROP TRIGGER history_no_delete"], []),
    }[database.kind]
    with database.write() as session:
        for sql in off:
            session.execute(text(sql))
        for statement in statements:
            session.execute(statement)
        for sql in on:
            session.execute(text(sql))


def row(number: int) -> Any:
    """Select row `number` of case 1."""
    return (History.subject_id == 1) & (History.number == number)


TAMPERING: dict[str, tuple[Callable[[], list[Any]], tuple[int, int, str]]] = {
    "an altered state": (lambda: [update(History).where(row(2)).values(to_state="x")], (1, 2, "altered")),
    "a removed row": (
        lambda: [delete(HistoryPrivate).where(HistoryPrivate.history_id == 2), delete(History).where(row(2))],
        (1, 3, "removed or swapped"),
    ),
    "swapped rows": (
        lambda: [
            update(History).where(row(2)).values(number=99),
            update(History).where(row(3)).values(number=2),
            update(History).where(row(99)).values(number=3),
        ],
        (1, 2, "removed or swapped"),
    ),
    "a cut tail": (
        lambda: [delete(HistoryPrivate).where(HistoryPrivate.history_id == 3), delete(History).where(row(3))],
        (1, 2, "cut off"),
    ),
    "a whole chain gone": (
        lambda: [
            delete(HistoryPrivate),
            delete(History).where(History.subject_id == 1),
        ],
        (1, 3, "cut off"),
    ),
    "a head gone": (lambda: [delete(HistoryHead).where(HistoryHead.subject_id == 1)], (1, 3, "head missing")),
    "an altered private value": (
        lambda: [update(HistoryPrivate).where(HistoryPrivate.history_id == 1).values(content={"text": "x"})],
        (1, 1, "private altered"),
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found(five: Database, name: str) -> None:
    act, expected = TAMPERING[name]
    without_triggers(five, *act())
    assert expected in found(five)


def test_a_second_row_after_the_same_one_is_refused(five: Database) -> None:
    copy = five.all(select(History).where(row(2)))[0]
    values = {c.key: getattr(copy, c.key) for c in History.__table__.columns if c.key != "id"}
    with pytest.raises(DBAPIError):
        five.run(insert(History).values(**values | {"number": 9}))


def test_erasing_personal_values_leaves_the_chain_whole(five: Database) -> None:
    five.run(delete(HistoryPrivate))
    assert found(five) == []


def test_personal_values_are_not_in_the_chained_row(five: Database) -> None:
    for line in five.all(select(History)):
        assert "ą" not in json.dumps(line.data, ensure_ascii=False)
    with five.read() as session:
        stored = session.execute(text("SELECT content FROM history_private")).scalars().all()
    assert len(stored) == 4
    assert not any("ą" in one or "powód" in one for one in stored)


def test_a_reason_may_name_a_person_so_it_can_be_erased(five: Database) -> None:
    with five.read():
        assert [line.reason for line in lines_of("case", 2)] == [None, "powód"]
    five.run(delete(HistoryPrivate))
    with five.read():
        assert [line.reason for line in lines_of("case", 2)] == [None, None]
    assert found(five) == []


def test_lines_come_in_order_with_what_was_written(five: Database) -> None:
    with five.read():
        lines = lines_of("case", 1)
        latest = lines_of("case", 1, latest=1)
    assert [line.event for line in lines] == ["case.act0", "case.act1", "case.act2"]
    assert lines[0].private == {"text": "ąę"}
    assert [line.event for line in latest] == ["case.act2"]


def test_who_did_what_is_told_per_case(five: Database) -> None:
    with five.read():
        done = doers("case", [1, 2, 3], ["act1", "begun"])
    assert done == {1: {"act1": frozenset({"staff:3"})}, 2: {"begun": frozenset({"staff:4"})}, 3: {}}


def test_the_command_says_whole_or_names_the_fault(app: Flask, five: Database) -> None:
    runner = app.test_cli_runner()
    good = runner.invoke(args=["audit", "verify"])
    assert (good.exit_code, good.output) == (0, "History is whole.\n")
    without_triggers(five, update(History).where(row(2)).values(to_state="x"))
    bad = runner.invoke(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert "case 1, row 2: altered" in bad.output
