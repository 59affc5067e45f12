"""Whom the reader may see: his customers, their agreements, the supply points within the agreements' time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, null, or_, select
from sqlalchemy.orm import defer

from app.billing.energy_queries import MonthView
from app.billing.glance import months_in, registers_in
from app.billing.meter_queries import StateView
from app.customers.models import (
    Agreement,
    Customer,
    CustomerAccess,
    Supply,
    SupplyPoint,
    address_lines,
)
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.foundation.db import db
from app.foundation.errors import NotFoundError
from app.portal.registers import meters_now


@dataclass(frozen=True, slots=True)
class Point:
    """A supply point as one agreement holds it, both days included; `contracted_w` in watts.

    `supply_id` is what readings and consumption are asked for by: nothing outside these days belongs to it.
    `registers` and `months` (the last that are known) are filled where a glance was asked for.
    """

    supply_id: int
    point_id: int
    agreement_id: int
    role: str
    from_on: dt.date
    until_on: dt.date | None
    ppe: str
    tariff: str
    contracted_w: int
    address_lines: list[str]
    registers: list[StateView] = field(default_factory=list)
    months: list[MonthView] = field(default_factory=list)

    def is_held(self, day: dt.date) -> bool:
        """Say whether the agreement holds the point on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    @property
    def present(self) -> list[StateView]:
        """The registers of the meters in use, zone by zone; where none is, of the one taken down last."""
        return [state for meter in meters_now(self.registers) for state in meter.states]

    @property
    def former(self) -> list[StateView]:
        """The registers of meters that were taken away, the latest first, where another is in use."""
        gone = [one for one in self.registers if one.removed_on is not None]
        return gone if len(gone) < len(self.registers) else []


@dataclass(frozen=True, slots=True)
class Place:
    """An agreement with the supply points it holds or held."""

    agreement: Agreement
    points: list[Point] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mine:
    """A customer whom the account may see, or could see until `ended_at`.

    `read_only_on`: since when none of his agreements is in force; None while one is.
    """

    customer: Customer
    ended_at: dt.datetime | None
    read_only_on: dt.date | None
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the customer is called."""
        return self.customer.full_name

    def folded(self, day: dt.date) -> list[int]:
        """Return the ended agreements that need not be seen first: settled, beside one that is in force."""
        ended = [
            number
            for number, place in self.places.items()
            if place.agreement.ended_on is not None and place.agreement.ended_on < day
        ]
        return (
            []
            if len(ended) == len(self.places)
            else [n for n in ended if not self.places[n].agreement.balance]
        )


@dataclass(frozen=True, slots=True)
class Known:
    """All customers of an account: those it may see now, and those whom it could see once."""

    live: Sequence[Mine]
    ended: Sequence[Mine]

    @property
    def customer_ids(self) -> list[int]:
        """The ids of the customers that may be seen now."""
        return [one.customer.id for one in self.live]

    @property
    def places(self) -> dict[int, Place]:
        """The agreements that may be seen now, by id, customer after customer."""
        return {number: place for one in self.live for number, place in one.places.items()}

    @property
    def points(self) -> Iterator[Point]:
        """The supply points of all agreements, agreement after agreement."""
        return (point for place in self.places.values() for point in place.points)

    @property
    def numbers(self) -> dict[int, str]:
        """The agreements' numbers by id."""
        return {number: place.agreement.agreement_no for number, place in self.places.items()}

    def customer(self, customer_id: int) -> Mine:
        """Return a customer; raises NotFoundError for one that may not be seen."""
        found = next((one for one in self.live if one.customer.id == customer_id), None)
        if found is None:
            raise NotFoundError
        return found

    def place(self, agreement_id: int) -> Place:
        """Return an agreement; raises NotFoundError for one that may not be seen."""
        if agreement_id not in self.places:
            raise NotFoundError
        return self.places[agreement_id]

    def point(self, supply_id: int) -> Point:
        """Return a supply point by its supply; raises NotFoundError for one that may not be seen."""
        found = next((point for point in self.points if point.supply_id == supply_id), None)
        if found is None:
            raise NotFoundError
        return found


_POINT: tuple[Any, ...] = (
    Supply.id,
    Supply.supply_point_id,
    Supply.agreement_id,
    Supply.role,
    Supply.from_on,
    Supply.until_on,
    SupplyPoint.ppe,
    SupplyPoint.tariff,
    SupplyPoint.contracted_w,
    SupplyPoint.street,
    SupplyPoint.building,
    SupplyPoint.flat,
    SupplyPoint.postcode,
    SupplyPoint.city,
)
_ADDRESS = 5


def known(actor: Actor, *, glance: bool = False) -> Known:
    """Return the customers of an account; where access has ended, without agreements. One statement.

    `glance`: with what the meters of each supply point showed last, and what was taken lately.
    """
    shown = Supply.glance if glance else null()
    held = and_(
        Supply.agreement_id == Agreement.id,
        or_(Supply.until_on.is_(None), Supply.until_on >= Supply.from_on),
    )
    wanted = (
        select(Customer, CustomerAccess.ended_at, CustomerAccess.read_only_on, Agreement, *_POINT, shown)
        .options(defer(Customer.pesel))  # no page shows it, and it would be decrypted for every row
        .select_from(CustomerAccess)
        .join(Customer, Customer.id == CustomerAccess.customer_id)
        .outerjoin(Agreement, and_(Agreement.customer_id == Customer.id, CustomerAccess.ended_at.is_(None)))
        .outerjoin(Supply, held)
        .outerjoin(SupplyPoint, SupplyPoint.id == Supply.supply_point_id)
        .where(CustomerAccess.account_id == actor.account_id)
        .order_by(
            CustomerAccess.id,
            Agreement.ended_on.is_not(None),
            Agreement.signed_on.desc(),
            Agreement.id,
            Supply.until_on.is_not(None),
            SupplyPoint.ppe,
            Supply.id,
        )
    )
    found = _grouped(tuple(row) for row in db.session.execute(wanted))
    live = [one for one in found if one.ended_at is None]
    return Known(live, [one for one in found if one.ended_at is not None])


def _grouped(rows: Iterable[tuple[Any, ...]]) -> list[Mine]:
    found: dict[int, Mine] = {}
    for customer, ended_at, read_only_on, agreement, *cells in rows:
        before = found.get(customer.id)
        # Of several accesses to one customer a live one counts, else the latest.
        if before is None or before.ended_at is not None:
            before = found[customer.id] = Mine(customer, ended_at, read_only_on)
        if agreement is not None:
            _place(before.places.setdefault(agreement.id, Place(agreement)), cells)
    return list(found.values())


def _place(place: Place, cells: list[Any]) -> None:
    """Add a row's supply point to its agreement."""
    *point, glance = cells
    supply_id = point[0]
    if supply_id is not None:
        its = registers_in(glance, supply_id), months_in(glance, supply_id, today())
        place.points.append(Point(*point[:-_ADDRESS], *[address_lines(*point[-_ADDRESS:]), *its]))
