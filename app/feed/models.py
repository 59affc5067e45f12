"""Runs of the billing feed and the rows they rejected."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedText
from app.foundation.db import Base, Id


class FeedRun(Base):
    """One import: what came, what was done, how it ended."""

    __tablename__ = "feed_run"

    id: Mapped[Id]
    sequence: Mapped[int] = mapped_column(index=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    exported_at: Mapped[str] = mapped_column(String(40))
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    outcome: Mapped[str] = mapped_column(String(10))  # taken | refused
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)  # per file: Counts of merge.py
    notes: Mapped[list[Any]] = mapped_column(JSON)  # unknown columns, tariffs
    fault: Mapped[str | None] = mapped_column(Text)
    fault_code: Mapped[str | None] = mapped_column(String(40))  # a code of reasons.py,
    fault_values: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # and what fills its words


class FeedJob(Base):
    """An import asked for in the admin's room: taken from the watched folder, or uploaded as a ZIP."""

    __tablename__ = "feed_job"

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(String(10))  # folder | upload
    name: Mapped[str] = mapped_column(String(200))  # the folder's or the file's name, as it is shown
    asked_by: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[dt.datetime]
    force: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10))  # waiting | running | done | failed
    going: Mapped[bool | None] = mapped_column(unique=True)  # true until it ends, then empty: one at a time
    stage: Mapped[str] = mapped_column(String(20), default="")  # unpacking | reading | storing
    rows_read: Mapped[int] = mapped_column(default=0)
    rows_all: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[dt.datetime | None]  # the last sign of life of whoever runs it
    ended_at: Mapped[dt.datetime | None]
    run_id: Mapped[int | None]
    fault: Mapped[str | None] = mapped_column(String(40))  # a code of job_words.py


class FeedReject(Base):
    """A row that was not taken, kept until a later feed brings a good row of its key."""

    __tablename__ = "feed_reject"
    __table_args__ = (Index("ix_feed_reject_key", "file", "key"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(index=True)
    file: Mapped[str] = mapped_column(String(40))
    line: Mapped[int]
    key: Mapped[str] = mapped_column(String(400))
    column: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(EncryptedText)  # may be a mistyped PESEL
    reason: Mapped[str] = mapped_column(String(40))  # a code of reasons.py
