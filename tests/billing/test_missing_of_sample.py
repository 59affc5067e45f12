"""Missing bills of the whole sample, counted once more from its files by the calendar."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest

from app.billing.kinds import PERIODICAL
from app.billing.missing import missing_bills
from tests.support.database import Database
from tests.support.feeds import DATA, read

pytestmark = pytest.mark.sampled

GRACE = dt.timedelta(days=14)
ONE_DAY = dt.timedelta(days=1)
DAYS = [dt.date(2026, 11, 1), dt.date(2026, 11, 23), dt.date(2026, 12, 31), dt.date(2027, 3, 1)]


def _days(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _expected_by(last: dt.date, months: int) -> dt.date:
    """Return the last day of the next period, month by month; a month's end is followed by a month's end."""
    first = last + ONE_DAY
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    begin = dt.date(year, month, 1)
    following = begin + (first.day - 1) * ONE_DAY
    if following.month != month:
        following = following.replace(day=1)
    return following - ONE_DAY


def _missing(day: dt.date) -> dict[str, int]:
    """Return the days late by agreement number, from the files."""
    billed: dict[str, dt.date] = defaultdict(lambda: dt.date.min)
    for row in read(DATA / "sample" / "invoices.csv.gz"):
        until = _days(row["period_to"])
        if until and row["kind"] in PERIODICAL:
            billed[row["agreement_no"]] = max(until, billed[row["agreement_no"]])
    late = {}
    for row in read(DATA / "sample" / "agreements.csv.gz"):
        signed, ended = dt.date.fromisoformat(row["signed_on"]), _days(row["ended_on"])
        if signed > day or (ended and ended < day):
            continue
        last = max(billed[row["agreement_no"]], _days(row["opening_on"]) or signed)
        by = _expected_by(last, int(row["billing_months"])) + GRACE
        if by < day:
            late[row["agreement_no"]] = (day - by).days
    return late


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_files_and_the_database_name_the_same_agreements(database: Database, day: dt.date) -> None:
    with database.read():
        found = {row.agreement_no: row.days_late for row in missing_bills(day, size=1000).rows}
    assert found == _missing(day)
    assert (day < dt.date(2027, 1, 1)) or found, "nothing was billed since: something must be missing"
