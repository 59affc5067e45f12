"""Customers an application may be about: by number, PESEL, name, contact, invoice and agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, func, literal, or_, select, union, union_all

from app.billing.kinds import PERIODICAL
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.foundation import clock
from app.foundation.db import db
from app.foundation.i18n import N_
from app.registrations.base_queries import LAST, Bill, Known

MOST = 20
KEYS = {
    "customer_no": N_("customer number"),
    "pesel": N_("PESEL"),
    "name": N_("name"),
    "email": N_("e-mail address"),
    "phone": N_("telephone"),
    "invoice_no": N_("invoice"),
    "agreement_no": N_("agreement"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer of the base, by which keys he was found, and what of him the comparison shows."""

    id: int
    customer_no: str
    name: str
    pesel: str | None
    email: str | None
    phone: str | None
    place: str
    keys: tuple[str, ...]
    has_access: bool
    has_agreement: bool
    invoice_gross: int | None  # of the invoice named in the application, when it is his
    agreement_on: dt.date | None  # of the agreement named in the application, when it is his


def candidates(row: RowMapping) -> list[Candidate]:
    """Return the customers found by any key of an application, best fit first. One statement."""
    found = db.session.execute(_statement(row)).mappings()
    everybody = [_candidate(row, one) for one in found]
    linked = row["customer_id"]
    return sorted(everybody, key=lambda one: (one.id != linked, -len(one.keys), one.customer_no))


def _statement(row: RowMapping) -> Select[Any]:
    mine = Agreement.customer_id == Customer.id
    gross = (
        select(Invoice.gross)
        .join(Agreement, Agreement.id == Invoice.agreement_id)
        .where(mine, Invoice.invoice_no == (row["invoice_no"] or ""))
    )
    signed = select(Agreement.signed_on).where(mine, Agreement.agreement_no == (row["agreement_no"] or ""))
    live = or_(Agreement.ended_on.is_(None), Agreement.ended_on >= clock.today())
    access = select(CustomerAccess.id).where(
        CustomerAccess.customer_id == Customer.id, CustomerAccess.ended_at.is_(None)
    )
    return (
        select(
            Customer.__table__,
            gross.correlate(Customer).limit(1).scalar_subquery().label("found_gross"),
            signed.correlate(Customer).limit(1).scalar_subquery().label("found_signed"),
            access.correlate(Customer).exists().label("has_access"),
            select(Agreement.id).where(mine, live).correlate(Customer).exists().label("has_agreement"),
        )
        .where(Customer.id.in_(_ids(row)), Customer.kind == "individual")
        .limit(MOST)
    )


def _ids(row: RowMapping) -> Any:
    """Name everybody who shares a key; each part finds its rows by an index."""
    same = {
        Customer.customer_no: row["customer_no"],
        Customer.id: row["customer_id"],
        Customer.pesel_digest: row["pesel_digest"],
        Customer.name_fold: row["name_fold"],
        Customer.email: row["email"],
    }
    parts: list[Any] = [
        select(Customer.id).where(column == value).limit(MOST) for column, value in same.items() if value
    ]
    if row["agreement_no"]:
        parts.append(select(Agreement.customer_id).where(Agreement.agreement_no == row["agreement_no"]))
    if row["invoice_no"]:
        owner = select(Agreement.customer_id).join(Invoice, Invoice.agreement_id == Agreement.id)
        parts.append(owner.where(Invoice.invoice_no == row["invoice_no"]))
    # Each in a subquery of its own: SQLite takes no LIMIT inside a UNION.
    parts = [select(part.subquery().c[0]) for part in parts]
    return union(*parts) if len(parts) > 1 else parts[0]


def _candidate(row: RowMapping, one: RowMapping) -> Candidate:
    return Candidate(
        id=one["id"],
        customer_no=one["customer_no"],
        name=f"{one['first_name'] or ''} {one['last_name'] or ''}".strip(),
        pesel=one["pesel"],
        email=one["email"],
        phone=one["phone"],
        place=f"{one['postcode']} {one['city']}",
        keys=tuple(_shared(row, one)),
        has_access=bool(one["has_access"]),
        has_agreement=bool(one["has_agreement"]),
        invoice_gross=one["found_gross"],
        agreement_on=one["found_signed"],
    )


def _shared(row: RowMapping, one: RowMapping) -> Sequence[str]:
    plain = {"customer_no": "customer_no", "pesel": "pesel_digest", "name": "name_fold"}
    plain |= {"email": "email", "phone": "phone"}
    found = [key for key, column in plain.items() if row[column] and row[column] == one[column]]
    found += ["invoice_no"] if one["found_gross"] is not None else []
    return found + (["agreement_no"] if one["found_signed"] is not None else [])


def known_of(one: Candidate, invoice_no: str | None) -> Known:
    """Return a customer with agreements, last bills and the bill of this number. One statement."""
    rank = func.row_number().over(
        partition_by=Invoice.agreement_id, order_by=(Invoice.issued_on.desc(), Invoice.id.desc())
    )
    bills = (
        select(Invoice.invoice_no, Invoice.gross, Invoice.issued_on, rank.label("place"))
        .join(Agreement, Agreement.id == Invoice.agreement_id)
        .where(Agreement.customer_id == one.id, Invoice.kind.in_(PERIODICAL))
        .subquery()
    )
    shown = or_(bills.c.place <= LAST, bills.c.invoice_no == (invoice_no or ""))
    agreements = select(
        literal("agreement"),
        Agreement.agreement_no,
        literal(0),
        Agreement.signed_on,
        Agreement.ended_on,
        literal(0),
    )
    day = bills.c.issued_on
    invoices = select(literal("bill"), bills.c.invoice_no, bills.c.gross, day, day, bills.c.place).where(
        shown
    )
    known = Known(one.id, one.customer_no, "individual", one.name, None, one.email, one.phone, one.has_access)
    rows = db.session.execute(union_all(agreements.where(Agreement.customer_id == one.id), invoices))
    for kind, number, gross, first, last, place in rows:
        if kind == "bill":
            known.bills.append(Bill(number, gross, place <= LAST))
        else:
            known.agreements[number] = (first, last)
    return known
