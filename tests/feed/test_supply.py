"""A supply point that changes hands: nobody's time overlaps another's, and energy follows the times."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.billing.models import ConsumptionMonth, MeterState
from app.customers.models import Agreement, Supply
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed

OLD, NEW = "U/00000001", "U/00000002"
Times = list[tuple[str, str, str | None]]


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    """One point of agreement OLD, which has begun in 2020; NEW begins in 2024. A reading every January."""
    feed = Feed(tmp_path / "feed", customers=1, files=EVERY)
    old = dict(feed.rows["agreements"][0], agreement_no=OLD, signed_on="2020-01-01", opening_balance="")
    feed.rows["agreements"] = [old, dict(old, agreement_no=NEW, signed_on="2024-05-01")]
    feed.rows["supply_points"] = [dict(feed.rows["supply_points"][0], agreement_no=OLD)]
    feed.rows["meters"] = [dict(feed.rows["meters"][0], installed_on="2020-01-01", digits="6")]
    reading = {"meter_no": feed.rows["meters"][0]["meter_no"], "zone": "total", "kind": "actual"}
    feed.rows["readings"] = [
        {**reading, "read_on": f"{year}-01-01", "value": f"{1000 * (year - 2019)}"}
        for year in range(2022, 2027)
    ]
    for name in ("invoices", "invoice_lines", "payments"):
        feed.rows[name] = []
    return feed


def _take(app: Flask, feed: Feed, holder: str, **days: str) -> None:
    """Take the feed in: who holds the point now, and other days (`OLD_ended_on="2024-03-31"`)."""
    feed.rows["supply_points"][0]["agreement_no"] = holder
    for which, day in days.items():
        agreement, _, column = which.partition("_")
        feed.row("agreements", agreement_no={"OLD": OLD, "NEW": NEW}[agreement])[column] = day
    report = feed.take(app)
    assert (report.outcome, report.rejected) == ("taken", 0), report.fault
    feed.sequence += 1


def _times(database: Database) -> Times:
    with database.read() as session:
        rows = session.execute(
            select(Agreement.agreement_no, Supply.from_on, Supply.until_on)
            .join(Agreement, Agreement.id == Supply.agreement_id)
            .order_by(Supply.place)
        )
        return [(number, str(since), str(until) if until else None) for number, since, until in rows]


def _months(database: Database, agreement_no: str) -> set[dt.date]:
    mine = (
        select(Supply.id)
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .where(Agreement.agreement_no == agreement_no)
    )
    return set(
        database.all(select(ConsumptionMonth.month).where(ConsumptionMonth.supply_id.in_(mine)).distinct())
    )


def test_the_first_holder_holds_it_for_his_agreement_s_time(
    app: Flask, database: Database, feed: Feed
) -> None:
    _take(app, feed, OLD)
    assert _times(database) == [(OLD, "2020-01-01", None)]
    _take(app, feed, OLD, OLD_signed_on="2021-01-01", OLD_ended_on="2025-12-31")
    assert _times(database) == [(OLD, "2021-01-01", "2025-12-31")]


def test_a_new_holder_closes_the_old_one_s_time_on_the_day_before_his_own(
    app: Flask, database: Database, feed: Feed
) -> None:
    _take(app, feed, OLD)
    whole = _months(database, OLD)
    _take(app, feed, NEW)
    assert _times(database) == [(OLD, "2020-01-01", "2024-04-30"), (NEW, "2024-05-01", None)]
    old, new = _months(database, OLD), _months(database, NEW)
    assert old | new == whole
    assert max(old) == dt.date(2024, 4, 1)
    assert min(new) == dt.date(2024, 5, 1)


def test_the_old_holder_s_end_closes_his_time_where_the_feed_names_it(
    app: Flask, database: Database, feed: Feed
) -> None:
    _take(app, feed, OLD)
    _take(app, feed, NEW, OLD_ended_on="2024-02-29")
    assert _times(database) == [(OLD, "2020-01-01", "2024-02-29"), (NEW, "2024-05-01", None)]


def test_an_end_that_comes_later_moves_both_times_and_their_energy(
    app: Flask, database: Database, feed: Feed
) -> None:
    _take(app, feed, OLD)
    _take(app, feed, NEW)
    _take(app, feed, NEW, OLD_ended_on="2024-02-29", NEW_signed_on="2024-03-01")
    assert _times(database) == [(OLD, "2020-01-01", "2024-02-29"), (NEW, "2024-03-01", None)]
    assert max(_months(database, OLD)) == dt.date(2024, 2, 1)
    assert min(_months(database, NEW)) == dt.date(2024, 3, 1)


def test_an_end_after_the_next_one_s_beginning_gives_no_day_to_both(
    app: Flask, database: Database, feed: Feed
) -> None:
    _take(app, feed, OLD, OLD_ended_on="2024-08-31")
    _take(app, feed, NEW)
    assert _times(database) == [(OLD, "2020-01-01", "2024-04-30"), (NEW, "2024-05-01", None)]


def test_a_point_that_comes_back_is_held_twice(app: Flask, database: Database, feed: Feed) -> None:
    _take(app, feed, OLD)
    _take(app, feed, NEW, NEW_ended_on="2025-05-31")
    _take(app, feed, OLD)
    assert _times(database) == [
        (OLD, "2020-01-01", "2024-04-30"),
        (NEW, "2024-05-01", "2025-05-31"),
        (OLD, "2025-06-01", None),
    ]
    assert dt.date(2024, 12, 1) not in _months(database, OLD)


def test_one_who_held_it_for_no_day_sees_nothing(app: Flask, database: Database, feed: Feed) -> None:
    _take(app, feed, OLD)
    _take(app, feed, NEW)
    _take(app, feed, OLD)  # it was a slip
    assert _times(database) == [
        (OLD, "2020-01-01", "2024-04-30"),
        (NEW, "2024-05-01", "2019-12-31"),
        (OLD, "2024-05-01", None),
    ]
    assert _months(database, NEW) == set()
    never = select(Supply.id).where(Supply.until_on < Supply.from_on)
    assert database.count(MeterState, MeterState.supply_id.in_(never)) == 0


def test_the_same_feed_again_adds_no_holder(app: Flask, database: Database, feed: Feed) -> None:
    _take(app, feed, OLD)
    _take(app, feed, NEW)
    before = _times(database)
    _take(app, feed, NEW)
    assert _times(database) == before


def test_what_was_owed_before_the_history_is_the_oldest_debt(
    app: Flask, database: Database, feed: Feed
) -> None:
    _take(app, feed, OLD, OLD_opening_balance="50.00", OLD_opening_on="2023-10-01")
    owed = select(Agreement.balance).where(Agreement.agreement_no == OLD)
    assert database.one(owed) == 50_00
    feed.rows["payments"] = [
        {
            "payment_no": "W1",
            "agreement_no": OLD,
            "booked_on": "2023-11-01",
            "amount": "30.00",
            "title": "",
            "invoice_no": "",
        }
    ]
    _take(app, feed, OLD)
    assert database.one(owed) == 20_00


def _sold(feed: Feed, *ppes: str) -> None:
    """Let NEW be a sale agreement of 2023, one of whose invoices names these points."""
    feed.row("agreements", agreement_no=NEW).update(
        kind="sale", signed_on="2023-01-01", ended_on="2024-12-31"
    )
    day = {"issued_on": "2024-02-01", "due_on": "2024-02-15", "period_from": "", "period_to": ""}
    money = {"net": "10.00", "vat": "2.30", "gross": "12.30", "corrects_no": "", "ksef_no": ""}
    feed.rows["invoices"] = [{"invoice_no": "R/1", "agreement_no": NEW, "kind": "settlement", **day, **money}]
    line = {"invoice_no": "R/1", "label": "Energia", "zone": "total", "quantity": "1", "unit": "kWh"}
    feed.rows["invoice_lines"] = [
        {**line, "line_no": "1", "ppe": ppe, "unit_price": "10", "net": "10.00", "vat_rate": "23"}
        for ppe in ppes
    ]


def test_who_sells_sees_the_points_that_his_lines_name_in_his_own_time(
    app: Flask, database: Database, feed: Feed
) -> None:
    _sold(feed, feed.rows["supply_points"][0]["ppe"])
    _take(app, feed, OLD)
    sale = database.one(select(Supply).where(Supply.role == "sale"))
    assert (str(sale.from_on), str(sale.until_on)) == ("2023-01-01", "2024-12-31")
    months = _months(database, NEW)
    assert (min(months), max(months)) == (dt.date(2023, 1, 1), dt.date(2024, 12, 1))
    assert len(_months(database, OLD)) > len(months)


def test_who_sells_sees_a_point_no_longer_when_no_line_names_it(
    app: Flask, database: Database, feed: Feed
) -> None:
    _sold(feed, feed.rows["supply_points"][0]["ppe"])
    _take(app, feed, OLD)
    _sold(feed, "")
    _take(app, feed, OLD)
    assert _months(database, NEW) == set()
    _sold(feed, feed.rows["supply_points"][0]["ppe"])
    _take(app, feed, OLD)
    assert _months(database, NEW)
