"""What a customer sees: how his agreements stand, and their invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.billing.queries import InvoicePage, InvoiceView, Statement, invoices_of, statement_of
from app.foundation.actor import Actor
from app.portal.mine import Known, known

NEWEST = 6


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

    known: Known
    statements: Mapping[int, Statement]
    total: Total
    newest: Sequence[InvoiceView]


@dataclass(frozen=True, slots=True)
class Bills:
    """A page of invoices, and the customers whose agreements can be chosen."""

    known: Known
    page: InvoicePage


def home(actor: Actor) -> Home:
    """Return what the customer's home shows. Three statements."""
    found = known(actor)
    statements = statement_of(found.customer_ids)
    return Home(
        known=found,
        statements={one.agreement_id: one for one in statements},
        total=total_of(statements),
        newest=invoices_of(found.customer_ids, size=NEWEST).rows,
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
