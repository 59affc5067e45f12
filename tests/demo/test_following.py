"""The feed that follows the demo's first one: what it brings, and that it can be taken in with its faults."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.billing.missing import missing_bills
from app.customers.models import Agreement, Customer, Supply, SupplyPoint
from app.demo import numbers
from app.demo.generate import generate
from app.demo.known import EWA, HEIR, KNOWN
from app.feed.models import FeedReject
from app.feed.service import take_in
from app.foundation.clock import Clock
from app.foundation.db import db, transaction
from tests.demo.feed_checker import Feed

TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
EVENING = "2026-11-12"
DATED = {"readings": "read_on", "invoices": "issued_on", "payments": "booked_on"}
WRONG = {
    ("customers", "pesel"),
    ("readings", "value"),
    ("invoices", "gross"),
    ("payments", "invoice_no"),
}


def _both(folder: Path, customers: int, months: int = 6) -> tuple[Feed, Feed]:
    generate(folder / "first", customers, months, 7, following=folder / "next")
    return Feed(folder / "first"), Feed(folder / "next")


def test_it_tells_what_came_after_the_evening(tmp_path: Path, clock: Clock) -> None:
    clock.set(TODAY)
    first, following = _both(tmp_path, 40)
    generate(tmp_path / "whole", 40, 6, 7)
    whole = Feed(tmp_path / "whole")
    # What was read before the evening and billed after it is in both.
    assert [fault for fault in first.faults() if not fault.endswith("billed")] == []
    assert json.loads((following.folder / "manifest.json").read_text())["sequence"] == 2
    for name, day in DATED.items():
        assert max(row[day] for row in first.rows[name]) <= EVENING
        assert min(row[day] for row in following.rows[name]) > EVENING
        told = _rows(first, name) + _rows(following, name)
        assert _rows(whole, name) <= told
    lines = _rows(first, "invoice_lines") + _rows(following, "invoice_lines")
    assert _rows(whole, "invoice_lines") == lines


def _rows(feed: Feed, name: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(row.values()) for row in feed.rows[name])


def test_a_small_feed_has_no_wrong_rows(tmp_path: Path, clock: Clock) -> None:
    """They would be more than the limit, and the whole feed would be refused."""
    clock.set(TODAY)
    _first, following = _both(tmp_path, len(KNOWN))
    assert [row["booked_on"] for row in following.rows["payments"] if row["amount"] == "88.15"] == []


@pytest.mark.parametrize("today", ["2026-01-02", "2026-03-02", "2028-02-29"])
def test_wrong_rows_stay_below_the_limit_on_any_day(tmp_path: Path, clock: Clock, today: str) -> None:
    clock.set(dt.datetime.fromisoformat(f"{today}T09:00+00:00"))
    _first, following = _both(tmp_path, 300, months=3)
    assert any(row["amount"] == "88.15" for row in following.rows["payments"])
    for name in {name for name, _column in WRONG}:
        assert len(following.rows[name]) > 24


def test_it_goes_in_but_for_its_wrong_rows(demo: Flask, tmp_path: Path, clock: Clock) -> None:
    clock.set(TODAY)
    _both(tmp_path, 120)
    with demo.app_context():
        first = take_in(tmp_path / "first")
        assert (first.outcome, first.rejected) == ("taken", 0)
        assert _holders() == [EWA]
        following = take_in(tmp_path / "next")
        assert following.outcome == "taken"
        with transaction(write=False):
            rejected = db.session.execute(select(FeedReject.file, FeedReject.column)).all()
            missing = {row.customer_name for row in missing_bills().rows}
        assert {tuple(row) for row in rejected} == WRONG
        assert len(rejected) == len(WRONG)
        assert missing == {"Renata Sowa"}
        assert _holders() == [EWA, HEIR]
        assert take_in(tmp_path / "next").outcome == "taken"


def _holders() -> list[int]:
    """Return whose the flat has been that Ewa left, by index, the earliest first."""
    ewa = numbers.customer_no(EWA)
    mine = (
        select(Supply.supply_point_id)
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .join(Customer, Customer.id == Agreement.customer_id)
        .where(Customer.customer_no == ewa)
    )
    holders = (
        select(Customer.customer_no)
        .join(Agreement, Agreement.customer_id == Customer.id)
        .join(Supply, Supply.agreement_id == Agreement.id)
        .join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
        .where(SupplyPoint.id.in_(mine))
        .order_by(Supply.from_on)
    )
    index = {numbers.customer_no(each): each for each in range(len(KNOWN))}
    with transaction(write=False):
        return [index[no] for no in db.session.scalars(holders)]
