"""Small feeds of every shape: what came is what was taken, rejected or repeated; halves give the whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.foundation.actor import SYSTEM
from app.foundation.db import Base
from app.settings.service import put
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed, Rows

pytestmark = pytest.mark.one_engine("the rules are the same SQL; a test of each runs on both engines")
FED = (
    "consumption_month",
    "meter_state",
    "reading",
    "invoice_line",
    "payment",
    "invoice",
    "meter",
    "supply",
    "supply_point",
    "agreement",
    "customer",
    "feed_reject",
    "feed_run",
)
METER = "046901790"
FAULTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("payments", {"amount": "1,5"}),
    ("payments", {"invoice_no": "R/0"}),
    ("invoice_lines", {"unit": "kVA"}),
    ("invoices", {"vat": "0.01"}),
    ("readings", {"meter_no": "0"}),
    ("readings", {"kind": "guessed"}),
)


def _clean(database: Database) -> None:
    with database.write() as session:
        for name in FED:
            session.execute(delete(Base.metadata.tables[name]))
        put("feed.most_rejected", 100, SYSTEM)


def _stored(database: Database) -> dict[str, list[str]]:
    """Return what every table of the feed says, by names instead of ids."""
    tables = Base.metadata.tables
    named = {
        "customer_id": (tables["customer"], "customer_no"),
        "agreement_id": (tables["agreement"], "agreement_no"),
        "supply_point_id": (tables["supply_point"], "ppe"),
        "meter_id": (tables["meter"], "meter_no"),
        "invoice_id": (tables["invoice"], "invoice_no"),
    }
    found = {}
    with database.read() as session:
        names = {
            column: {row[0]: row[1] for row in session.execute(select(table.c.id, table.c[key]))}
            for column, (table, key) in named.items()
        }
        for name in set(FED) - {"feed_run", "feed_reject", "consumption_month", "meter_state"}:
            rows = session.execute(select(tables[name])).mappings()
            found[name] = sorted(repr(_named(row, names)) for row in rows)
    return found


def _named(row: Any, names: dict[str, dict[int, str]]) -> dict[str, Any]:
    hidden = {"id", "pesel"}
    return {
        key: names[key].get(value) if key in names else value
        for key, value in row.items()
        if key not in hidden
    }


@st.composite
def _feeds(draw: st.DrawFn) -> dict[str, Rows]:
    """Draw one customer's feed of a few rows, some of them bad, some of them twice."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Feed(Path(folder), customers=1, files=EVERY).rows
    keep = {row["invoice_no"] for row in rows["invoices"][: draw(st.integers(1, 3))]}
    for name in ("invoices", "invoice_lines", "payments"):
        rows[name] = [row for row in rows[name] if row["invoice_no"] in keep]
    states = draw(st.lists(st.integers(0, 999_999), min_size=1, max_size=6))
    first = {"meter_no": METER, "zone": "total", "kind": "actual"}
    rows["readings"] = [
        {**first, "read_on": f"2024-{month:02d}-01", "value": str(value)}
        for month, value in enumerate(states, 1)
    ]
    for name, fault in draw(st.lists(st.sampled_from(FAULTS), max_size=3)):
        place = draw(st.integers(0, max(len(rows[name]) - 1, 0)))
        if rows[name]:
            rows[name][place] = {**rows[name][place], **fault}
    return rows


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_feeds(), data=st.data())
def test_a_feed_in_two_halves_is_the_feed(
    app: Flask, database: Database, tmp_path: Path, rows: dict[str, Rows], data: st.DataObject
) -> None:
    feed = Feed(tmp_path / "feed", customers=1, files=EVERY)
    cuts = {name: data.draw(st.integers(0, len(rows[name]))) for name in ("readings", "payments")}
    _clean(database)
    feed.rows, feed.sequence = {name: list(rows[name]) for name in EVERY}, 1
    report = feed.take(app)
    assert report.outcome == "taken", report.fault
    for name, counts in report.counts.items():
        parts = counts.new + counts.changed + counts.unchanged + counts.rejected + counts.repeated
        assert counts.rows == len(rows[name]) == parts
        assert counts.rejected == sum(counts.reasons.values())
    whole = _stored(database)
    _clean(database)
    for sequence, (start, end) in enumerate(((0, 1), (1, 2)), 1):
        feed.sequence = sequence
        for name in EVERY:
            bounds = (0, cuts.get(name, len(rows[name])), len(rows[name]))
            feed.rows[name] = list(rows[name][bounds[start] : bounds[end]])
        assert feed.take(app).outcome == "taken"
    assert _stored(database) == whole
