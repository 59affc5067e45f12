"""What billing knows as the feed gives it; what is derived of it only `derive*.py` write."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.db import Base, Id

# The long tables: on SQLite rows lie in the natural key itself. They name rows without a foreign key, whose
# check would cost a look-up per row: joins with the named tables fill them, and nothing is deleted there.
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class Invoice(Base):
    """One document of an agreement. Amounts in grosze; a correction may be negative."""

    __tablename__ = "invoice"
    __table_args__ = (
        # A home reads an agreement's documents in this index alone: they lie on as many pages as there are.
        Index(
            "ix_invoice_newest",
            "agreement_id",
            "issued_on",
            "id",
            postgresql_include=["invoice_no", "kind", "due_on", "gross", "settled"],
        ),
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


class InvoiceLine(Base):
    """One line of an invoice; net in grosze, vat_rate in hundredths of a percent."""

    __tablename__ = "invoice_line"
    __table_args__ = (PrimaryKeyConstraint("invoice_id", "line_no"), WITHOUT_ROWID)

    invoice_id: Mapped[int]
    line_no: Mapped[int]
    supply_point_id: Mapped[int | None]
    label: Mapped[str] = mapped_column(String(2000))
    zone: Mapped[str | None] = mapped_column(String(8))
    quantity: Mapped[int]  # millionths of the unit
    unit: Mapped[str] = mapped_column(String(5))  # kWh | MWh | kW | month | pcs
    unit_price: Mapped[int]  # millionths of a złoty
    net: Mapped[int]
    vat_rate: Mapped[int]


class Payment(Base):
    """Money booked on an agreement's account, in grosze; a refund is negative."""

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_booked", "agreement_id", "booked_on", "id", postgresql_include=["amount"]),
    )

    id: Mapped[Id]
    payment_no: Mapped[str] = mapped_column(String(100), unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    booked_on: Mapped[dt.date]
    amount: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(2000))
    invoice_no: Mapped[str | None] = mapped_column(String(100))


class Reading(Base):
    """What a meter's register showed at the end of a day, in thousandths of a kWh (not yet multiplied)."""

    __tablename__ = "reading"
    __table_args__ = (PrimaryKeyConstraint("meter_id", "zone", "read_on", "kind"), WITHOUT_ROWID)

    meter_id: Mapped[int]
    zone: Mapped[str] = mapped_column(String(8))  # total | day | night | peak | off_peak | other
    read_on: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(String(9))  # actual, remote, customer, estimated, control, exchange
    value: Mapped[int]


class ConsumptionMonth(Base):
    """Derived: the energy of one zone taken in one month of a supply's time, in Wh.

    `estimated` is how much of it was spread by days between readings, or rests on an estimated reading;
    `days` is how many days of the month are covered by readings.
    """

    __tablename__ = "consumption_month"
    __table_args__ = (
        PrimaryKeyConstraint(
            "supply_id", "month", "zone", postgresql_include=["energy", "estimated", "days"]
        ),
        WITHOUT_ROWID,
    )

    supply_id: Mapped[int]
    month: Mapped[dt.date]  # its first day
    zone: Mapped[str] = mapped_column(String(8))
    energy: Mapped[int]
    estimated: Mapped[int]
    days: Mapped[int]


class MeterState(Base):
    """Derived: what a meter's register showed last within a supply's time; value as in `reading`."""

    __tablename__ = "meter_state"
    __table_args__ = (PrimaryKeyConstraint("supply_id", "meter_id", "zone"), WITHOUT_ROWID)

    supply_id: Mapped[int]
    meter_id: Mapped[int]
    zone: Mapped[str] = mapped_column(String(8))
    read_on: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(String(9))
    value: Mapped[int]
