"""The customer base as the feed gives it, what lies over it, and which account may see which customer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.crypto import EncryptedText
from app.foundation.db import Base, Id

LIVE = text("ended_at IS NULL")
DERIVED = JSON(none_as_null=True)
LONGEST = 2000  # the longest cell the feed may bring
# Compared byte by byte on both engines, so that a prefix is a range of the index.
FOLDED = String(600).with_variant(String(600, collation="C"), "postgresql")


class Customer(Base):
    """A customer of the utility; the feed's values, never edited here."""

    __tablename__ = "customer"

    id: Mapped[Id]
    customer_no: Mapped[str] = mapped_column(String(10), unique=True)
    kind: Mapped[str] = mapped_column(String(12))  # individual | institution
    first_name: Mapped[str | None] = mapped_column(String(LONGEST))
    last_name: Mapped[str | None] = mapped_column(String(LONGEST))
    name: Mapped[str | None] = mapped_column(String(LONGEST))
    name_fold: Mapped[str] = mapped_column(FOLDED, index=True)  # last name first
    pesel: Mapped[str | None] = mapped_column(EncryptedText)
    pesel_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    nip: Mapped[str | None] = mapped_column(String(10), index=True)
    regon: Mapped[str | None] = mapped_column(String(14), index=True)
    krs: Mapped[str | None] = mapped_column(String(10), index=True)
    legal_form: Mapped[str | None] = mapped_column(String(30))
    email: Mapped[str | None] = mapped_column(String(LONGEST), index=True)
    phone: Mapped[str | None] = mapped_column(String(20))
    street: Mapped[str | None] = mapped_column(String(LONGEST))
    building: Mapped[str] = mapped_column(String(LONGEST))
    flat: Mapped[str | None] = mapped_column(String(LONGEST))
    postcode: Mapped[str] = mapped_column(String(6))
    city: Mapped[str] = mapped_column(String(LONGEST))

    @property
    def full_name(self) -> str:
        """The name as it is written: first name first, or the institution's."""
        return full_name(self.first_name, self.last_name, self.name)

    @property
    def address_lines(self) -> list[str]:
        """The postal address as the feed gives it, line by line."""
        return address_lines(self.street, self.building, self.flat, self.postcode, self.city)


def full_name(first_name: str | None, last_name: str | None, name: str | None) -> str:
    """Return how a customer is called: an institution's name, else first and last name."""
    return name or " ".join(filter(None, (first_name, last_name)))


def address_lines(
    street: str | None, building: str | None, flat: str | None, postcode: str | None, city: str | None
) -> list[str]:
    """Return a postal address in two lines; a village without streets has its own name before the number."""
    number = "/".join(filter(None, (building, flat)))
    return [f"{street or city} {number}".strip(), f"{postcode} {city}"]


class Agreement(Base):
    """One agreement of a customer, with its own account for payments."""

    __tablename__ = "agreement"

    id: Mapped[Id]
    agreement_no: Mapped[str] = mapped_column(String(20), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(15))  # comprehensive | sale | distribution
    signed_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    nrb: Mapped[str] = mapped_column(String(26))
    billing_months: Mapped[int]
    opening_balance: Mapped[int | None]  # grosze, owed is positive
    opening_on: Mapped[dt.date | None]
    # Derived by billing (`billing/derive.py`); what is owed is positive.
    balance: Mapped[int] = mapped_column(default=0)  # grosze
    owed: Mapped[list[Any] | None] = mapped_column(DERIVED)  # (day due, grosze), the earliest first
    overpaid_since: Mapped[dt.date | None]  # without a break

    @property
    def begun_on(self) -> dt.date:
        """When what is known of its account begins: the day of the opening balance, else of the signing."""
        return self.opening_on or self.signed_on


class SupplyPoint(Base):
    """Where energy is taken (PPE); `agreement_id` is the one it belongs to now."""

    __tablename__ = "supply_point"

    id: Mapped[Id]
    ppe: Mapped[str] = mapped_column(String(18), unique=True)
    old_ppe: Mapped[str | None] = mapped_column(String(LONGEST))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    tariff: Mapped[str] = mapped_column(String(LONGEST))
    contracted_w: Mapped[int]  # watts: whole numbers, like grosze
    street: Mapped[str | None] = mapped_column(String(LONGEST))
    building: Mapped[str] = mapped_column(String(LONGEST))
    flat: Mapped[str | None] = mapped_column(String(LONGEST))
    postcode: Mapped[str] = mapped_column(String(6))
    city: Mapped[str] = mapped_column(String(LONGEST))


class Supply(Base):
    """An agreement's time at a supply point, both days included: outside of it its customer sees nothing.

    A delivery follows the feed's supply points (who held one before is kept); a sale is opened by the lines
    of a sale agreement's invoices that name the point. Written by `customers/supply.py` alone, the
    glance by billing.
    """

    __tablename__ = "supply"
    __table_args__ = (
        UniqueConstraint("supply_point_id", "agreement_id", "place"),
        Index(
            "ix_supply_agreement",
            "agreement_id",
            "supply_point_id",
            postgresql_include=["id", "role", "from_on", "until_on"],
        ),
    )

    id: Mapped[Id]
    supply_point_id: Mapped[int] = mapped_column(ForeignKey("supply_point.id"))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    role: Mapped[str] = mapped_column(String(8))  # delivery | sale
    place: Mapped[int] = mapped_column(default=0)  # the order of the agreements that held the point
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]  # the last day; before from_on: it never held the point
    glance: Mapped[dict[str, Any] | None] = mapped_column(DERIVED)  # derived: `billing/glance.py`


class Meter(Base):
    """A meter at a supply point; energy is the difference of two states of a register times `multiplier`."""

    __tablename__ = "meter"

    id: Mapped[Id]
    meter_no: Mapped[str] = mapped_column(String(100), unique=True)
    supply_point_id: Mapped[int] = mapped_column(ForeignKey("supply_point.id"), index=True)
    installed_on: Mapped[dt.date]
    removed_on: Mapped[dt.date | None]
    digits: Mapped[int]  # whole kWh places: the register wraps at 10**digits
    multiplier: Mapped[int]


class CustomerAccess(Base):
    """An account may see a customer from a moment on, until it is ended."""

    __tablename__ = "customer_access"
    __table_args__ = (
        Index(
            "uq_customer_access_live",
            "account_id",
            "customer_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_customer_access_customer", "customer_id"),
        Index(
            "ix_customer_access_account",
            "account_id",
            "id",
            postgresql_include=["customer_id", "ended_at", "read_only_on"],
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    registration_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(15), default="holder")  # holder | administrator
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    read_only_on: Mapped[dt.date | None]  # since when none of the customer's agreements is in force


class ContactOverride(Base):
    """An admin's correction of one contact field, lying over the feed's value."""

    __tablename__ = "contact_override"
    __table_args__ = (
        Index(
            "uq_contact_override_live",
            "customer_id",
            "field",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    field: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(LONGEST))  # "" says: there is none
    base_seen: Mapped[str | None] = mapped_column(String(LONGEST))
    base_moved: Mapped[bool] = mapped_column(default=False)  # the feed's value changed since: look again
    why: Mapped[str] = mapped_column(String(2000))
    set_by: Mapped[str] = mapped_column(String(40))
    began_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]  # dropped: the feed agrees, or an admin took it away
