"""What a customer sees: whom he may see, their agreements and places, how they stand, their invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, select

from app.billing.queries import InvoicePage, InvoiceView, Statement, invoices_of, statement_of
from app.customers.models import Agreement, Customer, CustomerAccess, SupplyPoint
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError

NEWEST = 6


@dataclass(frozen=True, slots=True)
class Place:
    """An agreement with the supply points that belong to it now."""

    agreement: Agreement
    points: list[SupplyPoint] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mine:
    """A customer whom the account may see, or could see until `ended_at`."""

    customer: Customer
    ended_at: dt.datetime | None
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the customer is called."""
        return self.customer.full_name


@dataclass(frozen=True, slots=True)
class Total:
    """How agreements stand together, in grosze; what is owed on one is not set off against another."""

    balance: int
    to_pay: int
    overdue: int
    overdue_since: dt.date | None
    next_due: int
    next_due_on: dt.date | None
    overpaid: int
    overpaid_since: dt.date | None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything of the customer's home; `statements` by agreement."""

    customers: Sequence[Mine]
    ended: Sequence[Mine]
    statements: Mapping[int, Statement]
    total: Total
    newest: Sequence[InvoiceView]

    @property
    def numbers(self) -> dict[int, str]:
        """The agreements' numbers by id."""
        return numbers(self.customers)


@dataclass(frozen=True, slots=True)
class Bills:
    """A page of invoices, and the customers whose agreements can be chosen."""

    customers: Sequence[Mine]
    page: InvoicePage

    @property
    def numbers(self) -> dict[int, str]:
        """The agreements' numbers by id."""
        return numbers(self.customers)


def numbers(customers: Iterable[Mine]) -> dict[int, str]:
    """Return the numbers of all agreements by id, customer after customer."""
    return {number: place.agreement.agreement_no for one in customers for number, place in one.places.items()}


def home(actor: Actor) -> Home:
    """Return what the customer's home shows. Three statements."""
    known = _mine(actor)
    live = [one for one in known if one.ended_at is None]
    ids = [one.customer.id for one in live]
    statements = statement_of(ids)
    return Home(
        customers=live,
        ended=[one for one in known if one.customer.id not in ids],
        statements={one.agreement_id: one for one in statements},
        total=total_of(statements),
        newest=invoices_of(ids, size=NEWEST).rows,
    )


def bills(actor: Actor, chosen: int | None, *, after: int | None, before: int | None) -> Bills:
    """Return a page of the actor's invoices, of one agreement or all, newest first. Two statements.

    Raises NotFoundError for an agreement that is not his.
    """
    live = [one for one in _mine(actor) if one.ended_at is None]
    if chosen is not None and chosen not in numbers(live):
        raise NotFoundError
    ids = [one.customer.id for one in live]
    return Bills(live, invoices_of(ids, agreement_id=chosen, after=after, before=before))


def _mine(actor: Actor) -> list[Mine]:
    """Return the customers of an account; where access has ended, without agreements. One statement."""
    rows = db.session.execute(
        select(Customer, CustomerAccess.ended_at, Agreement, SupplyPoint)
        .select_from(CustomerAccess)
        .join(Customer, Customer.id == CustomerAccess.customer_id)
        .outerjoin(Agreement, and_(Agreement.customer_id == Customer.id, CustomerAccess.ended_at.is_(None)))
        .outerjoin(SupplyPoint, SupplyPoint.agreement_id == Agreement.id)
        .where(CustomerAccess.account_id == actor.account_id)
        .order_by(
            CustomerAccess.id,
            Agreement.ended_on.is_not(None),
            Agreement.signed_on.desc(),
            Agreement.id,
            SupplyPoint.ppe,
        )
    )
    return _grouped(tuple(row) for row in rows)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> list[Mine]:
    found: dict[int, Mine] = {}
    for customer, ended_at, agreement, point in rows:
        known = found.get(customer.id)
        # Of several accesses to one customer a live one counts, else the latest.
        if known is None or known.ended_at is not None:
            known = found[customer.id] = Mine(customer, ended_at)
        if agreement is not None:
            place = known.places.setdefault(agreement.id, Place(agreement))
            if point is not None:
                place.points.append(point)
    return list(found.values())


def total_of(statements: Sequence[Statement]) -> Total:
    """Return how agreements stand together: amounts in sum, the earliest days."""
    next_due_on = min((one.next_due_on for one in statements if one.next_due_on), default=None)
    return Total(
        balance=sum(one.balance for one in statements),
        to_pay=sum(one.to_pay for one in statements),
        overdue=sum(one.overdue for one in statements),
        overdue_since=min((one.overdue_since for one in statements if one.overdue_since), default=None),
        next_due=sum(one.next_due for one in statements if one.next_due_on == next_due_on),
        next_due_on=next_due_on,
        overpaid=sum(one.overpaid for one in statements),
        overpaid_since=min((one.overpaid_since for one in statements if one.overpaid_since), default=None),
    )
