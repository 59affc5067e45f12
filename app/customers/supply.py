"""The one writer of `supply`: which agreement held a supply point, or sold energy there, and when.

Delivery follows the feed's supply points: a point that names another agreement has changed hands. Where the
agreements' days overlap the later holder wins, so that no day of a point is delivered twice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from app.customers.models import Agreement, Supply, SupplyPoint
from app.foundation.db import db

_DELIVERY, _SALE = literal("delivery"), literal("sale")


def hold(points: Select[int]) -> None:
    """Bring the deliveries of these supply points (ids) up to date.

    A new holder comes last in the point's chain; then the days of the chain follow from its agreements'.
    """
    _add_holders(points)
    _set_days(points)


def sell(named: Select[int | None, int], agreements: Select[int]) -> None:
    """Bring the sales of these agreements (ids) up to date.

    `named` gives the (supply point, agreement) that lines of their invoices name. A sale lasts as long as its
    agreement; one that no line names any more is kept as never held. Who delivers needs no sale.
    """
    pairs = named.subquery("named")
    point, agreement = pairs.c[0], pairs.c[1]
    known = exists().where(Supply.supply_point_id == point, Supply.agreement_id == agreement)
    rows = (
        select(point, agreement, _SALE, literal(0), Agreement.signed_on)
        .distinct()
        .join(Agreement, Agreement.id == agreement)
        .where(agreement.in_(agreements), ~known)
    )
    _insert(rows)
    is_named = exists().where(point == Supply.supply_point_id, agreement == Supply.agreement_id)
    until = case((is_named, Agreement.ended_on), else_=_shifted(Agreement.signed_on, -1))
    days = (
        select(Supply.id, Agreement.signed_on.label("from_on"), until.label("until_on"))
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .where(Supply.role == _SALE, Supply.agreement_id.in_(agreements))
    )
    _update(days)


def _add_holders(points: Select[int]) -> None:
    later = Supply.__table__.alias("later")
    is_last = ~exists().where(
        later.c.supply_point_id == Supply.supply_point_id,
        later.c.role == _DELIVERY,
        later.c.place > Supply.place,
    )
    last = (
        select(Supply.supply_point_id, Supply.agreement_id, Supply.place)
        .where(Supply.role == _DELIVERY, Supply.supply_point_id.in_(points), is_last)
        .subquery("last")
    )
    rows = (
        select(
            SupplyPoint.id,
            SupplyPoint.agreement_id,
            _DELIVERY,
            func.coalesce(last.c.place + 1, 0),
            Agreement.signed_on,
        )
        .join(Agreement, Agreement.id == SupplyPoint.agreement_id)
        .outerjoin(last, last.c.supply_point_id == SupplyPoint.id)
        .where(SupplyPoint.id.in_(points))
        .where(last.c.agreement_id.is_distinct_from(SupplyPoint.agreement_id))
    )
    _insert(rows)


def _set_days(points: Select[int]) -> None:
    """Close each holder's time at his agreement's end, and before the next one's; begin after the last."""
    chain = {"partition_by": Supply.supply_point_id, "order_by": Supply.place}
    next_signed = func.lead(Agreement.signed_on, type_=Date()).over(**chain)  # type: ignore[arg-type]  # columns
    before = _shifted(next_signed, -1)
    held = (
        select(
            Supply.id,
            Supply.supply_point_id,
            Supply.place,
            Agreement.signed_on,
            case((_is_over(before), Agreement.ended_on), else_=before).label("until_on"),
        )
        .join(Agreement, Agreement.id == Supply.agreement_id)
        .where(Supply.role == _DELIVERY, Supply.supply_point_id.in_(points))
        .subquery("held")
    )
    # Of all before, not only of the last: one that never held the point opens no time again.
    free = _shifted(
        func.max(held.c.until_on).over(
            partition_by=held.c.supply_point_id, order_by=held.c.place, rows=(None, -1)
        ),
        1,
    )
    from_on = case((free > held.c.signed_on, free), else_=held.c.signed_on)
    _update(select(held.c.id, from_on.label("from_on"), held.c.until_on))


def _is_over(before: ColumnElement[dt.date]) -> ColumnElement[bool]:
    """Say whether an agreement's time ends by itself: before the next holder comes, or comes back."""
    ended_on: Any = Agreement.ended_on
    by_itself = or_(before.is_(None), ended_on <= before, before < Agreement.signed_on)
    return and_(ended_on.is_not(None), by_itself)


def _shifted(day: Any, days: int) -> ColumnElement[dt.date]:
    """Return a day of SQL some days later, in the engine's own words; NULL stays NULL."""
    if db.engine.dialect.name == "sqlite":
        return func.date(day, f"{days:+} days", type_=Date())
    return cast(day + literal(days, Integer), Date)


def _insert(rows: Select[*tuple[Any, ...]]) -> None:
    """Store new supplies in an order that does not hang on the engine's mood."""
    columns = ["supply_point_id", "agreement_id", "role", "place", "from_on"]
    db.session.execute(insert(Supply).from_select(columns, rows.order_by(*rows.selected_columns[:2])))


def _update(days: Select[Any]) -> None:
    """Write days (id, from_on, until_on) where they are others than those stored."""
    new = days.subquery("days")
    moved = or_(Supply.from_on != new.c.from_on, Supply.until_on.is_distinct_from(new.c.until_on))
    values = {"from_on": new.c.from_on, "until_on": new.c.until_on}
    db.session.execute(update(Supply).where(Supply.id == new.c.id, moved).values(values))
