"""Who looked at whose data, and who was refused: written after the answer, in the second door."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import g
from sqlalchemy import delete, insert, select

from app.audit.models import AccessLog
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db, second_transaction
from app.foundation.hooks import Subjects


def looked(actor: Actor, endpoint: str, subjects: Subjects) -> None:
    """Note that a member of staff saw these subjects."""
    _write([_row(actor, endpoint, allowed=True, subject=subject) for subject in subjects])


def denied(actor: Actor, endpoint: str) -> None:
    """Note that somebody who has logged in asked for a page that is not his."""
    _write([_row(actor, endpoint, allowed=False, subject=None)])


def _row(actor: Actor, endpoint: str, *, allowed: bool, subject: tuple[str, int] | None) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor": actor.id,
        "endpoint": endpoint,
        "allowed": allowed,
        "subject_kind": subject[0] if subject else None,
        "subject_id": subject[1] if subject else None,
        "request_id": g.get("request_id", ""),
    }


def _write(rows: list[dict[str, Any]]) -> None:
    with second_transaction() as connection:
        connection.execute(insert(AccessLog), rows)


def forget_before(moment: dt.datetime, most: int = 5_000) -> int:
    """Delete what was noted before `moment`, at most so many rows at once; returns how many."""
    # Rows come in the order of time: the oldest ones stand first, and no index of moments is needed.
    oldest = select(AccessLog.id).order_by(AccessLog.id).limit(most)
    done = db.session.execute(delete(AccessLog).where(AccessLog.id.in_(oldest), AccessLog.at < moment))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a CursorResult
