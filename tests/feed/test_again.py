"""The same feed again changes nothing at all; one changed cell changes its row and what follows from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.billing.models import ConsumptionMonth, Invoice, MeterState, Reading
from app.customers.models import Agreement, Supply
from app.feed.models import FeedRun
from app.foundation.actor import SYSTEM
from app.foundation.db import Base
from app.settings.service import put
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed

NOTES = ("feed_run", "feed_job")


def _rows(database: Database) -> dict[str, set[str]]:
    with database.read() as session:
        return {
            table.name: {repr(tuple(row)) for row in session.execute(select(table))}
            for table in Base.metadata.sorted_tables
            if table.name not in NOTES
        }


def _others(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, int]:
    """Return table -> how many of its rows are not what they were."""
    moved = {name: len(after[name] - before[name]) + len(before[name]) - len(after[name]) for name in before}
    return {name: rows for name, rows in moved.items() if rows}


@pytest.fixture
def feed(app: Flask, tmp_path: Path) -> Feed:
    """Three customers with everything, taken in once."""
    feed = Feed(tmp_path / "feed", customers=3, files=EVERY)
    assert feed.take(app).rejected == 0
    feed.sequence += 1
    return feed


def test_the_same_feed_again_leaves_every_row_as_it_was(app: Flask, database: Database, feed: Feed) -> None:
    before = database.digests(*NOTES)
    report = feed.take(app)
    assert {(each.new, each.changed, each.rejected) for each in report.counts.values()} == {(0, 0, 0)}
    assert database.digests(*NOTES) == before


def test_the_same_bad_feed_again_leaves_every_row_as_it_was(
    app: Flask, database: Database, feed: Feed
) -> None:
    with database.write():
        put("feed.most_rejected", 100, SYSTEM)
    feed.rows["readings"][3]["value"] = "1"
    feed.rows["meters"][1]["digits"] = "3"
    feed.rows["invoice_lines"][5]["net"] = "0.01"
    feed.rows["payments"].append(dict(feed.rows["payments"][0]))
    first = feed.take(app)
    assert first.rejected > 2
    before = database.digests(*NOTES)
    del before["feed_reject"]  # kept anew, with the number of their run
    again = feed.take(app)
    after = database.digests(*NOTES)
    del after["feed_reject"]
    assert after == before
    assert {name: each.reasons for name, each in again.counts.items()} == {
        name: each.reasons for name, each in first.counts.items()
    }
    noted = database.one(select(FeedRun.counts).order_by(FeedRun.id.desc()).limit(1))
    assert noted["readings"]["reasons"] == again.counts["readings"].reasons != {}


def test_one_other_reading_changes_one_row_and_the_energy_around_it(
    app: Flask, database: Database, feed: Feed
) -> None:
    last = max(
        (row for row in feed.rows["readings"] if row["meter_no"] == "046901790"),
        key=lambda row: row["read_on"],
    )
    last["value"] = f"{int(last['value']) + 1}"
    before = _rows(database)
    report = feed.take(app)
    assert {name: each.changed for name, each in report.counts.items() if each.changed} == {"readings": 1}
    others = _others(before, _rows(database))
    assert others.pop(Reading.__tablename__) == 1
    assert others.pop(MeterState.__tablename__) == 1
    assert 1 <= others.pop(ConsumptionMonth.__tablename__) <= 3
    assert others.pop(Supply.__tablename__) == 1
    assert others == {}


def test_one_other_line_changes_it_its_invoice_and_what_is_owed(
    app: Flask, database: Database, feed: Feed
) -> None:
    invoice = feed.rows["invoices"][0]
    line = feed.row("invoice_lines", invoice_no=invoice["invoice_no"])
    line["net"] = f"{float(line['net']) + 1:.2f}"
    for column in ("net", "gross"):
        invoice[column] = f"{float(invoice[column]) + 1:.2f}"
    before = _rows(database)
    counts = feed.take(app).counts
    assert {name: each.changed for name, each in counts.items() if each.changed} == {
        "invoices": 1,
        "invoice_lines": 1,
    }
    others = _others(before, _rows(database))
    assert others.pop("invoice_line") == 1
    assert others.pop(Agreement.__tablename__) == 1
    assert others.pop(Invoice.__tablename__) <= 3
    assert others == {}


def test_one_other_payment_changes_it_and_what_it_pays(app: Flask, database: Database, feed: Feed) -> None:
    payment = feed.rows["payments"][-1]
    payment["amount"] = f"{float(payment['amount']) - 1:.2f}"
    before = _rows(database)
    counts = feed.take(app).counts
    assert {name: each.changed for name, each in counts.items() if each.changed} == {"payments": 1}
    others = _others(before, _rows(database))
    assert others.pop("payment") == 1
    assert others.pop("agreement") == 1
    assert others.pop("invoice", 0) <= 2
    assert others == {}
