"""Reminders before an applicant's time ends: of a question, of an institution's papers, of missing ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, select

from app.audit.models import History
from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.mail.service import write
from app.registrations import events, mails
from app.registrations.queries import TABLE
from app.registrations.subject import KIND
from app.settings import service as settings

# State in which the applicant's term runs -> the setting that says how long before its end he is reminded.
WAITING = {
    "announced": "remind.papers",
    "awaiting_applicant": "remind.answer",
    "awaiting_documents": "remind.answer",
}


def remind(at_once: int) -> int:
    """Write, once at each of the times set, that the applicant's time ends soon; return to how many."""
    now = clock.now()
    spans = {state: settings.spans(name) for state, name in WAITING.items()}
    longest = max(span for each in spans.values() for span in each)
    runs = TABLE.c.state.in_(WAITING) & (TABLE.c.term_until > now) & (TABLE.c.term_until <= now + longest)
    found = select(TABLE).where(runs, TABLE.c.email.is_not(None)).order_by(TABLE.c.id).with_for_update()
    rows = db.session.execute(found).mappings().all()
    due = {row["id"]: moment for row in rows if (moment := _due(row, spans[row["state"]], now))}
    reminded = _last_reminders(list(due))
    todo = [row for row in rows if row["id"] in due and not _after(reminded, row["id"], due)][:at_once]
    if todo:
        write(*(mails.remind(row) for row in todo))
        record(*(Entry(KIND, row["id"], f"{KIND}.{events.REMIND}", SYSTEM) for row in todo))
    return len(todo)


def _due(row: RowMapping, spans: Sequence[dt.timedelta], now: dt.datetime) -> dt.datetime | None:
    """Return the latest time of a reminder that has come; None when none has, or nobody may be written to.

    A time before the wait began is none: who was asked a moment ago is not reminded of it.
    """
    if not mails.has_mailbox(row):
        return None
    moments = [row["term_until"] - span for span in spans]
    return max((one for one in moments if row["state_since"] <= one <= now), default=None)


def _last_reminders(ids: Sequence[int]) -> dict[int, dt.datetime]:
    """Return when each of these was last reminded. One statement, none for nobody."""
    if not ids:
        return {}
    event = (History.subject_kind == KIND) & (History.event == f"{KIND}.{events.REMIND}")
    found: dict[int, dt.datetime] = {}
    rows: Any = db.session.execute(
        select(History.subject_id, History.at).where(event, History.subject_id.in_(ids))
    )
    for one, at in rows:
        moment = dt.datetime.fromisoformat(at)
        found[one] = max(moment, found.get(one, moment))
    return found


def _after(reminded: dict[int, dt.datetime], one: int, due: dict[int, dt.datetime]) -> bool:
    return one in reminded and reminded[one] >= due[one]
