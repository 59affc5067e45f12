"""Acts on a case that change its data and not its state: versioned and in history like every step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping

from app.audit.service import Entry, record
from app.foundation.actor import Actor
from app.foundation.errors import RefusedError
from app.steps.service import Moved, StaleError, heads_of, lock_one, move
from app.steps.subject import Subject, say
from workflows.engine import NOT_NOW


def hold(subject: Subject, which: ColumnElement[bool], seen: int, *states: str) -> RowMapping:
    """Lock a case whose data are to be changed and return it as it stands.

    `seen` is the version the reader saw. Raises NotFoundError, StaleError (changed since), RefusedError when
    the case is in none of `states`.
    """
    row = lock_one(subject, which)
    if row["version"] != seen:
        raise StaleError(subject, row["id"])
    if row["state"] not in states:
        raise RefusedError([say(NOT_NOW)])
    return row


def amend(
    subject: Subject,
    row: RowMapping,
    act: str,
    actor: Actor,
    changes: Mapping[str, Any],
    **kept: Any,
) -> None:
    """Write `changes` into a case taken by `hold`: a new version, so that a colleague's page becomes stale.

    History keeps `kind.act`, with `data` and `private` of `kept`.
    """
    moved = Moved(row, row["state"], row["version"] + 1)
    move(subject.table, [moved], [{**changes, "version": moved.version}])
    entry = Entry(
        subject.kind,
        row["id"],
        f"{subject.kind}.{act}",
        actor,
        from_state=row["state"],
        to_state=row["state"],
        **kept,
    )
    record(entry, heads=heads_of(subject, [moved]))
