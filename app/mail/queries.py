"""The outbox as people of the office see it: undelivered mails, letters to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.foundation.db import reading
from app.foundation.listing import Listing, Order, Sort
from app.mail.models import Outbox

NEWEST = Order(Outbox.id, {"new": Sort(Outbox.id, descending=True)})
OLDEST = Order(Outbox.id, {"old": Sort(Outbox.id)})

# Everything but the secrets.
SHOWN = (
    Outbox.id,
    Outbox.name,
    Outbox.language,
    Outbox.recipient,
    Outbox.params,
    Outbox.subject_kind,
    Outbox.subject_id,
    Outbox.created_at,
    Outbox.done_at,
    Outbox.attempts,
    Outbox.fault,
)


def dead(after: int | None = None, before: int | None = None) -> Listing:
    """Return a page of the mails given up by the worker, the newest first. One statement."""
    rows = select(*SHOWN).where(Outbox.outcome == "dead")
    return NEWEST.page(rows, None, after=after, before=before)


def letters(after: int | None = None, before: int | None = None) -> Listing:
    """Return a page of whole letters that wait to be posted, the oldest first. One statement."""
    rows = select(*SHOWN, Outbox.secrets).where(*_waiting_letter())
    return OLDEST.page(rows, None, after=after, before=before)


def letter(letter_id: int) -> Any | None:
    """Return a letter that waits to be posted, with its secrets; None when there is none.

    Read outside the transaction: making a PDF takes its time, and nobody shall wait for a lock meanwhile.
    """
    query = select(*SHOWN, Outbox.secrets).where(*_waiting_letter(), Outbox.id == letter_id)
    with reading() as connection:
        return connection.execute(query).one_or_none()


def _waiting_letter() -> Sequence[Any]:
    return Outbox.done_at.is_(None), Outbox.channel == "letter"
