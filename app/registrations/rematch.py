"""Comparing again what waits in the office, after the customer base has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, or_, select, update

from app.customers.models import Customer
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.registrations.matching import Match, given_of, match_many
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire_many

WAITING = ("matched", "needs_review")
AT_ONCE = 500


def rematch(customer_ids: Select[int]) -> int:
    """Compare again the waiting applications that these customers touch; return how many changed.

    An application whose comparison says the same as before is left alone: no history, no stale pages.
    """
    ids = _touched(customer_ids)
    return sum(_again(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))


def _touched(customer_ids: Select[int]) -> Sequence[int]:
    """Return waiting applications linked with one of the customers, or giving the number of one."""
    mine = select(Customer.customer_no).where(Customer.id.in_(customer_ids))
    touched = or_(TABLE.c.customer_id.in_(customer_ids), TABLE.c.customer_no.in_(mine))
    return db.session.scalars(select(TABLE.c.id).where(TABLE.c.state.in_(WAITING), touched)).all()


def _again(ids: Sequence[int]) -> int:
    held = select(TABLE).where(TABLE.c.id.in_(ids), TABLE.c.state.in_(WAITING))
    rows = db.session.execute(held.order_by(TABLE.c.id).with_for_update()).mappings().all()
    found = match_many([given_of(row) for row in rows])
    changed = [row for row in rows if _differs(row, found[row["id"]])]
    if changed:
        _keep(changed, found)
        order = Order("rematch", SYSTEM, given={"matches": found})
        fire_many(REGISTRATION, {row["id"]: row["version"] for row in changed}, order)
    return len(changed)


def _differs(row: RowMapping, found: Match) -> bool:
    return any(row[name] != value for name, value in found.columns.items())


def _keep(rows: Sequence[RowMapping], found: Mapping[int, Match]) -> None:
    """Write what each comparison said; the step that follows makes it a new version. One statement."""
    names = ("match", "customer_id", "clean")
    values = {name: bindparam(f"new_{name}", type_=TABLE.c[name].type) for name in names}
    statement = update(TABLE).where(TABLE.c.id == bindparam("case_id")).values(values)
    db.session.connection().execute(statement, [_written(row["id"], found[row["id"]]) for row in rows])


def _written(case_id: int, found: Match) -> dict[str, Any]:
    return {"case_id": case_id, **{f"new_{name}": value for name, value in found.columns.items()}}
