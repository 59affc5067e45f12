"""An applicant as the tests play him: what he types, and the way from the form to the tracker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.billing.models import Invoice
from app.customers.models import Agreement, Customer
from app.registrations.models import Registration
from tests.support import numbers
from tests.support.cast import Office
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

MAIL = "registration_confirm"


@dataclass
class Applicant:
    """What somebody types into the two steps of the form."""

    who: dict[str, Any]
    check: dict[str, Any]
    customer_id: int | None = None
    email: str = field(init=False)

    def __post_init__(self) -> None:
        self.email = self.who["email"]


def stranger(serial: int = 900, **typed: Any) -> Applicant:
    """Somebody whose customer number is not in the base."""
    who = {
        "first_name": "Nina",
        "last_name": "Nieznana",
        "pesel": numbers.pesel(serial),
        "email": f"nina.{serial}@example.com",
        "phone": "",
        "language": "pl",
    }
    check = {
        "customer_no": numbers.customer_no(serial),
        "invoice_no": f"R/2026/09/{serial:06d}",
        "invoice_gross": "218,45",
        "accepted": "y",
    }
    return _typed(who, check, typed, None)


def customer(office: Office, first_name: str = "Anna", last_name: str = "Testowa", **typed: Any) -> Applicant:
    """Somebody in the base with an agreement and an invoice, who copies everything rightly."""
    office.regulations()
    known = office.customer(first_name, last_name)
    office.invoice(office.agreement(known), 21_845)
    return of_base(office.database, known, **typed)


def of_base(database: Database, customer_id: int, **typed: Any) -> Applicant:
    """What a customer of the base types when he copies everything rightly."""
    row = database.get(Customer, customer_id)
    agreement = database.one(select(Agreement).where(Agreement.customer_id == customer_id))
    bill = database.all(select(Invoice).where(Invoice.agreement_id == agreement.id))
    who = {
        "first_name": row.first_name,
        "last_name": row.last_name,
        "pesel": row.pesel,
        "email": f"k{customer_id}@example.com",
        "phone": "",
        "language": "pl",
    }
    check = {
        "customer_no": row.customer_no,
        "invoice_no": bill[-1].invoice_no if bill else "",
        "invoice_gross": f"{bill[-1].gross / 100:.2f}".replace(".", ",") if bill else "",
        "accepted": "y",
    }
    return _typed(who, check, typed, customer_id)


def _typed(
    who: dict[str, Any], check: dict[str, Any], typed: dict[str, Any], customer_id: int | None
) -> Applicant:
    second = {
        "customer_no",
        "invoice_no",
        "invoice_gross",
        "no_invoice",
        "agreement_no",
        "agreement_on",
        "accepted",
    }
    return Applicant(
        {**who, **{name: value for name, value in typed.items() if name not in second}},
        {**check, **{name: value for name, value in typed.items() if name in second}},
        customer_id,
    )


def fill_in(client: StrictClient, person: Applicant) -> Page:
    """Go from the landing to the second step; return it, filled in by nobody yet."""
    page = client.get("/apply/who")
    return client.press(page, step="who", follow=True, **person.who)


def send(client: StrictClient, person: Applicant) -> Page:
    """Fill in both steps and send; return the thank-you page."""
    sent = client.press(fill_in(client, person), step="check", follow=True, **person.check)
    assert sent.status_code == 200, sent.errors or sent.words
    return sent


def proved(client: StrictClient, outbox: Mailbox, person: Applicant) -> Page:
    """Send the form, open the link and confirm; return the tracker."""
    send(client, person)
    link = outbox.last(to=person.email, name=MAIL).link
    return client.press(client.get(link), step="confirm_email", follow=True)


def row_of(database: Database, person: Applicant) -> Registration:
    """Return the newest application of an address."""
    rows = database.all(
        select(Registration).where(Registration.email == person.email).order_by(Registration.id)
    )
    return rows[-1]  # type: ignore[no-any-return]  # the first column of the rows
