"""In which application another one goes on."""

from __future__ import annotations

from sqlalchemy import RowMapping, select

from app.foundation.db import db
from app.registrations.queries import TABLE, by_id
from app.registrations.subject import is_institution

# An application that ended without access can be taken up again.
ENDED = ("rejected", "withdrawn", "expired")


def onward(row: RowMapping) -> RowMapping | None:
    """Return the application in which this one goes on: joined with it, or continuing it since it has ended.

    None for every other. One statement at most.
    """
    if row["state"] == "merged":
        return by_id(row["merged_into_id"])
    if row["state"] not in ENDED or not is_institution(row):
        return None
    later = select(TABLE).where(TABLE.c.continues_id == row["id"]).order_by(TABLE.c.id.desc()).limit(1)
    return db.session.execute(later).mappings().one_or_none()


def successor_of(case_id: int) -> str | None:
    """Return the reference of the application that continues this one, or None. One statement."""
    mine = select(TABLE.c.reference).where(TABLE.c.continues_id == case_id)
    return db.session.scalar(mine.order_by(TABLE.c.id.desc()).limit(1))


def reference_of(case_id: int | None) -> str | None:
    """Return the reference of an application by its id, as `continues_id` names it. One statement at most."""
    if case_id is None:
        return None
    return db.session.scalar(select(TABLE.c.reference).where(TABLE.c.id == case_id))
