"""Customers without an agreement in force: their access goes on, to be read only."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.audit.service import Entry, record
from app.customers.models import Agreement, CustomerAccess
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import day_after, db
from app.mail.ticks import mark

AT_ONCE = 500


def run() -> int:
    """Follow, once a day, agreements whose first or last day has come; return how many customers changed."""
    return follow_agreements() if mark("customers.ended", clock.today().isoformat()) else 0


def follow_agreements(customer_ids: Select[int] | None = None) -> int:
    """Note at the live accesses of these customers (of all by default) since when they can only be read.

    That is the day after the last agreement ended, when none is in force today; with one in force, or when
    none has ended, nothing is noted. Each change stands in the customer's history. Returns how many changed.
    """
    since = read_only_since(CustomerAccess.customer_id)
    changed = db.session.execute(
        update(CustomerAccess)
        .where(
            CustomerAccess.ended_at.is_(None),
            *([] if customer_ids is None else [CustomerAccess.customer_id.in_(customer_ids)]),
            CustomerAccess.read_only_on.is_distinct_from(since),
        )
        .values(read_only_on=since)
        .returning(CustomerAccess.customer_id, CustomerAccess.read_only_on)
        .execution_options(synchronize_session=False)
    )
    # Several accounts may see one customer, whose history says it once.
    days: dict[int, dt.date | None] = {row.customer_id: row.read_only_on for row in changed}
    entries = [_entry(customer_id, days[customer_id]) for customer_id in sorted(days)]
    for start in range(0, len(entries), AT_ONCE):
        record(*entries[start : start + AT_ONCE])
    return len(entries)


def read_only_since(customer_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[dt.date]:
    """Return in SQL since when none of a customer's agreements is in force; NULL while one is."""
    day, his = clock.today(), Agreement.customer_id == customer_id
    lasts = or_(Agreement.ended_on.is_(None), Agreement.ended_on >= day)
    in_force = exists().where(his, Agreement.signed_on <= day, lasts).correlate(CustomerAccess)
    last_end = select(func.max(Agreement.ended_on)).where(his, Agreement.ended_on < day)
    return case((~in_force, day_after(last_end.correlate(CustomerAccess).scalar_subquery())))


def _entry(customer_id: int, since: dt.date | None) -> Entry:
    if since is None:
        return Entry("customer", customer_id, "customer.agreement_again", SYSTEM)
    data = {"since": since.isoformat()}
    return Entry("customer", customer_id, "customer.agreements_ended", SYSTEM, data=data)
