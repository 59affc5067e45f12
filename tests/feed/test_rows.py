"""Each rule of a row, one broken cell at a time: that row alone is rejected, and it is said where and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.billing.models import Invoice, Payment
from app.customers.models import Agreement, Customer, SupplyPoint
from app.feed.files import FILES
from app.feed.models import FeedReject
from tests.support.database import Database
from tests.support.feeds import Feed

CASES = [
    ("customers", "customer_no", "123456789", "wrong_format"),
    ("customers", "customer_no", "١٢٣٤٥٦٧٨٩٠", "wrong_format"),
    ("customers", "kind", "person", "unknown_code"),
    ("customers", "first_name", "", "missing_required"),
    ("customers", "pesel", "80010112346", "pesel_check_digit"),
    ("customers", "nip", "1234567890", "nip_check_digit"),
    ("customers", "regon", "123456789", "regon_check_digit"),
    ("customers", "krs", "123", "wrong_format"),
    ("customers", "legal_form", "ltd", "unknown_code"),
    ("customers", "phone", "600700800", "wrong_format"),
    ("customers", "postcode", "90001", "wrong_format"),
    ("customers", "building", " ", "missing_required"),
    ("customers", "city", "x" * 2001, "overlong_cell"),
    ("customers", "street", "a\0b", "nul_byte"),
    ("agreements", "agreement_no", "12345678", "wrong_format"),
    ("agreements", "customer_no", "9999999999", "unknown_customer"),
    ("agreements", "nrb", "12" * 13, "nrb_check_digit"),
    ("agreements", "billing_months", "3", "unknown_code"),
    ("agreements", "ended_on", "1999-01-01", "ended_before_signed"),
    ("agreements", "opening_balance", "1 234.50", "thousands_separator"),
    ("agreements", "signed_on", "2025-02-29", "impossible_date"),
    ("agreements", "signed_on", "20250228", "wrong_date_format"),
    ("supply_points", "ppe", "590543900324528433", "ppe_check_digit"),
    ("supply_points", "agreement_no", "U/99999999", "unknown_agreement"),
    ("supply_points", "contracted_kw", "1.2345", "too_many_decimals"),
    ("invoices", "agreement_no", "U/99999999", "unknown_agreement"),
    ("invoices", "corrects_no", "R/0", "unknown_corrected_invoice"),
    ("invoices", "due_on", "1999-01-01", "due_before_issued"),
    ("invoices", "gross", "0.01", "gross_not_net_plus_vat"),
    ("invoices", "net", "12,50", "decimal_comma"),
    ("invoices", "vat", "NaN", "not_a_number"),
    ("invoices", "vat", "1e3", "not_a_number"),
    ("payments", "amount", "1.001", "too_many_decimals"),
    ("payments", "amount", "", "missing_required"),
    ("payments", "invoice_no", "R/0", "unknown_invoice"),
]


def _row_of(feed: Feed, name: str) -> dict[str, str]:
    """A row whose rejection draws no others along: the last one that names or is named by nobody else."""
    if name == "customers":
        row = dict(feed.rows[name][0], customer_no="0000000001", pesel="", nip="", regon="", krs="")
    elif name == "agreements":
        row = dict(feed.rows[name][0], agreement_no="U/00000001")
    elif name == "supply_points":
        row = dict(feed.rows[name][0], ppe="590543900324528005")
    elif name == "invoices":
        row = dict(feed.row(name, kind="settlement"), invoice_no="R/1")
    else:
        row = dict(feed.rows[name][0], payment_no="W1")
    feed.rows[name].append(row)
    return row


@pytest.mark.one_engine("cells are judged before any database sees them; references are tested on both")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}-{case[3]}")
def test_a_bad_cell_rejects_its_row_alone(
    app: Flask, database: Database, tmp_path: Path, case: tuple[str, str, str, str]
) -> None:
    name, column, value, reason = case
    feed = Feed(tmp_path / "feed")
    _row_of(feed, name)[column] = value
    report = feed.take(app)
    assert report.outcome == "taken"
    rejected = database.one(select(FeedReject))
    assert (rejected.file, rejected.column, rejected.reason) == (name, column, reason)
    assert rejected.value == value.replace("\0", "␀")[:2000]
    assert rejected.line == len(feed.rows[name]) + 1
    assert report.counts[name].new == len(feed.rows[name]) - 1


def test_a_payment_names_its_first_bad_column_even_when_two_are_bad(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.rows["payments"][0].update(agreement_no="U/99999999", amount="1,5")
    feed.take(app)
    rejected = database.one(select(FeedReject))
    assert (rejected.column, rejected.reason) == ("agreement_no", "unknown_agreement")
    assert rejected.value == "U/99999999"


def test_corrections_of_rejected_corrections_fall_with_them(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    one = dict(feed.row("invoices", kind="settlement"), kind="correction")
    feed.rows["invoices"] += [
        dict(one, invoice_no="K/3", corrects_no="K/2"),
        dict(one, invoice_no="K/2", corrects_no="K/1"),
        dict(one, invoice_no="K/1", corrects_no="K/0"),
    ]
    feed.take(app)
    found = {each.key: each.reason for each in database.all(select(FeedReject))}
    assert found == {
        "K/1": "unknown_corrected_invoice",
        "K/2": "refers_to_rejected",
        "K/3": "refers_to_rejected",
    }


def test_a_correction_may_stand_before_the_invoice_it_corrects(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    one = dict(feed.row("invoices", kind="settlement"))
    feed.rows["invoices"].insert(
        0, dict(one, kind="CORRECTION", invoice_no="K/1", corrects_no=one["invoice_no"])
    )
    assert feed.take(app).rejected == 0
    assert database.one(select(Invoice.kind).where(Invoice.invoice_no == "K/1")) == "correction"


def test_a_rejected_update_leaves_what_is_stored_and_others_may_name_it(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    feed.sequence = 2
    row = feed.rows["customers"][0]
    row["postcode"], city = "nonsense", row["city"]
    report = feed.take(app)
    assert report.rejected == 1
    assert database.one(select(Customer.city).where(Customer.customer_no == row["customer_no"])) == city


def test_of_equal_keys_the_later_good_row_wins(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    row = feed.rows["customers"][0]
    feed.rows["customers"] += [dict(row, city="Zgierz"), dict(row, postcode="nonsense")]
    report = feed.take(app)
    counts = report.counts["customers"]
    assert (counts.rows, counts.new, counts.repeated, counts.rejected) == (42, 40, 1, 1)
    assert database.one(select(Customer.city).where(Customer.customer_no == row["customer_no"])) == "Zgierz"


def test_a_reject_goes_when_a_good_row_of_its_key_comes(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    payment = feed.rows["payments"][0]
    good, payment["amount"] = payment["amount"], "1,5"
    feed.take(app)
    feed.sequence = 2
    feed.take(app)
    assert database.count(FeedReject) == 1, "the same bad row again is kept once"
    feed.sequence, payment["amount"] = 3, good
    feed.take(app)
    assert database.count(FeedReject) == 0
    assert database.count(Payment, Payment.payment_no == payment["payment_no"]) == 1


def test_one_changed_cell_changes_one_row(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    for name, column, value in (
        ("customers", "pesel", "90090515836"),
        ("customers", "street", ""),
        ("agreements", "billing_months", "12"),
        ("supply_points", "contracted_kw", "3.5"),
        ("payments", "title", "inny \\ tytuł\tz tabulatorem"),
    ):
        feed.sequence += 1
        row = feed.rows[name][1]
        assert row[column] != value
        row[column] = value
        counts = feed.take(app).counts
        assert {
            key: (each.new, each.changed) for key, each in counts.items() if each.new or each.changed
        } == {name: (0, 1)}
    point = database.one(select(SupplyPoint).where(SupplyPoint.ppe == feed.rows["supply_points"][1]["ppe"]))
    assert point.contracted_w == 3500
    number = feed.rows["customers"][1]["customer_no"]
    assert database.one(select(Customer.pesel).where(Customer.customer_no == number)) == "90090515836"
    number = feed.rows["payments"][1]["payment_no"]
    assert database.one(select(Payment.title).where(Payment.payment_no == number)) == (
        "inny \\ tytuł\tz tabulatorem"
    )


def test_a_changed_payment_moves_the_balance(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    payment = feed.rows["payments"][0]
    mine = select(Agreement.balance).where(Agreement.agreement_no == payment["agreement_no"])
    before = database.one(mine)
    feed.sequence, payment["amount"] = 2, "0.00"
    feed.take(app)
    assert database.one(mine) > before


def test_an_invoice_that_moves_leaves_its_old_agreement_s_balance(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    invoice = feed.row("invoices", kind="settlement")
    old = invoice["agreement_no"]
    mine = select(Agreement.balance).where(Agreement.agreement_no == old)
    before = database.one(mine)
    invoice["agreement_no"] = next(
        row["agreement_no"] for row in feed.rows["agreements"] if row["agreement_no"] != old
    )
    feed.sequence = 2
    feed.take(app)
    assert database.one(mine) == before - round(float(invoice["gross"]) * 100)


def test_unknown_columns_and_tariffs_are_taken_and_named(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.rows["supply_points"][0]["tariff"] = "X99"
    feed.rows["supply_points"][1]["tariff"] = "g12W"
    for row in feed.rows["customers"]:
        row["region"] = "łódzki"
    report = feed.take(app)
    assert ("unknown_column", "customers.csv: region") in report.notes
    assert ("unknown_code", "supply_points.csv: tariff X99") in report.notes
    tariffs = set(database.all(select(SupplyPoint.tariff)))
    assert {"X99", "G12w"} <= tariffs


def test_a_line_is_the_one_a_record_begins_on_and_an_empty_line_is_no_row(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    feed.rows["payments"][0]["title"] = "two\nlines, and\n\nmore"
    feed.rows["payments"][2]["amount"] = "1,5"
    head, body = feed.content("payments").decode().split("\n", 1)
    feed.raw["payments"] = f"{head}\n\n{body}\n\n".replace("\n", "\r\n").encode()
    assert feed.take(app).rejected == 1
    assert database.one(select(FeedReject.line)) == 8, "header, empty, four of the first, one of the second"
    number = feed.rows["payments"][0]["payment_no"]
    title = database.one(select(Payment.title).where(Payment.payment_no == number))
    assert title.split() == ["two", "lines,", "and", "more"]


@pytest.mark.one_engine("cells are judged before any database sees them")
def test_long_rows_are_read_as_short_ones_are(app: Flask, database: Database, tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    row = feed.rows["customers"][0]
    row.update(street="u" * 1990, city="\u00a0\tm\u2003" + "x" * 1998 + "\u202f ", building=" \u00a07\u00a0")
    assert feed.take(app).rejected == 0
    stored = database.one(select(Customer).where(Customer.customer_no == row["customer_no"]))
    assert (stored.street, stored.building) == ("u" * 1990, "7")
    assert stored.city == "m\u2003" + "x" * 1998


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("customers", "pesel"),
        ("customers", "email"),
        ("agreements", "ended_on"),
        ("invoices", "ksef_no"),
        ("invoices", "period_to"),
        ("payments", "invoice_no"),
    ],
)
def test_a_cell_that_becomes_empty_empties_what_is_stored(
    app: Flask, database: Database, tmp_path: Path, name: str, column: str
) -> None:
    feed = Feed(tmp_path / "feed")
    row = feed.rows[name][1]
    row[column] = row[column] or {"ended_on": "2026-12-31", "ksef_no": "  aB-Cd 1 "}[column]
    feed.take(app)
    table = FILES[name].table
    key = FILES[name].key[0]
    stored = select(table.c[column]).where(table.c[key] == row[key])
    came = row[column].strip()
    assert str(database.one(stored)) == came
    row[column], feed.sequence = "", 2
    assert feed.take(app).counts[name].changed == 1
    assert database.one(stored) is None
    if column == "pesel":
        assert database.one(select(table.c.pesel_digest).where(table.c[key] == row[key])) is None


def test_a_reject_stays_while_feeds_do_not_name_its_key_and_is_remembered_by_those_that_refer_to_it(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    corrected = dict(feed.row("invoices", kind="settlement"), invoice_no="R/1")
    feed.rows["invoices"].append(dict(corrected, gross="0.01"))
    feed.take(app)
    assert [each.key for each in database.all(select(FeedReject))] == ["R/1"]
    feed.sequence, feed.rows["invoices"][-1] = 2, dict(corrected, invoice_no="R/2", gross="0.02")
    feed.rows["payments"].append(dict(feed.rows["payments"][0], payment_no="W1", invoice_no="R/1"))
    feed.take(app)
    found = {each.key: each.reason for each in database.all(select(FeedReject))}
    assert found.pop("W1") == "refers_to_rejected"
    assert found == {"R/1": "gross_not_net_plus_vat", "R/2": "gross_not_net_plus_vat"}


@pytest.mark.one_engine("cells are judged before any database sees them")
def test_what_no_cell_may_hold_rejects_a_row_also_in_a_column_that_is_ignored(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed")
    for row in feed.rows["payments"]:
        row["branch"] = "x" * 2000
    feed.rows["payments"][0]["branch"] = "a\0b"
    feed.rows["payments"][1]["branch"] = "x" * 2001
    feed.take(app)
    found = [
        (each.column, each.reason) for each in database.all(select(FeedReject).order_by(FeedReject.line))
    ]
    assert found == [("branch", "nul_byte"), ("branch", "overlong_cell")]
