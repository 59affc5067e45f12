"""Who can log in to the demo, and with whose data one can apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.demo import numbers
from app.demo.known import TO_APPLY
from app.foundation.db import db
from app.registrations.base_queries import BILLS
from workflows.words import N_

PASSWORD = "Zielony rower stoi pod domem 7"  # noqa: S105 - printed on the demo's first page


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demo: what to type, who it is, what there is to see."""

    email: str
    name: str
    role: str
    see: str
    roles: str = ""  # of staff


LOGINS = (
    Login(
        "anna.wisniewska@example.com",
        "Anna Wiśniewska",
        N_("Customer"),
        N_("One supply point, nothing owed."),
    ),
    Login("jan.kowalczyk@example.com", "Jan Kowalczyk", N_("Customer"), N_("In arrears.")),
    Login(
        "maria.zielinska@example.com",
        "Maria Zielińska",
        N_("Customer"),
        N_("Two supply points, and an overpayment."),
    ),
    Login(
        "piotr.adamski@example.com",
        "Piotr Adamski",
        N_("Customer"),
        N_("Forecasts and settlements, a meter exchanged."),
    ),
    Login(
        "celina@example.com", "Celina Czajka", N_("Clerk"), N_("Checks applications at the desk."), "clerk"
    ),
    Login("czeslaw@example.com", "Czesław Mróz", N_("Clerk"), N_("Celina's colleague."), "clerk"),
    Login("adam@example.com", "Adam Bielak", N_("Administrator"), N_("Activates access."), "admin"),
    Login(
        "alicja@example.com",
        "Alicja Nowicka",
        N_("Administrator"),
        N_("The second pair of eyes: annuls what Adam activated."),
        "admin",
    ),
)
CUSTOMERS = tuple(login for login in LOGINS if not login.roles)
STAFF = tuple(login for login in LOGINS if login.roles)


@dataclass(frozen=True, slots=True)
class Hint:
    """What a customer without access would type into the application."""

    customer: Customer
    invoice_no: str | None
    gross: int | None  # grosze
    agreement: Agreement

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.customer.first_name} {self.customer.last_name}"


def to_apply_with() -> list[Hint]:
    """Return the data of well-known customers who have no access yet. Two statements."""
    known = [numbers.customer_no(index) for index in TO_APPLY]
    live = select(CustomerAccess.customer_id).where(CustomerAccess.ended_at.is_(None))
    return of(known, Customer.id.not_in(live))


def of(customer_nos: Sequence[str], *conditions: ColumnElement[bool]) -> list[Hint]:
    """Return the data of customers with an agreement in force, in the order given. Two statements."""
    found = db.session.execute(
        select(Customer, Agreement)
        .join(Agreement, Agreement.customer_id == Customer.id)
        .where(Customer.customer_no.in_(customer_nos), Agreement.ended_on.is_(None), *conditions)
    ).all()
    latest = _latest_invoices([agreement.id for _, agreement in found])
    hints = {customer.customer_no: _hint(customer, agreement, latest) for customer, agreement in found}
    return [hints[no] for no in customer_nos if no in hints]


def _latest_invoices(agreements: list[int]) -> dict[int, Invoice]:
    rows = db.session.scalars(
        select(Invoice)
        .where(Invoice.agreement_id.in_(agreements), Invoice.kind.in_(BILLS))
        .order_by(Invoice.issued_on, Invoice.id)
    )
    return {row.agreement_id: row for row in rows}


def _hint(customer: Customer, agreement: Agreement, latest: dict[int, Invoice]) -> Hint:
    invoice = latest.get(agreement.id)
    no, gross = (invoice.invoice_no, invoice.gross) if invoice else (None, None)
    return Hint(customer, no, gross, agreement)
