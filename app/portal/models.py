"""Notices by mail: which of them an account does not want, and which it has been sent."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base


class NoticeOff(Base):
    """A kind of notice that an account has switched off."""

    __tablename__ = "notice_off"
    __table_args__ = (PrimaryKeyConstraint("account_id", "kind"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(12))  # new_invoice | due_soon | overdue
    since: Mapped[dt.datetime]


class NoticeSent(Base):
    """A notice about an invoice that an account was sent: never twice."""

    __tablename__ = "notice_sent"
    __table_args__ = (
        PrimaryKeyConstraint("account_id", "kind", "invoice_id"),
        Index("ix_notice_sent_invoice", "invoice_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(12))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    sent_at: Mapped[dt.datetime]
