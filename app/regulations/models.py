"""Regulations: versions with the day they take effect, and who accepted which."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base, Id


class Regulations(Base):
    """One version as published; its text never changes."""

    __tablename__ = "regulations"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)  # e.g. "2026.1"
    effective_on: Mapped[dt.date] = mapped_column(index=True)
    text_pl: Mapped[str] = mapped_column(Text)  # Markdown
    text_en: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[dt.datetime]
    published_by: Mapped[str] = mapped_column(String(40))


class Acceptance(Base):
    """Somebody accepted a version: as an applicant (registration) or with his account."""

    __tablename__ = "acceptance"
    __table_args__ = (
        Index("ix_acceptance_account", "account_id", "regulations_id"),
        Index("ix_acceptance_registration", "registration_id"),
    )

    id: Mapped[Id]
    regulations_id: Mapped[int] = mapped_column(ForeignKey("regulations.id"))
    account_id: Mapped[int | None]
    registration_id: Mapped[int | None]
    at: Mapped[dt.datetime]
    request_id: Mapped[str] = mapped_column(String(32))
