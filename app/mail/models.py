"""The outbox: what shall be written to somebody, put down in the transaction that made it true."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedJSON
from app.foundation.db import Base, Id


class Outbox(Base):
    """One mail (by SMTP) or letter (printed by the office); secrets are wiped once it has gone."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "available_at",
            postgresql_where=text("done_at IS NULL"),
            sqlite_where=text("done_at IS NULL"),
        ),
        Index(
            "ix_outbox_dead",
            "id",
            postgresql_where=text("outcome = 'dead'"),
            sqlite_where=text("outcome = 'dead'"),
        ),
        Index("ix_outbox_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[Id]
    channel: Mapped[str] = mapped_column(String(10))  # mail | letter
    name: Mapped[str] = mapped_column(String(60))  # folder in templates/mail or templates/letters
    language: Mapped[str] = mapped_column(String(5))
    recipient: Mapped[str | None] = mapped_column(String(254))
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    secrets: Mapped[Any] = mapped_column(EncryptedJSON, nullable=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    available_at: Mapped[dt.datetime]
    leased_until: Mapped[dt.datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)  # of a letter: how often it was printed
    done_at: Mapped[dt.datetime | None]  # sent, posted, dead or given up
    outcome: Mapped[str | None] = mapped_column(String(10))  # sent | dead | dropped
    fault: Mapped[str | None] = mapped_column(Text)


class Tick(Base):
    """One run of a periodic job: its (name, slot) can be taken once, whichever worker comes first."""

    __tablename__ = "tick"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    slot: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[dt.datetime]


class Heartbeat(Base):
    """When a worker was last seen alive."""

    __tablename__ = "heartbeat"

    worker: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[dt.datetime]
