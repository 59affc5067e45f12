"""Agreements that lack a bill: in force, and nothing billed for longer than their period and some days."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest

from app.billing.missing import PERIODS, MissingBill, count_missing, missing_bills, next_end
from app.foundation.actor import SYSTEM
from app.foundation.months import later
from app.settings.service import put
from tests.support.cast import Office
from tests.support.database import Database

DAY = dt.date(2026, 11, 23)
ONE_DAY = dt.timedelta(days=1)
SIGNED = dt.date(2024, 1, 1)


def _missing(database: Database, day: dt.date = DAY) -> list[MissingBill]:
    with database.read():
        found = list(missing_bills(day).rows)
        assert count_missing(day) == len(found)
    return found


def _billed(office: Office, until: dt.date, **columns: object) -> int:
    agreement = office.agreement(office.customer(), signed_on=SIGNED, **columns)
    office.invoice(agreement, 10_000, period_to=until)
    return agreement


def test_a_bill_is_missing_from_the_day_after_its_days_of_grace(database: Database, office: Office) -> None:
    agreement = _billed(office, dt.date(2026, 8, 31), billing_months=2)
    expected = dt.date(2026, 10, 31) + dt.timedelta(days=14)
    assert _missing(database, expected) == []
    (late,) = _missing(database, expected + ONE_DAY)
    assert (late.agreement_id, late.expected_on, late.days_late) == (agreement, expected, 1)
    assert late.billed_until == dt.date(2026, 8, 31)


def test_the_office_says_how_many_days_of_grace_there_are(database: Database, office: Office) -> None:
    _billed(office, dt.date(2026, 10, 20), billing_months=1)
    assert _missing(database) == []
    with database.write():
        put("feed.bill_grace_days", 2, SYSTEM)
    (late,) = _missing(database)
    assert late.days_late == 1


@pytest.mark.parametrize("kind", ["correction", "interest_note"])
def test_what_bills_no_period_is_no_bill(database: Database, office: Office, kind: str) -> None:
    agreement = _billed(office, dt.date(2026, 6, 30))
    office.invoice(agreement, 500, kind=kind, period_to=DAY)
    assert [row.agreement_id for row in _missing(database)] == [agreement]


@pytest.mark.parametrize("kind", ["settlement", "forecast", "final"])
def test_every_bill_of_a_period_counts(database: Database, office: Office, kind: str) -> None:
    agreement = _billed(office, dt.date(2026, 6, 30))
    office.invoice(agreement, 500, kind=kind, period_to=DAY)
    assert _missing(database) == []


def test_before_the_first_bill_the_days_count_from_the_history_s_first(
    database: Database, office: Office
) -> None:
    old = office.agreement(office.customer(), signed_on=SIGNED)
    office.agreement(office.customer(), signed_on=DAY - 30 * ONE_DAY)
    office.agreement(office.customer(), signed_on=SIGNED, opening_on=DAY - 30 * ONE_DAY)
    (late,) = _missing(database)
    assert (late.agreement_id, late.billed_until) == (old, None)


def test_only_agreements_in_force_lack_bills(database: Database, office: Office) -> None:
    _billed(office, dt.date(2025, 1, 31), ended_on=DAY - ONE_DAY)
    last_day = _billed(office, dt.date(2025, 1, 31), ended_on=DAY)
    assert [row.agreement_id for row in _missing(database)] == [last_day]


def test_a_row_names_the_customer(database: Database, office: Office) -> None:
    customer = office.customer("Zofia", "Późna")
    agreement = office.agreement(customer, signed_on=SIGNED, billing_months=12)
    (late,) = _missing(database)
    assert (late.customer_id, late.customer_name, late.billing_months) == (customer, "Zofia Późna", 12)
    assert late.agreement_id == agreement


def test_pages_follow_each_other_by_agreement_number_in_one_statement_each(
    database: Database, office: Office
) -> None:
    made = {_billed(office, dt.date(2025, 1, 31)) for _ in range(5)}
    assert len(_missing(database)) == 5  # from here on the settings are known
    with database.read(), database.statements() as seen:
        first = missing_bills(DAY, size=3)
        second = missing_bills(DAY, size=3, after=first.next)
        back = missing_bills(DAY, size=3, before=second.previous)
    assert len(seen) == 3
    numbers = [row.agreement_no for page in (first, second) for row in page.rows]
    assert numbers == sorted(numbers)
    assert {row.agreement_id for page in (first, second) for row in page.rows} == made
    assert back.rows == first.rows
    assert (first.previous, second.next) == (None, None)


@pytest.mark.parametrize("months", PERIODS)
def test_what_the_database_calls_late_is_late_by_the_calendar(months: int) -> None:
    # The database compares with `later`, a row is explained by `next_end`: both mean one day.
    for number in range(3 * 366):
        last = dt.date(2023, 12, 1) + number * ONE_DAY
        expected = next_end(last, months)
        assert later(expected, -months) <= last < later(expected + ONE_DAY, -months)


def test_a_month_s_end_is_followed_by_a_month_s_end() -> None:
    for month in range(1, 12):
        ends = [dt.date(2026, one, calendar.monthrange(2026, one)[1]) for one in (month, month + 1)]
        assert next_end(ends[0], 1) == ends[1]
