"""Who can log in to the demo, and with whose data one can apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from app.billing.kinds import PERIODICAL
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.demo import numbers
from app.demo.known import BAKERY, EWA, HELENA, MUNICIPALITY, PAWEL, TO_APPLY
from app.foundation.db import db
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
    holds: tuple[int, ...] = ()  # customers by their index in the feed
    by_office: bool = False  # the office opened the access itself: nobody applied for it
    on_paper: bool = False  # an institution applied with documents (institution_play.py)


def _customer(
    mail: str, name: str, see: str, *holds: int, by_office: bool = False, on_paper: bool = False
) -> Login:
    address = f"{mail}@example.com"
    return Login(address, name, N_("Customer"), see, holds=holds, by_office=by_office, on_paper=on_paper)


LOGINS = (
    _customer(
        "anna.wisniewska",
        "Anna Wiśniewska",
        N_("One supply point; her newest bill comes with the next feed."),
        0,
    ),
    _customer("jan.kowalczyk", "Jan Kowalczyk", N_("In arrears, and interest runs."), 1),
    _customer(
        "maria.zielinska",
        "Maria Zielińska",
        N_("Two supply points, one with two zones, and an overpayment."),
        2,
    ),
    _customer("piotr.adamski", "Piotr Adamski", N_("Forecasts and settlements, a meter exchanged."), 3),
    _customer(
        "helena.gorska",
        "Helena Górska",
        N_("A correction, interest notes, and a register that began anew at zero."),
        HELENA,
    ),
    _customer(
        "ewa.sikorska", "Ewa Sikorska", N_("Has moved out: she can read, and pay."), EWA, by_office=True
    ),
    _customer(
        "pawel.duda",
        "Paweł Duda",
        N_("Two customers under one log-in: his home and his bakery."),
        *(PAWEL, BAKERY),
        by_office=True,
    ),
    _customer(
        "gmina",
        "Dorota Maj",
        N_("A municipality with 28 supply points; she is its administrator, after an application on paper."),
        MUNICIPALITY,
        on_paper=True,
    ),
    Login(
        "celina@example.com", "Celina Czajka", N_("Clerk"), N_("Checks applications at the desk."), "clerk"
    ),
    Login("czeslaw@example.com", "Czesław Mróz", N_("Clerk"), N_("Celina's colleague."), "clerk"),
    Login(
        "adam@example.com",
        "Adam Bielak",
        N_("Administrator"),
        N_("Activates access, and takes in the billing system's feed."),
        "admin",
    ),
    Login(
        "alicja@example.com",
        "Alicja Nowicka",
        N_("Administrator"),
        N_("The second pair of eyes: annuls what Adam activated."),
        "admin",
    ),
)
STAFF = tuple(login for login in LOGINS if login.roles)
APPLIED = tuple(login for login in LOGINS if login.holds and not login.by_office and not login.on_paper)
BY_OFFICE = tuple(login for login in LOGINS if login.by_office)


@dataclass(frozen=True, slots=True)
class Show:
    """One thing there is to see: what, as whom, and where (words, and the endpoint)."""

    what: str
    who: str
    where: str
    endpoint: str


_HOME, _USAGE, _READINGS = N_("Your bills"), N_("Usage"), N_("Meter readings")
_BILLS, _ACCOUNT = N_("Invoices"), N_("Charges and payments")
SHOWS = (
    Show(N_("A debt, and the interest on it until today"), "Jan Kowalczyk", _ACCOUNT, "ledger.account"),
    Show(N_("A QR code for the transfer"), "Jan Kowalczyk", _HOME, "portal.home"),
    Show(N_("An overpayment"), "Maria Zielińska", _ACCOUNT, "ledger.account"),
    Show(N_("Day and night counted apart"), "Maria Zielińska", _USAGE, "usage.months"),
    Show(N_("This year beside last"), "Anna Wiśniewska", _USAGE, "usage.years"),
    Show(N_("An exchanged meter"), "Piotr Adamski", _READINGS, "usage.readings"),
    Show(N_("Forecasts, and the settlement that follows them"), "Piotr Adamski", _BILLS, "invoices.all"),
    Show(N_("A register that began anew at zero"), "Helena Górska", _READINGS, "usage.readings"),
    Show(N_("A correction beside the invoice it corrects"), "Helena Górska", _BILLS, "invoices.all"),
    Show(N_("Interest notes for bills paid late"), "Helena Górska", _BILLS, "invoices.all"),
    Show(N_("An ended agreement, to be read only"), "Ewa Sikorska", _HOME, "portal.home"),
    Show(N_("Two customers under one log-in"), "Paweł Duda", _HOME, "portal.home"),
    Show(N_("Sale and distribution as two agreements"), "Paweł Duda", _HOME, "portal.home"),
    Show(N_("28 supply points in one table"), "Dorota Maj", _HOME, "portal.home"),
    Show(N_("A bill that did not come: Renata Sowa's"), "Adam Bielak", N_("Missing bills"), "feed.missing"),
    Show(N_("A feed that waits to be taken in"), "Adam Bielak", N_("Billing feed"), "feed.runs"),
)


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
        .where(Invoice.agreement_id.in_(agreements), Invoice.kind.in_(PERIODICAL))
        .order_by(Invoice.issued_on, Invoice.id)
    )
    return {row.agreement_id: row for row in rows}


def _hint(customer: Customer, agreement: Agreement, latest: dict[int, Invoice]) -> Hint:
    invoice = latest.get(agreement.id)
    no, gross = (invoice.invoice_no, invoice.gross) if invoice else (None, None)
    return Hint(customer, no, gross, agreement)
