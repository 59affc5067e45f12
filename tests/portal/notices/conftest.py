"""Bills of Anna, and the two occasions on which notices are written."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update

from app.customers.models import Customer, CustomerAccess
from app.foundation.clock import Clock
from app.portal import notices
from tests.portal.notices.moment import DAY, NOW, TODAY, Announce, Bill, Remind
from tests.support.cast import Office, Person
from tests.support.database import Database


@pytest.fixture(autouse=True)
def moment(clock: Clock) -> None:
    """The day on which everything here happens."""
    clock.set(NOW)


@pytest.fixture
def bill(office: Office, anna: Person, database: Database) -> Bill:
    """Bill Anna, who has had access for a year: 100 zł issued today, due in a fortnight."""
    mine = CustomerAccess.account_id == anna.account_id
    database.run(update(CustomerAccess).where(mine).values(began_at=NOW - 365 * DAY))

    def make(gross: int = 10_000, **columns: Any) -> int:
        agreement_id = columns.pop("agreement_id", anna.agreement_id)
        return office.invoice(
            agreement_id, gross, **{"issued_on": TODAY, "due_on": TODAY + 14 * DAY, **columns}
        )

    return make


@pytest.fixture
def announce(database: Database) -> Announce:
    """Do what follows a feed that touched everybody; returns how many mails were written."""

    def act() -> int:
        with database.write():
            return notices.announce(select(Customer.id))

    return act


@pytest.fixture
def remind(database: Database) -> Remind:
    """Remind as on a day; returns how many mails were written."""

    def act(day: dt.date = TODAY) -> int:
        with database.write():
            return notices.remind(day)

    return act
