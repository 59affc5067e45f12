"""What the page of one customer shows: the feed's data beside what lies over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import Account
from app.audit.queries import Line, lines_of
from app.customers.models import ContactOverride, Customer, CustomerAccess
from app.customers.overrides import live_of, mark_of, shown_over
from app.customers.queries import CONTACT_FIELDS, agreements_of, by_id
from app.customers.words import AGREEMENTS, FIELDS, LEGAL_FORMS
from app.foundation.db import db
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext as _
from app.foundation.templating import daytime


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact field: what the feed says, and the correction over it, if any."""

    field: str
    label: str
    base: str | None
    over: ContactOverride | None


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the customer's history for the timeline."""

    when: str
    text: str
    note: str | None
    state: str = "done"


def customer_of(customer_id: int) -> Customer:
    """Return a customer; raises NotFoundError."""
    customer = by_id(customer_id)
    if customer is None:
        raise NotFoundError
    return customer


def about(customer: Customer) -> dict[str, Any]:
    """Return what the page shows of a customer. Five statements."""
    over, access = live_of(customer.id), _access(customer.id)
    rows = [
        ContactRow(name, _(FIELDS[name]), getattr(customer, name), over.get(name)) for name in CONTACT_FIELDS
    ]
    return {
        "customer": customer,
        "contact": rows,
        "legal_forms": {name: _(words) for name, words in LEGAL_FORMS.items()},
        "agreement_kinds": {name: _(words) for name, words in AGREEMENTS.items()},
        "agreements": agreements_of([customer.id]),
        "access": access,
        "read_only_on": next((row.read_only_on for row in access if row.ended_at is None), None),
        "history": [_past(line) for line in lines_of("customer", customer.id, latest=50)],
    }


def shown_contact(customer: Customer) -> dict[str, str]:
    """Return the contact data as they stand now and their mark, for the form. One statement."""
    shown = shown_over(customer, live_of(customer.id))
    return {**shown, "seen": mark_of(shown)}


def _access(customer_id: int) -> list[Row[Any]]:
    found: Any = (
        select(
            Account.id,
            Account.name,
            Account.identifier,
            Account.state,
            CustomerAccess.began_at,
            CustomerAccess.ended_at,
            CustomerAccess.read_only_on,
        )
        .join(CustomerAccess, CustomerAccess.account_id == Account.id)
        .where(CustomerAccess.customer_id == customer_id)
        .order_by(CustomerAccess.ended_at.is_not(None), CustomerAccess.id.desc())
    )
    return list(db.session.execute(found))


def _past(line: Line) -> Past:
    words = []
    if field := line.data.get("field"):
        change = f"{line.private.get('before') or '–'} → {line.private.get('after') or '–'}"
        words.append(f"{_(FIELDS[field])}: {change}" if line.private else _(FIELDS[field]))
    if line.reason:
        words.append(line.reason)
    return Past(daytime(line.at), line.sentence, " · ".join(words) or None)
