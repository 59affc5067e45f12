"""Whatever a feed brings, also a part of the files: what is derived is what deriving all anew would give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.billing.derive import derive
from app.billing.derive_energy import derive_energy
from app.billing.models import ConsumptionMonth, Invoice, MeterState
from app.billing.table_queries import readings
from app.customers.models import Agreement, Customer, CustomerAccess, Meter, Supply, SupplyPoint
from app.feed.report import FeedReport
from app.foundation import clock
from tests.support.cast import Office
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed

METER = "046901790"


@pytest.fixture
def feed(app: Flask, tmp_path: Path) -> Feed:
    """Three customers with everything, taken in once."""
    feed = Feed(tmp_path / "feed", customers=3, files=EVERY)
    assert feed.take(app).rejected == 0
    return feed


def _next(app: Flask, feed: Feed, *files: str) -> FeedReport:
    """Take in the next feed, of these files only (of all by default)."""
    whole, feed.sequence = feed.rows, feed.sequence + 1
    feed.rows = {name: whole[name] for name in files or EVERY}
    report = feed.take(app)
    feed.rows = whole
    assert (report.outcome, report.rejected) == ("taken", 0), report.fault
    return report


def _is_up_to_date(database: Database) -> bool:
    """Say whether deriving everything anew would change nothing."""
    before = database.digests()
    with database.write():
        derive(select(Agreement.id))
        derive_energy(select(SupplyPoint.id))
    return database.digests() == before


def _energy(database: Database, ppe: str) -> dict[tuple[dt.date, str], int]:
    mine = select(Supply.id).join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
    supplies = mine.where(SupplyPoint.ppe == ppe)
    rows = database.all(select(ConsumptionMonth).where(ConsumptionMonth.supply_id.in_(supplies)))
    return {(each.month, each.zone): each.energy for each in rows}


def _balances(database: Database) -> Sequence[int]:
    return database.all(select(Agreement.balance).order_by(Agreement.agreement_no))


def test_readings_alone_bring_their_energy(app: Flask, database: Database, feed: Feed) -> None:
    mine = [row for row in feed.rows["readings"] if row["meter_no"] == METER]
    last = max(mine, key=lambda row: row["read_on"])
    last["value"] = str(float(last["value"]) + 7)
    ppe = feed.row("meters", meter_no=METER)["ppe"]
    before = sum(_energy(database, ppe).values())
    _next(app, feed, "readings")
    assert sum(_energy(database, ppe).values()) == before + 7000
    assert _is_up_to_date(database)


def test_payments_alone_move_the_balance(app: Flask, database: Database, feed: Feed) -> None:
    before = sum(_balances(database))
    feed.rows["payments"][-1]["amount"] = f"{float(feed.rows['payments'][-1]['amount']) - 1:.2f}"
    _next(app, feed, "payments")
    assert sum(_balances(database)) == before + 100
    assert _is_up_to_date(database)


def test_a_payment_that_moves_leaves_its_old_agreement_s_balance(
    app: Flask, database: Database, feed: Feed
) -> None:
    before = _balances(database)
    payment = feed.rows["payments"][0]
    numbers = [row["agreement_no"] for row in feed.rows["agreements"]]
    payment["agreement_no"] = next(each for each in numbers if each != payment["agreement_no"])
    _next(app, feed, "payments")
    assert sum(_balances(database)) == sum(before)
    assert _balances(database) != before
    assert _is_up_to_date(database)


def test_an_opening_balance_that_comes_later_or_goes_moves_the_balance(
    app: Flask, database: Database, feed: Feed
) -> None:
    before = sum(_balances(database))
    agreement = feed.rows["agreements"][0]
    was = round(float(agreement["opening_balance"]) * 100)
    agreement["opening_balance"] = agreement["opening_on"] = ""
    _next(app, feed, "agreements")
    assert sum(_balances(database)) == before - was != before
    assert _is_up_to_date(database)
    agreement["opening_balance"], agreement["opening_on"] = "-12.34", agreement["signed_on"]
    _next(app, feed, "agreements")
    assert sum(_balances(database)) == before - was - 1234
    assert _is_up_to_date(database)


@pytest.mark.parametrize(("column", "value"), [("multiplier", "20"), ("digits", "9"), ("removed_on", "")])
def test_a_meter_that_changes_changes_its_point_s_energy(
    app: Flask, database: Database, feed: Feed, column: str, value: str
) -> None:
    meter = feed.row("meters", meter_no=METER)
    before = sum(_energy(database, meter["ppe"]).values())
    meter[column] = value
    _next(app, feed, "meters")
    factor = 20 if column == "multiplier" else 1
    assert sum(_energy(database, meter["ppe"]).values()) == before * factor
    assert _is_up_to_date(database)


def test_a_meter_that_moves_takes_its_energy_along(app: Flask, database: Database, feed: Feed) -> None:
    meter = feed.row("meters", meter_no=METER)
    old = meter["ppe"]
    new = next(row["ppe"] for row in feed.rows["supply_points"] if row["ppe"] != old)
    meter["ppe"] = new
    _next(app, feed, "meters")
    moved = select(Meter.id).where(Meter.meter_no == METER)
    there = select(SupplyPoint.ppe).join(Supply, Supply.supply_point_id == SupplyPoint.id)
    states = there.join(MeterState, MeterState.supply_id == Supply.id).where(MeterState.meter_id.in_(moved))
    assert set(database.all(states)) == {new}
    assert _energy(database, old) == {}
    assert _is_up_to_date(database)


def test_what_a_meter_showed_before_it_was_moved_is_nobody_s_at_its_new_place(
    app: Flask, database: Database, feed: Feed
) -> None:
    meter = feed.row("meters", meter_no=METER)
    days = sorted(row["read_on"] for row in feed.rows["readings"] if row["meter_no"] == METER)
    meter["ppe"] = next(row["ppe"] for row in feed.rows["supply_points"] if row["ppe"] != meter["ppe"])
    meter["installed_on"] = days[-3]
    before = _energy(database, meter["ppe"])
    _next(app, feed, "meters")
    more = {key for key, wh in _energy(database, meter["ppe"]).items() if wh != before.get(key)}
    assert more
    assert min(month.isoformat() for month, _ in more) >= days[-3][:7]
    there = select(Supply.id).join(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
    supplies = database.all(there.where(SupplyPoint.ppe == meter["ppe"]))
    with database.read() as session:
        shown = [str(row.read_on) for row in session.execute(readings(supplies)) if row.meter_no == METER]
    assert min(shown) == days[-3]
    assert _is_up_to_date(database)


def test_an_address_that_changes_derives_nothing_new(app: Flask, database: Database, feed: Feed) -> None:
    before = database.digests("feed_run", "supply_point")
    feed.rows["supply_points"][0]["city"] = "Zgierz"
    _next(app, feed, "supply_points")
    assert database.digests("feed_run", "supply_point") == before


def test_an_agreement_that_moves_is_its_new_customer_s(
    app: Flask, database: Database, office: Office, feed: Feed
) -> None:
    one, other = (row["customer_no"] for row in feed.rows["customers"][:2])
    ids = [database.one(select(Customer.id).where(Customer.customer_no == number)) for number in (one, other)]
    account = office.account("Jan Próbny", "jan@example.com")
    for customer_id in ids:
        database.save(CustomerAccess(account_id=account, customer_id=customer_id, began_at=clock.now()))
    for row in feed.rows["agreements"]:
        row["ended_on"] = "2025-12-31" if row["customer_no"] == other else ""
    _next(app, feed, "agreements")
    since = select(CustomerAccess.read_only_on).order_by(CustomerAccess.customer_id)
    assert [each is None for each in database.all(since)] == [ids[0] < ids[1], ids[0] > ids[1]]
    for row in feed.rows["agreements"]:
        if row["customer_no"] in {one, other}:
            row["customer_no"] = other
    _next(app, feed, "agreements")
    holders = select(Agreement.customer_id).where(Agreement.customer_id.in_(ids)).distinct()
    assert database.one(holders) == ids[1]
    moved = select(CustomerAccess.read_only_on).where(CustomerAccess.customer_id == ids[1])
    assert database.one(moved) is None, "who got an agreement in force is no longer read-only"
    assert _is_up_to_date(database)


def test_a_sale_ends_when_the_agreement_sells_no_longer(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed", customers=3, files=EVERY)
    point = feed.rows["supply_points"][0]
    seller = feed.row("agreements", agreement_no=point["agreement_no"])
    seller["kind"] = "sale"
    point["agreement_no"] = next(
        row["agreement_no"]
        for row in feed.rows["agreements"]
        if row["agreement_no"] != seller["agreement_no"]
    )
    feed.take(app)
    sale = select(Supply).where(Supply.role == "sale")
    assert [each.until_on for each in database.all(sale)] == [None]
    seller["kind"] = "distribution"
    _next(app, feed, "agreements")
    ended = database.one(sale)
    assert ended.until_on is not None
    assert ended.until_on < ended.from_on
    assert _is_up_to_date(database)
    assert database.count(ConsumptionMonth, ConsumptionMonth.supply_id == ended.id) == 0


def test_a_rejected_row_moves_nothing(app: Flask, database: Database, feed: Feed) -> None:
    before = database.digests("feed_run", "feed_reject")
    feed.rows["invoices"][0].update(gross="0.01", agreement_no=feed.rows["agreements"][-1]["agreement_no"])
    feed.sequence += 1
    report = feed.take(app)
    assert {name: each.rejected for name, each in report.counts.items() if each.rejected} == {"invoices": 1}
    assert database.digests("feed_run", "feed_reject") == before
    assert database.count(Invoice) == len(feed.rows["invoices"])


def test_an_end_that_means_never_is_a_day_like_others(app: Flask, database: Database, feed: Feed) -> None:
    for row in feed.rows["agreements"]:
        row["ended_on"] = "9999-12-31"
    _next(app, feed, "agreements")
    assert _is_up_to_date(database)
