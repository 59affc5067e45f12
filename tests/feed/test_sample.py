"""The billing system's own samples: the clean one goes in whole, the dirty one loses exactly its bad rows."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Text, cast, select

from app.billing.models import Invoice, InvoiceLine, Payment, Reading
from app.billing.summary import Summary, summaries
from app.customers.models import Agreement, Customer, Meter, SupplyPoint
from app.feed.models import FeedReject, FeedRun
from tests.oracle import Oracle
from tests.support.database import Database
from tests.support.feeds import DATA, take

SAMPLE, DIRTY = DATA / "sample", DATA / "dirty"
DAY = dt.date(2026, 10, 31)
OWNERS = select(Agreement.id, Customer.customer_no).join(Customer, Customer.id == Agreement.customer_id)
SETTLED = select(Invoice.invoice_no, Invoice.settled)
# What the samples call a fault, where our reason says it in other words.
# Who names a row by the number it should have had cannot know that it was rejected; and of an invoice whose
# line names another one, what is left does not add up.
UNKNOWN = {
    ("refers_to_rejected", "unknown_supply_point"),
    ("lines_incomplete", "lines_do_not_add_up"),
}
OTHER_WORDS = {"decimal_comma_without_quotes": "too_many_cells"}


def test_the_clean_sample_goes_in_whole(app: Flask, database: Database) -> None:
    report = take(app, SAMPLE)
    assert (report.outcome, report.rejected, report.fault) == ("taken", 0, None)
    rows = {name: counts.rows for name, counts in report.counts.items()}
    stored = {
        "customers": database.count(Customer),
        "agreements": database.count(Agreement),
        "supply_points": database.count(SupplyPoint),
        "meters": database.count(Meter),
        "readings": database.count(Reading),
        "invoices": database.count(Invoice),
        "invoice_lines": database.count(InvoiceLine),
        "payments": database.count(Payment),
    }
    assert rows == stored
    assert stored == {
        "customers": 300,
        "agreements": 309,
        "supply_points": 394,
        "meters": 406,
        "readings": 11995,
        "invoices": 6343,
        "invoice_lines": 73125,
        "payments": 6268,
    }


def _stand(database: Database) -> dict[str, list[Summary]]:
    """Return how each agreement stands, by the number of its customer."""
    with database.read() as session:
        owners = {row.id: row.customer_no for row in session.execute(OWNERS)}
        found, _ = summaries(session.scalars(select(Agreement)), newest=0, day=DAY)
    by_customer: dict[str, list[Summary]] = {number: [] for number in owners.values()}
    for each in found:
        by_customer[owners[each.agreement_id]].append(each)
    return by_customer


@pytest.mark.sampled
def test_every_figure_is_the_oracle_s(database: Database) -> None:
    oracle = Oracle(SAMPLE, DAY)
    for number, agreements in _stand(database).items():
        late, since = oracle.overdue(number)
        assert sum(one.balance for one in agreements) == oracle.balance(number) * 100
        assert sum(one.overdue for one in agreements) == late * 100
        days = [one.overdue_since for one in agreements if one.overdue_since]
        assert min(days, default=None) == since
    with database.read() as session:
        settled = {row.invoice_no: row.settled for row in session.execute(SETTLED)}
    expected = {paper.number: paper.paid * 100 for each in oracle.accounts.values() for paper in each.papers}
    assert settled == expected


@pytest.mark.sampled
def test_the_figures_are_those_the_billing_system_tells(database: Database) -> None:
    told = {  # customer -> (overdue, balance) in grosze, from the sample's own index
        "1482584669": (636_243, 636_243),
        "2840472450": (0, -86_167),
        "4815729126": (2_453, 2_453),
        "5679964632": (407_629, 407_629),
        "7778695087": (843_177, 843_177),
    }
    found = {
        number: (sum(one.overdue for one in agreements), sum(one.balance for one in agreements))
        for number, agreements in _stand(database).items()
    }
    assert {number: found[number] for number in told} == told
    assert sum(overdue > 500 for overdue, _ in found.values()) == 53
    assert sum(balance < 0 for _, balance in found.values()) == 21


def test_the_dirty_sample_loses_exactly_its_bad_rows(app: Flask, database: Database, tmp_path: Path) -> None:
    report = take(app, DIRTY, rejects_to=tmp_path / "rejects.csv")
    with (DATA / "dirty.expected.csv").open(encoding="utf-8", newline="") as file:
        expected = {
            (row["file"], int(row["line"]), row["key"], row["column"]): row["fault"]
            for row in csv.DictReader(file)
            if row["verdict"] == "reject"
        }
    kept = {
        (f"{each.file}.csv", each.line, each.key, each.column): each.reason
        for each in database.all(select(FeedReject))
    }
    assert set(kept) == set(expected)
    for place, reason in kept.items():
        fault = expected[place]
        assert reason == OTHER_WORDS.get(fault, fault) or (fault, reason) in UNKNOWN, place
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        written = {(row["file"], int(row["line"]), row["key"], row["column"]) for row in csv.DictReader(file)}
    assert written == set(expected)
    assert len(expected) == report.rejected == 853


def test_a_rejected_value_is_kept_as_it_came_but_not_readable_in_the_database(
    app: Flask, database: Database
) -> None:
    take(app, DIRTY)
    bad = database.one(select(FeedReject).where(FeedReject.reason == "pesel_check_digit"))
    assert len(bad.value) == 11
    raw = database.one(select(cast(FeedReject.value, Text)).where(FeedReject.id == bad.id))
    assert bad.value not in raw


def test_what_came_in_unusual_forms_is_read(app: Flask, database: Database) -> None:
    take(app, DIRTY)
    kinds = set(database.all(select(Invoice.kind).distinct()))
    assert kinds <= {"settlement", "forecast", "final", "correction", "interest_note"}
    city = database.one(select(Customer.city).where(Customer.customer_no == "3562489401"))
    assert city == city.strip()


def test_the_same_feed_twice_changes_nothing(app: Flask, database: Database) -> None:
    take(app, DIRTY)
    before = database.one(select(Customer).where(Customer.pesel.is_not(None)).order_by(Customer.id).limit(1))
    rejects = database.count(FeedReject)
    again = take(app, DIRTY)
    assert {(each.new, each.changed) for each in again.counts.values()} == {(0, 0)}
    assert database.count(FeedReject) == rejects
    assert database.get(Customer, before.id).pesel == before.pesel
    assert database.count(FeedRun) == 2
