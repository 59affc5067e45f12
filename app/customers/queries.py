"""Finding customers, their agreements and supply points, and their contact data with what lies over them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.customers.models import Agreement, ContactOverride, Customer, Supply, SupplyPoint, address_lines
from app.foundation.clock import today
from app.foundation.db import db
from app.foundation.fold import fold

CONTACT_FIELDS = ("email", "phone", "street", "building", "flat", "postcode", "city")
AFTER_EVERY_LETTER = "\U0010ffff"


def by_id(customer_id: int) -> Customer | None:
    """Return a customer as the feed gives him, or None. One statement."""
    return db.session.get(Customer, customer_id)


def by_number(customer_no: str) -> Customer | None:
    """Return the customer of a number (10 digits), or None. One statement."""
    return db.session.scalars(select(Customer).where(Customer.customer_no == customer_no)).one_or_none()


def named(beginning: str) -> ColumnElement[bool]:
    """Return the condition that a customer's name begins so, whatever its case and diacritics."""
    low = fold(beginning)
    return Customer.name_fold.between(low, low + AFTER_EVERY_LETTER)


@dataclass(frozen=True, slots=True)
class Contact:
    """How a customer is reached: the feed's values, corrections laid over them. No value is None."""

    customer_id: int
    email: str | None
    phone: str | None
    street: str | None
    building: str | None
    flat: str | None
    postcode: str | None
    city: str | None

    @property
    def address_lines(self) -> list[str]:
        """The postal address, line by line."""
        return address_lines(self.street, self.building, self.flat, self.postcode, self.city)


def contact_of(customer_ids: Collection[int]) -> dict[int, Contact]:
    """Return the contact data of customers with live corrections laid over. One statement."""
    columns = [getattr(Customer, name) for name in CONTACT_FIELDS]
    live = (ContactOverride.customer_id == Customer.id) & ContactOverride.ended_at.is_(None)
    rows = db.session.execute(
        select(Customer.id, *columns, ContactOverride.field, ContactOverride.value)
        .outerjoin(ContactOverride, live)
        .where(Customer.id.in_(customer_ids))
    )
    found: dict[int, dict[str, str | None]] = {}
    for customer_id, *base, over, value in rows:
        values = found.setdefault(customer_id, dict(zip(CONTACT_FIELDS, base, strict=True)))
        if over is not None:
            values[over] = value or None
    return {one: Contact(customer_id=one, **values) for one, values in found.items()}


@dataclass(frozen=True, slots=True)
class PointView:
    """One supply point; `contracted_w` in watts."""

    id: int
    ppe: str
    tariff: str
    contracted_w: int
    address_lines: list[str]


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One agreement with the supply points it holds today, or held last (delivery and sale)."""

    id: int
    customer_id: int
    agreement_no: str
    kind: str
    signed_on: dt.date
    ended_on: dt.date | None
    nrb: str
    billing_months: int
    points: list[PointView] = field(default_factory=list)

    def is_live(self, day: dt.date) -> bool:
        """Say whether the agreement is in force on a day."""
        return self.signed_on <= day and (self.ended_on is None or day <= self.ended_on)


_AGREEMENT: tuple[Any, ...] = (
    Agreement.id,
    Agreement.customer_id,
    Agreement.agreement_no,
    Agreement.kind,
    Agreement.signed_on,
    Agreement.ended_on,
    Agreement.nrb,
    Agreement.billing_months,
)
_HELD: tuple[Any, ...] = (Supply.from_on, Supply.until_on)
_ADDRESS = ("street", "building", "flat", "postcode", "city")
_POINT: tuple[Any, ...] = (SupplyPoint.id, SupplyPoint.ppe, SupplyPoint.tariff, SupplyPoint.contracted_w)
_Held = tuple[dt.date, dt.date | None, PointView]


def agreements_of(customer_ids: Collection[int]) -> list[AgreementView]:
    """Return the agreements of customers, live ones first, each with its supply points. One statement."""
    once_held = or_(Supply.until_on.is_(None), Supply.until_on >= Supply.from_on)
    rows = db.session.execute(
        select(*_AGREEMENT, *_HELD, *_POINT, *(getattr(SupplyPoint, name) for name in _ADDRESS))
        .outerjoin(Supply, and_(Supply.agreement_id == Agreement.id, once_held))
        .outerjoin(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
        .where(Agreement.customer_id.in_(customer_ids))
        .order_by(Agreement.ended_on.is_not(None), Agreement.signed_on.desc(), Agreement.id, SupplyPoint.ppe)
    )
    found: dict[int, AgreementView] = {}
    held: dict[int, list[_Held]] = defaultdict(list)
    for row in rows:
        cells: tuple[Any, ...] = tuple(row)
        agreement, times = cells[: len(_AGREEMENT)], cells[len(_AGREEMENT) : len(_AGREEMENT + _HELD)]
        found.setdefault(agreement[0], AgreementView(*agreement))
        if times[0] is not None:
            point = cells[len(_AGREEMENT + _HELD) : -len(_ADDRESS)]
            view = PointView(*point, *[address_lines(*cells[-len(_ADDRESS) :])])
            held[agreement[0]].append((*times, view))
    day = today()
    for agreement_id, times_and_points in held.items():
        found[agreement_id].points.extend(_held_now_or_last(times_and_points, day))
    return list(found.values())


def _held_now_or_last(held: Sequence[_Held], day: dt.date) -> list[PointView]:
    """Return the points an agreement holds on a day; when it holds none, those it held last."""
    now = [point for first, last, point in held if first <= day <= (last or dt.date.max)]
    latest = max(last or dt.date.max for _first, last, _point in held)
    return now or [point for _first, last, point in held if (last or dt.date.max) == latest]
