"""Reading history: lines of one subject, and who did what, for four eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.audit.models import History, HistoryPrivate
from app.audit.sentences import SENTENCES, UNKNOWN
from app.foundation.db import db
from app.foundation.hooks import hooks
from app.foundation.i18n import _


@dataclass(frozen=True, slots=True)
class Line:
    """One line of history as people read it."""

    at: dt.datetime
    event: str
    sentence: str
    actor: str
    from_state: str | None
    to_state: str | None
    reason: str | None
    data: Mapping[str, Any]
    private: Mapping[str, Any]


def lines_of(kind: str, subject_id: int, *, latest: int | None = None) -> list[Line]:
    """Return the history of a subject, oldest first; only the `latest` lines when given. One statement."""
    statement = (
        select(History, HistoryPrivate.content)
        .outerjoin(HistoryPrivate, HistoryPrivate.history_id == History.id)
        .where(History.subject_kind == kind, History.subject_id == subject_id)
        .order_by(History.number.desc())
        .limit(latest)
    )
    found = [(row, content or {}) for row, content in db.session.execute(statement)][::-1]
    names = hooks.actor_names({row.actor for row, _content in found})
    return [_line(row, content, names) for row, content in found]


def _line(row: History, private: Mapping[str, Any], names: Mapping[str, str]) -> Line:
    actor = names.get(row.actor, row.actor)
    return Line(
        at=dt.datetime.fromisoformat(row.at),
        event=row.event,
        sentence=_(SENTENCES.get(row.event, UNKNOWN), actor=actor, event=row.event),
        actor=actor,
        from_state=row.from_state,
        to_state=row.to_state,
        reason=private.get("reason"),
        data=row.data,
        private={name: value for name, value in private.items() if name != "reason"},
    )


def doers(kind: str, ids: Sequence[int], events: Iterable[str]) -> dict[int, dict[str, frozenset[str]]]:
    """Return, per subject, who did each of these steps or acts (names without the kind). One statement."""
    names = {f"{kind}.{event}": event for event in events}
    found: dict[int, dict[str, frozenset[str]]] = {one: {} for one in ids}
    rows = db.session.execute(
        select(History.subject_id, History.event, History.actor)
        .where(History.subject_kind == kind, History.subject_id.in_(ids), History.event.in_(names))
        .distinct()
    )
    for subject_id, event, actor in rows:
        by_step = found[subject_id]
        by_step[names[event]] = by_step.get(names[event], frozenset()) | {actor}
    return found
