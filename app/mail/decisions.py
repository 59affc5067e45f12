"""What people decide about mails and letters; each act stands in the history of whom it concerns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, update

from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import after_commit, db
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.hooks import hooks
from app.foundation.i18n import _
from app.mail import events, letters, queries
from app.mail.models import Outbox


def try_again(mail_id: int, actor: Actor) -> None:
    """Put an undelivered mail back into the outbox, with all its tries; raises RefusedError."""
    fresh = {"done_at": None, "outcome": None, "attempts": 0, "available_at": clock.now(), "fault": None}
    _decide(mail_id, Outbox.outcome == "dead", fresh, events.RETRIED, actor)
    after_commit(hooks.nudge)


def give_up(mail_id: int, actor: Actor) -> None:
    """Drop an undelivered mail and wipe its secrets; raises RefusedError."""
    gone = {"outcome": "dropped", "secrets": None}
    _decide(mail_id, Outbox.outcome == "dead", gone, events.GIVEN_UP, actor)


def print_letter(letter_id: int, actor: Actor) -> bytes:
    """Return a waiting letter as PDF and note who printed it; raises NotFoundError when it is posted.

    The PDF is made before the transaction's first statement.
    """
    found = queries.letter(letter_id)
    if found is None:
        raise NotFoundError
    made = letters.render_letter(found)
    waiting = (Outbox.channel == "letter") & Outbox.done_at.is_(None)
    _decide(letter_id, waiting, {"attempts": Outbox.attempts + 1}, events.PRINTED, actor)
    return made


def post_letter(letter_id: int, actor: Actor) -> None:
    """Note that a printed letter is in the post, and wipe its secrets; raises RefusedError."""
    printed = (Outbox.channel == "letter") & Outbox.done_at.is_(None) & (Outbox.attempts > 0)
    gone = {"done_at": clock.now(), "outcome": "sent", "secrets": None}
    _decide(letter_id, printed, gone, events.POSTED, actor)


def _decide(row_id: int, where: ColumnElement[bool], values: Any, event: str, actor: Actor) -> None:
    """Change the row if it still stands as the reader saw it, and record who did it."""
    statement = (
        update(Outbox)
        .where(Outbox.id == row_id, where)
        .values(**values)
        .returning(Outbox.subject_kind, Outbox.subject_id)
        .execution_options(synchronize_session=False)
    )
    changed = db.session.execute(statement).one_or_none()
    if changed is None:
        raise RefusedError([_("Somebody has already dealt with this.")])
    kind, concerns = changed.subject_kind or "outbox", changed.subject_id or row_id
    record(Entry(kind, concerns, event, actor, data={"outbox": row_id}))
