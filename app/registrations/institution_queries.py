"""What an institution's application is compared with: the customers of the base that it may be about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, or_, select, union

from app.customers.models import Agreement, Customer, CustomerAccess
from app.foundation import clock
from app.foundation.db import db

MOST = 20
# Where the office works on an application whose data may still change, and another may be joined with it.
WORKED_ON = ("received", "in_review", "awaiting_documents", "on_hold")
# What finds a customer: column of the base, column of the application.
KEYS = {"customer_no": "customer_no", "nip": "nip", "regon": "regon", "krs": "krs", "name": "name_fold"}


@dataclass(frozen=True, slots=True)
class Known:
    """An institution as the base knows it; `keys` name what it has in common with the application."""

    id: int
    customer_no: str
    name: str
    legal_form: str | None
    nip: str | None
    regon: str | None
    krs: str | None
    seat: list[str]
    email: str | None
    phone: str | None
    keys: tuple[str, ...]
    has_access: bool
    has_agreement: bool


def known(row: Mapping[str, Any] | RowMapping) -> list[Known]:
    """Return the institutions of the base found by any key of an application. One statement.

    The linked one comes first, then the best fit.
    """
    found = [
        _known(one, row) for one in db.session.execute(_institutions(Customer.id.in_(_ids(row)))).mappings()
    ]
    linked = row["customer_id"]
    return sorted(found, key=lambda one: (one.id != linked, -len(one.keys), one.customer_no))


def linked(customer_ids: Collection[int]) -> dict[int, Known]:
    """Return these institutions of the base by their ids. One statement, none without ids."""
    if not customer_ids:
        return {}
    rows = db.session.execute(_institutions(Customer.id.in_(customer_ids))).mappings()
    return {one["id"]: _known(one, {}) for one in rows}


def _institutions(which: ColumnElement[bool]) -> Select[Any]:
    mine = Agreement.customer_id == Customer.id
    live = or_(Agreement.ended_on.is_(None), Agreement.ended_on >= clock.today())
    access = (CustomerAccess.customer_id == Customer.id) & CustomerAccess.ended_at.is_(None)
    return select(
        Customer.__table__,
        select(CustomerAccess.id).where(access).correlate(Customer).exists().label("has_access"),
        select(Agreement.id).where(mine, live).correlate(Customer).exists().label("has_agreement"),
    ).where(Customer.kind == "institution", which)


def _ids(row: Mapping[str, Any] | RowMapping) -> Any:
    columns = {
        **{name: getattr(Customer, name) for name in KEYS if name != "name"},
        "name": Customer.name_fold,
    }
    wanted = [(columns[name], row[mine]) for name, mine in KEYS.items()] + [(Customer.id, row["customer_id"])]
    parts: list[Any] = [
        select(select(Customer.id).where(column == value).limit(MOST).subquery().c[0])
        for column, value in wanted
        if value
    ]
    return (
        union(*parts)
        if len(parts) > 1
        else parts[0]
        if parts
        else select(Customer.id).where(Customer.id == 0)
    )


def _known(one: RowMapping, row: Mapping[str, Any] | RowMapping) -> Known:
    plain = {
        name: one[name]
        for name in ("id", "customer_no", "legal_form", "nip", "regon", "krs", "email", "phone")
    }
    return Known(
        **plain,
        name=one["name"] or "",
        seat=Customer(
            **{name: one[name] for name in ("street", "building", "flat", "postcode", "city")}
        ).address_lines,
        keys=tuple(
            name
            for name, mine in KEYS.items()
            if row.get(mine) and row[mine] == one["name_fold" if name == "name" else name]
        ),
        has_access=bool(one["has_access"]),
        has_agreement=bool(one["has_agreement"]),
    )


def chosen(row: Mapping[str, Any] | RowMapping, found: Sequence[Known]) -> Known | None:
    """Return the customer the application is about: the one linked, else the one of its customer number."""
    linked = [one for one in found if one.id == row["customer_id"]]
    numbered = [one for one in found if row["customer_no"] and one.customer_no == row["customer_no"]]
    return next(iter(linked or numbered), None)
