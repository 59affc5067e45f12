"""Letters on paper: a copy of what waits to be printed goes into the mailbox."""

from __future__ import annotations

from sqlalchemy import select

from app.demo import mailbox
from app.demo.mailbox import Kept
from app.foundation.db import db
from app.mail.letters import addressee, render_letter
from app.mail.models import Outbox
from app.mail.rendering import revived


def collect() -> None:
    """Put a copy of every letter that waits and is not there yet into the mailbox. One statement."""
    known = mailbox.numbers()
    waiting = select(Outbox).where(Outbox.channel == "letter", Outbox.done_at.is_(None)).order_by(Outbox.id)
    for row in db.session.scalars(waiting):
        if row.id not in known:
            mailbox.keep(_copy(row), render_letter(row))


def _copy(row: Outbox) -> Kept:
    given = {**revived(row.params or {}), **revived(row.secrets or {})}
    return Kept(
        number=row.id,
        channel="letter",
        recipient=", ".join(addressee(given)),
        subject=row.name,
        text="",
        html="",
        at=row.created_at.isoformat(),
    )
