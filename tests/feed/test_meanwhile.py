"""While a feed is read and checked, the office goes on working; two feeds never mix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from app.customers.models import Customer
from app.feed.service import take_in
from app.foundation.actor import SYSTEM
from app.foundation.db import reading, transaction
from app.foundation.hooks import hooks
from app.settings.models import Setting
from app.settings.service import put
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed


def test_others_write_while_rows_are_checked(app: Flask, database: Database, tmp_path: Path) -> None:
    folder = Feed(tmp_path / "feed", customers=150).write()
    seen: list[int] = []

    def meanwhile(_rows: int) -> None:
        with app.app_context(), transaction():
            put(f"keep.{('registration', 'account')[len(seen) % 2]}", len(seen), SYSTEM)
        with app.app_context(), reading() as connection:
            seen.append(int(connection.exec_driver_sql("SELECT count(*) FROM customer").scalar_one()))

    with app.app_context():
        report = take_in(folder, progress=meanwhile)
    assert report.outcome == "taken"
    assert seen
    assert set(seen) == {0}
    assert database.count(Setting) > 0


def test_one_feed_at_a_time(app: Flask, database: Database, tmp_path: Path) -> None:
    folder = Feed(tmp_path / "feed", customers=150).write()
    outcomes: list[str] = []

    def another(_rows: int) -> None:
        if not outcomes:
            with app.app_context():
                outcomes.append(take_in(folder).outcome)

    with app.app_context():
        last = take_in(folder, progress=another)
    assert last.outcome == "taken"
    # PostgreSQL refuses the second at once; SQLite lets the one that is ready first store first.
    assert outcomes == ["refused" if database.kind == "postgresql" else "taken"]
    assert database.count(Customer) == 150


def test_while_rows_are_stored_pages_open_and_changes_are_asked_to_come_later(
    app: Flask,
    database: Database,
    new_client: Callable[[], StrictClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Feed(tmp_path / "feed", customers=3, files=EVERY).write()
    visitor = new_client()
    form = visitor.get("/check-invoice")
    answers: list[Page] = []

    def ask() -> None:
        answers.append(visitor.get("/help"))
        number: dict[str, Any] = {
            "invoice_no": "R/1",
            "gross": "1,00",
            "account": "44999999992005000000100001",
        }
        answers.append(visitor.press(form, "Sprawdź fakturę", **number))

    def while_storing(_customer_ids: Any) -> None:
        other = Thread(target=ask)
        other.start()
        other.join()

    monkeypatch.setattr(hooks, "after_feed", while_storing)
    with app.app_context():
        assert take_in(folder).outcome == "taken"
    page, change = answers
    assert page.status_code == 200
    # SQLite has one writer; on PostgreSQL others write beside the feed.
    assert change.status_code == (503 if database.kind == "sqlite" else 200)
    assert ("Retry-After" in change.headers) == (database.kind == "sqlite")
