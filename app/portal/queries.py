"""What a customer sees: whom he may see, their agreements, how they stand, their invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, select

from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.customers.queries import AgreementView, agreements_of
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError
from app.foundation.listing import Listing, Order, Sort
from app.portal.standing import COLUMNS, Bill, Standing, add_up, standings

NEWEST_FIRST = Order(Invoice.id, {"issued": Sort(Invoice.issued_on, descending=True)})
PAGE = 24


@dataclass(frozen=True, slots=True)
class Mine:
    """A customer whom the account may see, or could see until `ended_at`."""

    id: int
    customer_no: str
    name: str
    ended_at: dt.datetime | None
    agreements: list[AgreementView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Home:
    """Everything of the customer's home; `standings` by agreement."""

    customers: list[Mine]
    ended: list[Mine]
    standings: Mapping[int, Standing]
    newest: Sequence[Bill]

    @property
    def agreements(self) -> list[AgreementView]:
        """All agreements, customer after customer."""
        return [one for customer in self.customers for one in customer.agreements]

    @property
    def numbers(self) -> dict[int, str]:
        """The agreements' numbers by id, to tell invoices apart; none where there is one agreement only."""
        return _numbers(self.agreements)

    @property
    def total(self) -> Standing:
        """How all agreements stand together; what is owed on one is not set off against another."""
        return add_up(self.standings.values())


@dataclass(frozen=True, slots=True)
class Bills:
    """A page of invoices, and the agreements to choose from."""

    agreements: list[AgreementView]
    listing: Listing
    bills: Sequence[Bill]

    @property
    def numbers(self) -> dict[int, str]:
        """The agreements' numbers by id, to tell invoices apart; none where there is one agreement only."""
        return _numbers(self.agreements)


def _numbers(agreements: Sequence[AgreementView]) -> dict[int, str]:
    return {one.id: one.agreement_no for one in agreements} if len(agreements) > 1 else {}


def home(actor: Actor) -> Home:
    """Return what the customer's home shows. Three statements."""
    everybody = _customers(actor)
    mine = {one.id: one for one in everybody if one.ended_at is None}
    ended = {one.id: one for one in everybody if one.id not in mine}
    agreements = agreements_of(mine)
    for agreement in agreements:
        mine[agreement.customer_id].agreements.append(agreement)
    stands, newest = standings([one.id for one in agreements])
    return Home(list(mine.values()), list(ended.values()), stands, newest)


def _customers(actor: Actor) -> list[Mine]:
    statement = (
        select(Customer, CustomerAccess.ended_at)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.account_id == actor.account_id)
        .order_by(CustomerAccess.id)
    )
    return [
        Mine(row.id, row.customer_no, row.name or f"{row.first_name} {row.last_name}", ended_at)
        for row, ended_at in db.session.execute(statement)
    ]


def bills(actor: Actor, chosen: int | None, *, after: int | None, before: int | None) -> Bills:
    """Return a page of the actor's invoices, of one agreement or all, newest first. Three statements.

    Raises NotFoundError for an agreement that is not his; a cursor that is not of his invoices finds nothing.
    """
    live = select(CustomerAccess.customer_id).where(
        CustomerAccess.account_id == actor.account_id, CustomerAccess.ended_at.is_(None)
    )
    agreements = agreements_of(list(db.session.scalars(live)))
    mine = [one.id for one in agreements]
    if chosen is not None and chosen not in mine:
        raise NotFoundError
    wanted = Invoice.agreement_id.in_([chosen] if chosen is not None else mine)
    rows = select(*COLUMNS).where(wanted)
    cursor = after if before is None else before
    if cursor is not None:
        # Whose the cursor's row is counts: else its place among one's own invoices would date another's.
        other = Invoice.__table__.alias()
        rows = rows.where(exists().where(other.c.id == cursor, other.c.agreement_id.in_(mine)))
    found = NEWEST_FIRST.page(rows, None, after=after, before=before, size=PAGE)
    return Bills(agreements, found, [Bill(*row) for row in found.rows])
