"""Missing bills: agreements in force that nothing has been billed on for longer than their period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Date, case, exists, func, literal, or_, select

from app.billing.kinds import PERIODICAL
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, full_name
from app.foundation.clock import today
from app.foundation.db import db
from app.foundation.listing import Order, Sort
from app.foundation.months import later
from app.settings.service import value

PERIODS = (1, 2, 6, 12)  # the months a feed's agreement can be billed by
BY_NUMBER = Order(Agreement.id, {"number": Sort(Agreement.agreement_no)})
A_PAGE = 50
BEGUN_ON = func.coalesce(Agreement.opening_on, Agreement.signed_on)  # as `Agreement.begun_on`
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MissingBill:
    """An agreement whose next bill should have come by `expected_on`; the days late are counted from then.

    `billed_until` is the last day billed, None before the first bill.
    """

    agreement_id: int
    agreement_no: str
    customer_id: int
    customer_no: str
    customer_name: str
    billing_months: int
    billed_until: dt.date | None
    expected_on: dt.date
    days_late: int


@dataclass(frozen=True, slots=True)
class MissingPage:
    """A page of missing bills by agreement number, and the cursors (agreement ids) of its neighbours."""

    rows: Sequence[MissingBill]
    next: int | None
    previous: int | None


def missing_bills(
    day: dt.date | None = None, *, after: int | None = None, before: int | None = None, size: int = A_PAGE
) -> MissingPage:
    """Return a page of the agreements in force without a bill on a day (today by default). One statement.

    A bill is missing when the last day billed (before the first: the day the history begins, else that of
    signing) lies further back than the agreement's months and the setting `feed.bill_grace_days`.
    """
    day = day or today()
    rows = (
        select(
            Agreement.id,
            Agreement.agreement_no,
            Agreement.customer_id,
            Agreement.billing_months,
            Customer.customer_no,
            Customer.first_name,
            Customer.last_name,
            Customer.name,
            BEGUN_ON.label("begun_on"),
            _billed_until().label("billed_until"),
        )
        .join(Customer, Customer.id == Agreement.customer_id)
        .where(*_missing(day))
    )
    found = BY_NUMBER.page(rows, None, after=after, before=before, size=size)
    return MissingPage([_view(row, day) for row in found.rows], found.next, found.previous)


def count_missing(day: dt.date | None = None) -> int:
    """Return how many agreements in force lack a bill on a day (today by default). One statement."""
    counted = select(func.count()).select_from(Agreement).where(*_missing(day or today()))
    return db.session.scalar(counted) or 0


def _grace() -> dt.timedelta:
    return dt.timedelta(days=value("feed.bill_grace_days"))


def _billed_until() -> Any:
    mine = (Invoice.agreement_id == Agreement.id, Invoice.kind.in_(PERIODICAL))
    return select(func.max(Invoice.period_to)).where(*mine).correlate(Agreement).scalar_subquery()


def _missing(day: dt.date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions: in force, begun long enough ago, and nothing billed since."""
    expected = day - _grace()
    limits = {months: literal(later(expected, -months), Date) for months in PERIODS}
    limit = case(limits, value=Agreement.billing_months)
    billed = (Invoice.agreement_id == Agreement.id, Invoice.kind.in_(PERIODICAL), Invoice.period_to >= limit)
    return (
        Agreement.signed_on <= day,
        or_(Agreement.ended_on.is_(None), Agreement.ended_on >= day),
        limit > BEGUN_ON,
        ~exists().where(*billed).correlate(Agreement),
    )


def _view(row: Any, day: dt.date) -> MissingBill:
    last = max(filter(None, (row.billed_until, row.begun_on)))
    expected_on = next_end(last, row.billing_months) + _grace()
    return MissingBill(
        row.id,
        row.agreement_no,
        row.customer_id,
        row.customer_no,
        full_name(row.first_name, row.last_name, row.name),
        row.billing_months,
        row.billed_until,
        expected_on,
        (day - expected_on).days,
    )


def next_end(last: dt.date, months: int) -> dt.date:
    """Return the last day of the period of so many months that follows a day.

    After the last day of a month it is the last day of a month: 28 February is followed by 31 March.
    """
    first = last + _DAY
    following = later(first, months)
    is_shorter = following.day < first.day  # then its last day belongs to the period
    return following if is_shorter else following - _DAY
