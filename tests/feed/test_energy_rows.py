"""Rules of meters, readings and lines: each broken once, and what it draws along."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.billing.models import Invoice, InvoiceLine, Reading
from app.feed.models import FeedReject
from app.feed.report import FeedReport
from app.foundation.actor import SYSTEM
from app.settings.service import put
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed

METER = "046901790"  # of six digits, installed on 2022-06-06
CASES = [
    ("meters", "ppe", "590543900324528005", "unknown_supply_point"),
    ("meters", "installed_on", "2022-13-01", "impossible_date"),
    ("meters", "removed_on", "2022-06-05", "removed_before_installed"),
    ("meters", "digits", "3", "meter_digits_out_of_range"),
    ("meters", "digits", "10", "meter_digits_out_of_range"),
    ("meters", "digits", "5.0", "not_a_number"),
    ("meters", "multiplier", "0", "multiplier_out_of_range"),
    ("meters", "multiplier", "1.5", "not_a_number"),
    ("readings", "meter_no", "0", "unknown_meter"),
    ("readings", "zone", "1.8.0", "unknown_code"),
    ("readings", "read_on", "2022-06-05", "reading_before_installation"),
    ("readings", "kind", "guessed", "unknown_code"),
    ("readings", "value", "-1", "negative_reading"),
    ("readings", "value", "1.2345", "too_many_decimals"),
    ("readings", "value", "1000000", "reading_too_many_digits"),
    ("readings", "value", "1", "reading_falls"),
    ("invoice_lines", "invoice_no", "R/0", "unknown_invoice"),
    ("invoice_lines", "line_no", "one", "not_a_number"),
    ("invoice_lines", "ppe", "590543900324528005", "unknown_supply_point"),
    ("invoice_lines", "label", "", "missing_required"),
    ("invoice_lines", "zone", "noon", "unknown_code"),
    ("invoice_lines", "quantity", "", "missing_required"),
    ("invoice_lines", "unit", "kVA", "unknown_code"),
    ("invoice_lines", "unit_price", "-0.01", "negative_price"),
    ("invoice_lines", "net", "1,5", "decimal_comma"),
    ("invoice_lines", "vat_rate", "zw", "not_a_number"),
]


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    """One customer of the sample with everything; his rejected rows refuse no feed."""
    return Feed(tmp_path / "feed", customers=1, files=EVERY)


@pytest.fixture(autouse=True)
def _no_limit(database: Database) -> None:
    with database.write():
        put("feed.most_rejected", 100, SYSTEM)


def _take(app: Flask, feed: Feed) -> FeedReport:
    report = feed.take(app)
    assert report.outcome == "taken", report.fault
    feed.sequence += 1
    return report


def _rejected(database: Database) -> dict[str, tuple[str, str]]:
    return {each.key: (each.column, each.reason) for each in database.all(select(FeedReject))}


def _values(database: Database) -> dict[str, float]:
    rows = database.all(select(Reading).order_by(Reading.read_on, Reading.kind))
    return {f"{each.read_on} {each.kind}": each.value / 1000 for each in rows}


def _readings(feed: Feed, **states: str) -> None:
    """Let the register show these states (`d20240101_actual="100"`), and nothing else."""
    feed.rows["readings"] = []
    for when, value in states.items():
        day, _, kind = when.removeprefix("d").partition("_")
        row = {"meter_no": METER, "zone": "total", "read_on": f"{day[:4]}-{day[4:6]}-{day[6:]}"}
        feed.rows["readings"].append({**row, "kind": kind or "actual", "value": value})


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case[::2]) + case[3])
def test_a_bad_cell_is_named(app: Flask, database: Database, feed: Feed, case: tuple[str, ...]) -> None:
    name, column, value, reason = case
    row = dict(feed.rows[name][-1])
    if name == "meters":
        row["meter_no"] = "1"
    if name == "readings":
        row["kind"] = "control"
    if name == "invoice_lines":
        row["line_no"] = "999"
    row[column] = value
    feed.rows[name].append(row)
    report = _take(app, feed)
    found = [each for each in database.all(select(FeedReject)) if each.line == len(feed.rows[name]) + 1]
    assert [(each.file, each.column, each.reason, each.value) for each in found] == [
        (name, column, reason, value)
    ]
    assert report.counts[name].reasons[reason] == 1


def test_what_is_wrong_with_a_reading_is_its_first_bad_column(
    app: Flask, database: Database, feed: Feed
) -> None:
    _readings(feed, d20210101="12,5", d20240101_guessed="7", d20240201=" 100.50 ")
    feed.rows["readings"][1]["read_on"] = "2021-01-01"
    _take(app, feed)
    assert set(_rejected(database).values()) == {("read_on", "reading_before_installation")}
    assert _values(database) == {"2024-02-01 actual": 100.5}


def test_a_register_that_falls_loses_the_row_and_a_rollover_or_an_exchange_does_not(
    app: Flask, database: Database, feed: Feed
) -> None:
    _readings(feed, d20240101="999990", d20240201="15", d20240301="10", d20240401_exchange="3", d20240501="4")
    _take(app, feed)
    assert _rejected(database) == {f"{METER}|total|2024-03-01|actual": ("value", "reading_falls")}
    assert list(_values(database).values()) == [999990, 15, 3, 4]


def test_readings_of_one_day_are_not_compared_and_the_best_one_counts_for_the_next(
    app: Flask, database: Database, feed: Feed
) -> None:
    _readings(feed, d20240101_estimated="200", d20240101_control="100", d20240201="150", d20240301="120")
    _take(app, feed)
    assert _rejected(database) == {f"{METER}|total|2024-03-01|actual": ("value", "reading_falls")}


def test_a_back_dated_reading_gives_way_to_what_is_stored_after_it(
    app: Flask, database: Database, feed: Feed
) -> None:
    _readings(feed, d20240101="100", d20240301="300")
    _take(app, feed)
    _readings(feed, d20240201="400", d20240215="200")
    _take(app, feed)
    assert _rejected(database) == {f"{METER}|total|2024-02-01|actual": ("value", "reading_falls")}
    assert list(_values(database).values()) == [100, 200, 300]


def test_a_rejected_update_leaves_the_stored_reading_standing(
    app: Flask, database: Database, feed: Feed
) -> None:
    _readings(feed, d20240101="100", d20240201="200", d20240301="300")
    _take(app, feed)
    _readings(feed, d20240201="50")
    _take(app, feed)
    assert _rejected(database) == {f"{METER}|total|2024-02-01|actual": ("value", "reading_falls")}
    _readings(feed, d20240201="400")
    _take(app, feed)
    assert list(_values(database).values()) == [100, 200, 300]
    _readings(feed, d20240201="250")
    assert _take(app, feed).counts["readings"].changed == 1
    assert list(_values(database).values()) == [100, 250, 300]
    assert _rejected(database) == {}


def test_a_reject_s_key_is_told_as_it_came_and_goes_with_a_good_row_in_other_letters(
    app: Flask, database: Database, feed: Feed
) -> None:
    _readings(feed, d20240101="100", d20240201_ACTUAL="50")
    _take(app, feed)
    assert list(_rejected(database)) == [f"{METER}|total|2024-02-01|ACTUAL"]
    _readings(feed, d20240201="150")
    _take(app, feed)
    assert _rejected(database) == {}


def _lines(feed: Feed, invoice_no: str) -> list[dict[str, str]]:
    return [row for row in feed.rows["invoice_lines"] if row["invoice_no"] == invoice_no]


def test_lines_fall_with_a_bad_one_and_the_invoice_stays(app: Flask, database: Database, feed: Feed) -> None:
    number = feed.rows["invoices"][0]["invoice_no"]
    mine = _lines(feed, number)
    mine[1]["quantity"] = "many"
    _take(app, feed)
    found = _rejected(database)
    assert found.pop(f"{number}|{mine[1]['line_no']}") == ("quantity", "not_a_number")
    assert found == {
        f"{number}|{row['line_no']}": ("net", "lines_incomplete") for row in mine if row is not mine[1]
    }
    assert database.count(Invoice, Invoice.invoice_no == number) == 1
    assert database.count(InvoiceLine) == len(feed.rows["invoice_lines"]) - len(mine)


def test_lines_fall_when_they_do_not_add_up(app: Flask, database: Database, feed: Feed) -> None:
    number = feed.rows["invoices"][0]["invoice_no"]
    mine = _lines(feed, number)
    mine[0]["net"] = "0.01"
    _take(app, feed)
    assert _rejected(database) == {
        f"{number}|{row['line_no']}": ("net", "lines_do_not_add_up") for row in mine
    }


def test_stored_lines_count_for_the_sum_of_those_that_come(
    app: Flask, database: Database, feed: Feed
) -> None:
    number = feed.rows["invoices"][0]["invoice_no"]
    mine = _lines(feed, number)
    _take(app, feed)
    one, other = mine[0], mine[1]
    nets = round(float(one["net"]) + float(other["net"]), 2)
    feed.rows["invoice_lines"] = [dict(one, net=f"{nets:.2f}"), dict(other, net="0.00")]
    assert _take(app, feed).counts["invoice_lines"].changed == 2
    feed.rows["invoice_lines"] = [dict(one, net="0.01")]
    _take(app, feed)
    assert _rejected(database) == {f"{number}|{one['line_no']}": ("net", "lines_do_not_add_up")}


def test_of_lines_with_one_key_the_later_one_counts(app: Flask, feed: Feed) -> None:
    number = feed.rows["invoices"][0]["invoice_no"]
    first = _lines(feed, number)[0]
    feed.rows["invoice_lines"].insert(0, dict(first, net="0.01"))
    counts = _take(app, feed).counts["invoice_lines"]
    assert (counts.repeated, counts.rejected) == (1, 0)


def test_what_is_just_within_the_rules_is_taken(app: Flask, database: Database, feed: Feed) -> None:
    agreement = feed.rows["agreements"][0]
    invoice = dict(feed.rows["invoices"][0], invoice_no="R/1", corrects_no="", kind="CORRECTION")
    invoice.update(corrects_no=feed.rows["invoices"][0]["invoice_no"], ksef_no=" aB-cd/1 ")
    invoice.update(
        period_from="2026-01-01", period_to="2026-01-01", issued_on="2026-02-02", due_on="2026-02-02"
    )
    invoice.update(net="-10.00", vat="-2.30", gross="-12.30")
    feed.rows["invoices"].append(invoice)
    line = dict(feed.rows["invoice_lines"][0], invoice_no="R/1", line_no="0", quantity="-20.5", net="-10.00")
    line.update(unit="KWH", zone="Total", vat_rate="23", unit_price="0.487805")
    feed.rows["invoice_lines"] += [line, dict(line, line_no="1", net="0", unit_price="0", vat_rate="0")]
    meter = dict(
        feed.rows["meters"][0], meter_no="M", digits="4", multiplier="1000", installed_on="2023-05-05"
    )
    feed.rows["meters"].append(dict(meter, removed_on="2023-05-05"))
    reading = {
        "meter_no": "M",
        "zone": "OTHER",
        "read_on": "2023-05-05",
        "kind": "ExChange",
        "value": "9999.999",
    }
    feed.rows["readings"].append(reading)
    feed.rows["agreements"].append(
        dict(agreement, agreement_no="U/00000001", signed_on="2026-01-01", ended_on="2026-01-01")
    )
    assert _take(app, feed).rejected == 0
    stored = database.one(select(Invoice).where(Invoice.invoice_no == "R/1"))
    assert (stored.kind, stored.ksef_no, stored.gross) == ("correction", "aB-cd/1", -1230)
    lines = database.all(
        select(InvoiceLine).where(InvoiceLine.invoice_id == stored.id).order_by(InvoiceLine.line_no)
    )
    found = [(each.quantity, each.unit, each.zone, each.unit_price, each.vat_rate) for each in lines]
    assert found[0] == (-20_500_000, "kWh", "total", 487_805, 2300)
    assert found[1][3:] == (0, 0)
    shown = database.one(select(Reading).where(Reading.value == 9_999_999))
    assert (shown.zone, shown.kind) == ("other", "exchange")
