"""Invoices and payments as the feed gives them; what is derived of them is written by `derive.py` alone."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base, Id


class Invoice(Base):
    """One document of an agreement. Amounts in grosze; a correction may be negative."""

    __tablename__ = "invoice"
    __table_args__ = (
        Index("ix_invoice_agreement_issued", "agreement_id", "issued_on", "id"),
        Index(
            "ix_invoice_open",
            "agreement_id",
            "due_on",
            sqlite_where=text("settled < gross"),
            postgresql_where=text("settled < gross"),
        ),
    )

    id: Mapped[Id]
    invoice_no: Mapped[str] = mapped_column(String(100), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    kind: Mapped[str] = mapped_column(String(15))
    corrects_no: Mapped[str | None] = mapped_column(String(100))
    issued_on: Mapped[dt.date]
    period_from: Mapped[dt.date | None]
    period_to: Mapped[dt.date | None]
    due_on: Mapped[dt.date]
    net: Mapped[int]
    vat: Mapped[int]
    gross: Mapped[int]
    ksef_no: Mapped[str | None] = mapped_column(String(2000))
    settled: Mapped[int] = mapped_column(default=0)  # derived: how much of gross has been paid or set off


class Payment(Base):
    """Money booked on an agreement's account, in grosze; a refund is negative."""

    __tablename__ = "payment"
    __table_args__ = (Index("ix_payment_agreement_booked", "agreement_id", "booked_on", "id"),)

    id: Mapped[Id]
    payment_no: Mapped[str] = mapped_column(String(100), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    booked_on: Mapped[dt.date]
    amount: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(2000))
    invoice_no: Mapped[str | None] = mapped_column(String(100))
