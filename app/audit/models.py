"""History: append-only, chained per subject; personal values beside it; and who looked at whose data."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedJSON
from app.foundation.db import BIG, Base, Id


class History(Base):
    """One thing that happened to one subject. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "history"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "previous"),)

    id: Mapped[Id]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    number: Mapped[int]  # 1, 2, 3 … within the subject
    at: Mapped[str] = mapped_column(String(32))  # text, so that no rounding of a database breaks the chain
    event: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(40))
    on_behalf_of: Mapped[str | None] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # nothing personal
    private_digest: Mapped[str | None] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(32))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class HistoryPrivate(Base):
    """Personal values of one row of history; erasing them leaves the chain whole."""

    __tablename__ = "history_private"

    history_id: Mapped[int] = mapped_column(ForeignKey("history.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))
    content: Mapped[Any] = mapped_column(EncryptedJSON)


class HistoryHead(Base):
    """The last digest and the count of each chain: without them a cut tail would not be seen."""

    __tablename__ = "history_head"

    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BIG, primary_key=True, autoincrement=False)
    count: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class AccessLog(Base):
    """Who looked at whose data, or was refused a page; written after the response."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[Id]
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(40))
    endpoint: Mapped[str] = mapped_column(String(80))
    allowed: Mapped[bool]
    subject_kind: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    request_id: Mapped[str] = mapped_column(String(32))
