"""Which application continues another one."""

from __future__ import annotations

from sqlalchemy import select

from app.foundation.db import db
from app.registrations.queries import TABLE


def successor_of(case_id: int) -> str | None:
    """Return the reference of the application that continues this one, or None. One statement."""
    mine = select(TABLE.c.reference).where(TABLE.c.continues_id == case_id)
    return db.session.scalar(mine.order_by(TABLE.c.id.desc()).limit(1))


def reference_of(case_id: int | None) -> str | None:
    """Return the reference of an application by its id, as `continues_id` names it. One statement at most."""
    if case_id is None:
        return None
    return db.session.scalar(select(TABLE.c.reference).where(TABLE.c.id == case_id))
