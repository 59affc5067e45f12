"""Applications on the office's desk, put straight into the state a test begins with."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from app.audit.service import Entry, record
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer
from app.foundation import clock, crypto
from app.foundation.actor import SYSTEM, Actor
from app.foundation.fold import fold
from app.foundation.tokens import new_reference
from app.registrations.matching import given_of, match
from app.registrations.models import Registration
from app.steps.models import NEVER
from tests.support.cast import Office, Person
from tests.support.database import Database
from workflows.roles import Role

serials = itertools.count(1)


@dataclass(frozen=True)
class Case:
    """One application and whom it is about."""

    id: int
    reference: str
    email: str
    customer_id: int | None

    @property
    def desk(self) -> str:
        """The address of its page on the desk."""
        return f"/desk/applications/{self.reference}"

    @property
    def admin(self) -> str:
        """The address of its page before an admin."""
        return f"/admin/activations/{self.reference}"


def clerk(office: Office, name: str = "Celina Biurowa", *roles: Role, email: str = "") -> Person:
    """Add a clerk who reads English, so that a test can name what stands on the page."""
    address = email or f"{fold(name).replace(' ', '.')}@bok.example.com"
    return office.staff(name, address, *(roles or (Role.CLERK,)), language="en")


def admin(office: Office, name: str = "Adam Zarządca") -> Person:
    """Add an admin who reads English."""
    return clerk(office, name, Role.ADMIN)


def actor(person: Person) -> Actor:
    """Return a member of staff as services get one."""
    return Actor(account_id=person.account_id, is_staff=True, name=person.name, roles=person.roles)


def customer(office: Office, first_name: str = "Anna", last_name: str = "Testowa", **columns: Any) -> int:
    """Add a customer with a live agreement and one invoice; return the id."""
    known = office.customer(first_name, last_name, **columns)
    office.invoice(office.agreement(known), 21_845)
    return known


def case(office: Office, about: int | None = None, state: str = "needs_review", **columns: Any) -> Case:
    """Put an application on the desk: the data of a customer, except `columns`; compared as always."""
    database, serial = office.database, next(serials)
    row = _row(database, about, serial) | {"regulations_id": office.regulations()} | columns
    with database.write() as session:
        row["name_fold"] = fold(f"{row['last_name']} {row['first_name']}")
        row["pesel_digest"] = crypto.digest("pesel", row["pesel"]) if row["pesel"] else None
        found = match(given_of({**row, "id": 0}))
        row |= found.columns | {"state": state} | columns
        made = session.execute(insert(Registration).values(row).returning(Registration.id)).scalar_one()
        record(Entry("registration", made, "registration.submit", SYSTEM, to_state=state), heads={})
    return Case(made, row["reference"], row["email"], row["customer_id"])


def _row(database: Database, about: int | None, serial: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "reference": new_reference(),
        "form_id": f"form-{serial}",
        "workflow": "individual_registration",
        "channel": "online",
        "codes_by": "mail",
        "language": "en",
        "created_at": now,
        "email": f"applicant.{serial}@example.com",
        "email_proved_at": now,
        "accepted": {},
        "code_digest": f"{serial:064d}",
        "version": 1,
        "state_since": now,
        "promise": "promise.individual.decision",
        "promise_from": clock.today(),
        "promise_days": 2,
        "promise_stops": [],
        "promise_due": clock.today() + dt.timedelta(days=2),
        "erase_after": NEVER,
        **_given(database, about),
    }


def _given(database: Database, about: int | None) -> Mapping[str, Any]:
    blank = {
        "customer_id": None,
        "phone": None,
        "invoice_no": None,
        "invoice_gross": None,
        "agreement_no": None,
        "agreement_on": None,
    }
    if about is None:
        who = {"first_name": "Nina", "last_name": "Nieznana", "pesel": None, "customer_no": "9999999999"}
        return blank | who
    known = database.get(Customer, about)
    bill = database.all(
        select(Invoice)
        .join(Agreement, Agreement.id == Invoice.agreement_id)
        .where(Agreement.customer_id == about)
    )[-1]
    return blank | {
        "first_name": known.first_name,
        "last_name": known.last_name,
        "pesel": known.pesel,
        "customer_no": known.customer_no,
        "invoice_no": bill.invoice_no,
        "invoice_gross": bill.gross,
    }


def row_of(office: Office, one: Case) -> Registration:
    """Return the application as it stands."""
    return office.database.get(Registration, one.id)
