"""What the comparison needs to know of the customer base: always the same statements, for any number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select

from app.billing.kinds import PERIODICAL
from app.billing.models import Invoice
from app.customers.models import Agreement, ContactOverride, Customer, CustomerAccess
from app.foundation.db import db
from app.registrations.models import Registration

# Documents a customer knows as his invoices; corrections and interest notes come beside them.
LAST = 3
# Where an application counts as one of several for the same customer: its e-mail address is proved.
OPEN = ("matched", "needs_review", "awaiting_applicant", "verified")


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice an applicant may have named; gross in grosze."""

    invoice_no: str
    gross: int
    is_recent: bool  # one of the last three of its agreement


@dataclass(slots=True)
class Known:
    """One customer as the base knows him; agreements: number -> (signed on, ended on or None)."""

    id: int
    customer_no: str
    kind: str
    name: str
    pesel_digest: str | None = None
    email: str | None = None
    phone: str | None = None
    access_live: bool = False
    agreements: dict[str, tuple[dt.date, dt.date | None]] = field(default_factory=dict)
    bills: list[Bill] = field(default_factory=list)

    def has_live_agreement(self, day: dt.date) -> bool:
        """Say whether an agreement is in force on a day."""
        return any(ended is None or ended >= day for _signed, ended in self.agreements.values())


def read_bases(numbers: Collection[str], ids: Collection[int], invoices: Collection[str]) -> list[Known]:
    """Return the customers of these numbers or ids with agreements and bills. Three statements."""
    mine = or_(Customer.customer_no.in_(numbers), Customer.id.in_(ids))
    bases = {row["id"]: _base(row) for row in db.session.execute(_customers(mine)).mappings()}
    for customer_id, number, signed, ended in db.session.execute(_agreements(mine)):
        bases[customer_id].agreements[number] = (signed, ended)
    for customer_id, number, gross, place in db.session.execute(_bills(mine, invoices)):
        bases[customer_id].bills.append(Bill(number, gross, place <= LAST))
    return list(bases.values())


def _base(row: RowMapping) -> Known:
    person = f"{row['first_name'] or ''} {row['last_name'] or ''}".strip()
    kept = {name: row[name] for name in ("id", "customer_no", "kind", "pesel_digest", "email", "phone")}
    return Known(name=person or row["name"] or "", access_live=bool(row["access_live"]), **kept)


def _customers(mine: ColumnElement[bool]) -> Select[Any]:
    columns = (
        Customer.id,
        Customer.customer_no,
        Customer.kind,
        Customer.first_name,
        Customer.last_name,
        Customer.name,
        Customer.pesel_digest,
        func.coalesce(_corrected("email"), Customer.email).label("email"),
        func.coalesce(_corrected("phone"), Customer.phone).label("phone"),
        _access_live().label("access_live"),
    )
    return select(*columns).where(mine)


def _corrected(name: str) -> Any:
    """An admin's correction of a contact field lies over the feed's value."""
    live = (ContactOverride.field == name) & ContactOverride.ended_at.is_(None)
    mine = ContactOverride.customer_id == Customer.id
    return select(ContactOverride.value).where(mine, live).correlate(Customer).scalar_subquery()


def _access_live() -> ColumnElement[bool]:
    mine = CustomerAccess.customer_id == Customer.id
    return (
        select(CustomerAccess.id).where(mine, CustomerAccess.ended_at.is_(None)).correlate(Customer).exists()
    )


def _agreements(mine: ColumnElement[bool]) -> Select[int, str, dt.date, dt.date | None]:
    columns = (Agreement.customer_id, Agreement.agreement_no, Agreement.signed_on, Agreement.ended_on)
    return select(*columns).join(Customer, Customer.id == Agreement.customer_id).where(mine)


def _bills(mine: ColumnElement[bool], invoices: Collection[str]) -> Select[Any]:
    latest = (Invoice.issued_on.desc(), Invoice.id.desc())
    place = func.row_number().over(partition_by=Invoice.agreement_id, order_by=latest).label("place")
    ranked = (
        select(Agreement.customer_id, Invoice.invoice_no, Invoice.gross, place)
        .join(Agreement, Agreement.id == Invoice.agreement_id)
        .join(Customer, Customer.id == Agreement.customer_id)
        .where(mine, Invoice.kind.in_(PERIODICAL))
        .subquery()
    )
    named = ranked.c.invoice_no.in_(invoices)
    columns = (ranked.c.customer_id, ranked.c.invoice_no, ranked.c.gross, ranked.c.place)
    return select(*columns).where(or_(ranked.c.place <= LAST, named))


def read_others(numbers: Collection[str]) -> Sequence[RowMapping]:
    """Return id, customer_no, created_at, is_open of every application with these customer numbers."""
    columns = (Registration.id, Registration.customer_no, Registration.created_at)
    rows = select(*columns, Registration.state.in_(OPEN).label("is_open")).where(
        Registration.customer_no.in_(numbers)
    )
    return db.session.execute(rows).mappings().all()
