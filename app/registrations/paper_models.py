"""The papers of an institution's application: deliveries, the checklist with its verdicts, the scans."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedText
from app.foundation.db import Base, Id


class Delivery(Base):
    """One envelope, visit, e-delivery or upload: when and how papers came, and where the originals lie."""

    __tablename__ = "registration_delivery"

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    channel: Mapped[str] = mapped_column(String(12))  # post | person | e_delivery | tracker
    received_on: Mapped[dt.date]
    incoming_no: Mapped[str | None] = mapped_column(String(60), index=True)
    sender: Mapped[str | None] = mapped_column(EncryptedText)
    pages: Mapped[int | None]  # sheets counted by the clerk
    originals: Mapped[str | None] = mapped_column(String(200))  # where they lie
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime]


class Document(Base):
    """One line of an application's checklist: what is needed, what was said of it, what was asked for."""

    __tablename__ = "registration_document"
    __table_args__ = (UniqueConstraint("registration_id", "kind"),)

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    kind: Mapped[str] = mapped_column(String(30))
    verdict: Mapped[str] = mapped_column(
        String(12)
    )  # not_checked | checking | accepted | rejected | not_needed
    reasons: Mapped[list[Any]] = mapped_column(JSON)  # codes of why it was rejected
    remark: Mapped[str | None] = mapped_column(EncryptedText)
    judged_scan_id: Mapped[int | None]  # the newest registration_scan that the verdict is about
    judged_by: Mapped[str | None] = mapped_column(String(40))
    judged_at: Mapped[dt.datetime | None]
    asked_at: Mapped[dt.datetime | None]  # the latest request for it
    asked_text: Mapped[str | None] = mapped_column(EncryptedText)
    came_at: Mapped[dt.datetime | None]  # when something came for it after that


class CaseScan(Base):
    """A file taken in for an application; without a document it waits to be sorted."""

    __tablename__ = "registration_scan"
    __table_args__ = (Index("ix_registration_scan_case", "registration_id", "document_id"),)

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("registration_document.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("registration_delivery.id"))
    added_by: Mapped[str] = mapped_column(String(40))
    added_at: Mapped[dt.datetime]


class NotSame(Base):
    """Somebody looked at two alike and said that they are not the same; good until either changes."""

    __tablename__ = "registration_not_same"
    __table_args__ = (UniqueConstraint("registration_id", "other_kind", "other_id"),)

    id: Mapped[Id]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    other_kind: Mapped[str] = mapped_column(String(12))  # registration | customer
    other_id: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))  # of both as they were looked at
    why: Mapped[str | None] = mapped_column(EncryptedText)
    by: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime]
