"""Since when an agreement has been overpaid: the first day after which its balance stayed below nothing."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Subquery, and_, func, select, union_all

from app.billing.models import Invoice, Payment
from app.customers.models import Agreement


def overpaid_since(customer_ids: Collection[int]) -> Subquery:
    """Return (agreement_id, since) of the overpaid agreements of these customers, to be joined.

    The balance of a day counts what was issued and booked up to its end, whenever it is due.
    """
    overpaid = and_(Agreement.customer_id.in_(customer_ids), Agreement.balance < 0)
    begun = func.coalesce(Agreement.opening_on, Agreement.signed_on)
    moves = union_all(
        select(
            Agreement.id.label("agreement_id"), begun.label("day"), Agreement.opening_balance.label("amount")
        ).where(overpaid, Agreement.opening_balance.is_not(None)),
        select(Invoice.agreement_id, Invoice.issued_on, Invoice.gross).join(Agreement).where(overpaid),
        select(Payment.agreement_id, Payment.booked_on, -Payment.amount).join(Agreement).where(overpaid),
    ).subquery()
    # All moves of one day are peers, so the sum is the balance at its end.
    balance = func.sum(moves.c.amount).over(partition_by=moves.c.agreement_id, order_by=moves.c.day)
    ends = select(moves.c.agreement_id, moves.c.day, balance.label("balance")).subquery()
    before = (
        select(ends.c.agreement_id, func.max(ends.c.day).label("day"))
        .where(ends.c.balance >= 0)
        .group_by(ends.c.agreement_id)
        .subquery()
    )
    late = ends.outerjoin(before, before.c.agreement_id == ends.c.agreement_id)
    return (
        select(ends.c.agreement_id, func.min(ends.c.day).label("since"))
        .select_from(late)
        .where((before.c.day.is_(None)) | (ends.c.day > before.c.day))
        .group_by(ends.c.agreement_id)
        .subquery()
    )
