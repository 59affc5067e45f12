"""Writing to somebody: the row goes down in the transaction; the worker renders and sends it afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import current_app
from sqlalchemy import insert

from app.foundation import clock
from app.foundation.db import after_commit, db
from app.foundation.hooks import hooks
from app.mail.models import Outbox


@dataclass(frozen=True, slots=True)
class Message:
    """One mail or letter: its name is its folder in templates/mail or templates/letters.

    `params` are JSON, nothing secret; `secrets` (codes, links) are encrypted and wiped when it has gone.
    """

    name: str
    language: str
    recipient: str | None
    params: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Any] | None = None
    channel: Literal["mail", "letter"] = "mail"
    subject: tuple[str, int] | None = None
    dropped: bool = False  # put down and never sent: a question about a stranger takes as long as any other


def write(*messages: Message) -> None:
    """Put messages into the outbox; the worker is nudged once the transaction stands. One statement."""
    if not messages:
        return
    db.session.execute(insert(Outbox), [_row(message) for message in messages])
    after_commit(hooks.nudge)


def _row(message: Message) -> dict[str, Any]:
    moment = clock.now()
    kind, subject_id = message.subject or (None, None)
    host = current_app.config["EBOK"].mail_sender.rpartition("@")[2]
    return {
        "channel": message.channel,
        "name": message.name,
        "language": message.language,
        "recipient": message.recipient,
        "params": dict(message.params),
        "secrets": dict(message.secrets) if message.secrets else None,
        "message_id": f"<{uuid.uuid4().hex}@{host}>",
        "subject_kind": kind,
        "subject_id": subject_id,
        "created_at": moment,
        "available_at": moment,
        "attempts": 0,
        "done_at": moment if message.dropped else None,
        "outcome": "dropped" if message.dropped else None,
    }
