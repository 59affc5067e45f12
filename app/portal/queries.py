"""What a customer sees: how his agreements stand, what his meters show, what he used, and his invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.billing.queries import InvoicePage, InvoiceView, Statement, invoices_of
from app.billing.standing import standing
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.portal import used
from app.portal.mine import Known, Mine, Place, Point, known

NEWEST = 6
FEW = 3  # up to so many supply points each has its own place on the page, more make a table


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
    """Everything of the customer's home; `statements` by agreement, `months` by supply.

    `shown` are the customers it is about: all, or the one who was chosen.
    """

    known: Known
    shown: Sequence[Mine]
    statements: Mapping[int, Statement]
    total: Total
    newest: Sequence[InvoiceView]
    months: Mapping[int, used.Months]
    day: dt.date

    @property
    def places(self) -> list[Place]:
        """The agreements of those it is about."""
        return [place for one in self.shown for place in one.places.values()]

    @property
    def points(self) -> list[Point]:
        """The supply points held today by any of the agreements."""
        return [point for place in self.places for point in place.points if point.is_held(self.day)]

    @property
    def lately(self) -> used.Lately | None:
        """What was used lately at all of these supply points; None where nothing is known."""
        months = used.together(self.months.get(point.supply_id, {}) for point in self.points)
        last = used.last_month(months)
        return used.Lately(last, months) if last else None

    def lately_at(self, point: Point) -> used.Lately | None:
        """Return what was used lately at one supply point; None where nothing is known."""
        months = self.months.get(point.supply_id, {})
        last = used.last_month(months)
        return used.Lately(last, months) if last else None

    @property
    def to_pay_for(self) -> Statement | None:
        """The agreement to be paid for first: what is overdue, else what is due next; None: nothing is."""
        owing = [one for one in self.statements.values() if one.overdue or one.next_due_on]
        return min(owing, key=_urgency, default=None)


def _urgency(one: Statement) -> tuple[dt.date, int]:
    return one.overdue_since or one.next_due_on or dt.date.max, -one.to_pay


@dataclass(frozen=True, slots=True)
class Bills:
    """A page of invoices, and the customers whose agreements can be chosen."""

    known: Known
    page: InvoicePage


def home(actor: Actor, chosen: int | None = None) -> Home:
    """Return what the home shows of all the actor's customers, or of the one chosen. Three statements.

    Raises NotFoundError for a customer that is not his.
    """
    found = known(actor, registers=True)
    shown = found.live if chosen is None else [found.customer(chosen)]
    places = [place for one in shown for place in one.places.values()]
    statements, newest = standing([place.agreement for place in places], NEWEST)
    supplies = [point.supply_id for place in places for point in place.points]
    return Home(
        known=found,
        shown=shown,
        statements={one.agreement_id: one for one in statements},
        total=total_of(statements),
        newest=newest,
        months=used.by_supply(supplies, today()),
        day=today(),
    )


def bills(actor: Actor, chosen: int | None, *, after: int | None, before: int | None) -> Bills:
    """Return a page of the actor's invoices, of one agreement or all, newest first. Two statements.

    Raises NotFoundError for an agreement that is not his.
    """
    found = known(actor)
    if chosen is not None:
        found.place(chosen)
    return Bills(found, invoices_of(found.customer_ids, agreement_id=chosen, after=after, before=before))


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
