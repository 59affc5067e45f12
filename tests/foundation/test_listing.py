"""Keyset lists: every row once, in both directions, whatever ties and whatever is added meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.foundation.listing import Listing, Order, Sort
from app.mail.models import Tick
from app.settings.models import Setting
from tests.support.database import Database

DAY = dt.date(2026, 1, 1)
ORDER = Order(
    Setting.id,
    {"name": Sort(Setting.name), "-name": Sort(Setting.name, descending=True), "id": Sort(Setting.id)},
)
COLUMNS: list[Any] = [Setting.id, Setting.name]
ROWS = select(*COLUMNS)
NAMES = ["b", "a", "b", "c", "a", "b", "b"]


@pytest.fixture
def rows(database: Database) -> list[int]:
    """Store seven rows of which some have the same name; return their ids."""
    return [_add(database, name, number) for number, name in enumerate(NAMES)]


def _add(database: Database, name: str, number: int) -> int:
    day = DAY + dt.timedelta(days=number)
    moment = dt.datetime.combine(day, dt.time(), dt.UTC)
    values = {"name": name, "valid_from": day, "value": 1, "set_by": "system", "set_at": moment}
    return int(database.run(insert(Setting).values(values)))


def page(database: Database, sort: str | None, **cursor: int) -> Listing:
    """Return a page of three rows."""
    with database.read():
        return ORDER.page(ROWS, sort, size=3, **cursor)


@pytest.mark.parametrize(("sort", "names"), [("name", sorted(NAMES)), ("-name", sorted(NAMES, reverse=True))])
def test_going_on_shows_every_row_once(
    database: Database, rows: list[int], sort: str, names: list[str]
) -> None:
    found, seen = page(database, sort), []
    assert found.previous is None
    while True:
        seen += [(row.name, row.id) for row in found.rows]
        if found.next is None:
            break
        found = page(database, sort, after=found.next)
    assert [name for name, _id in seen] == names
    assert sorted(one for _name, one in seen) == rows


def test_going_back_shows_the_same_pages(database: Database, rows: list[int]) -> None:
    first = page(database, "name")
    second = page(database, "name", after=first.next or 0)
    back = page(database, "name", before=second.previous or 0)
    assert [row.id for row in back.rows] == [row.id for row in first.rows]
    assert back.previous is None
    assert back.next == first.next
    assert rows


def test_a_row_added_before_the_cursor_shifts_nothing(database: Database, rows: list[int]) -> None:
    first = page(database, "id")
    expected = [row.id for row in page(database, "id", after=first.next or 0).rows]
    _add(database, "a", 50)
    assert [row.id for row in page(database, "id", after=first.next or 0).rows] == expected
    assert rows


def test_an_unknown_sort_or_cursor_is_no_fault(database: Database, rows: list[int]) -> None:
    assert [row.name for row in page(database, "'; drop table").rows] == ["a", "a", "b"]
    assert page(database, "name", after=10**9).rows == ()
    assert rows


def test_an_empty_list_has_no_neighbours(database: Database) -> None:
    assert page(database, None) == Listing((), None, None)
    assert database.count(Tick) == 0
