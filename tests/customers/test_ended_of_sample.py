"""Of every customer of the sample: since when he can only read, as its files say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from sqlalchemy import insert, literal, select

from app.customers.ended import follow_agreements
from app.customers.models import Customer, CustomerAccess
from app.foundation.clock import Clock
from app.foundation.db import UTCDateTime
from tests.support.cast import Office
from tests.support.database import Database
from tests.support.feeds import DATA, read

pytestmark = pytest.mark.sampled

NOON = dt.datetime(2026, 11, 23, 11, tzinfo=dt.UTC)


def _ended_since(day: dt.date) -> dict[str, dt.date]:
    """Return since when, by number, of the customers without an agreement in force, from the files."""
    days = defaultdict(list)
    for row in read(DATA / "sample" / "agreements.csv.gz"):
        begun = dt.date.fromisoformat(row["signed_on"])
        days[row["customer_no"]].append((begun, dt.date.fromisoformat(row["ended_on"] or "9999-12-31")))
    found = {}
    for number, times in days.items():
        over = [last for _first, last in times if last < day]
        if over and not any(first <= day <= last for first, last in times):
            found[number] = max(over) + dt.timedelta(days=1)
    return found


def test_every_customer_whose_agreements_have_ended_can_only_read(
    database: Database, office: Office, clock: Clock
) -> None:
    clock.set(NOON)
    account = office.account("Anna Wszystkich", "anna@example.com")
    began_at = literal(NOON, UTCDateTime)
    everybody = select(literal(account), Customer.id, began_at)
    database.run(insert(CustomerAccess).from_select(["account_id", "customer_id", "began_at"], everybody))
    expected = _ended_since(NOON.date())
    with database.write() as session:
        assert follow_agreements() == len(expected) > 0
        found = session.execute(
            select(Customer.customer_no, CustomerAccess.read_only_on)
            .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
            .where(CustomerAccess.read_only_on.is_not(None))
        )
        assert {row.customer_no: row.read_only_on for row in found} == expected
