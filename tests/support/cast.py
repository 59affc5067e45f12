"""The cast and what they need: people, agreements, invoices, made on demand with numbers nobody real has."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app.accounts import sessions
from app.accounts.models import Account
from app.accounts.opening import name_key
from app.billing.models import Invoice, InvoiceLine, Payment, Reading
from app.customers.models import Agreement, Customer, CustomerAccess, Meter, Supply, SupplyPoint
from app.foundation import clock, crypto
from app.foundation.db import Base
from app.foundation.fold import fold
from app.regulations.models import Acceptance, Regulations
from app.steps.models import NEVER
from tests.support import numbers
from tests.support.database import Database
from workflows.roles import Role

PASSWORD = "Cztery zielone rowery 7"
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class Person:
    """Somebody who can log in."""

    account_id: int
    name: str
    email: str
    identifier: str | None = None
    customer_id: int | None = None
    customer_no: str | None = None
    agreement_id: int | None = None
    roles: frozenset[Role] = frozenset()
    password: str = PASSWORD

    @property
    def login(self) -> str:
        """What the person types to log in: staff their e-mail, customers their identifier."""
        return self.identifier or self.email


@cache
def hashed(password: str) -> str:
    """Return a hash that is checked fast: a cost fit for tests, in the form the office reads."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)


def sign_in(client: FlaskClient, database: Database, person: Person) -> None:
    """Log somebody in without the way over the login page, which tests of its own walk."""
    with database.write():
        token = sessions.begin(person.account_id, "full", "a test")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token  # where Flask-Login keeps it
        cookie["_fresh"] = True


class Office:
    """Makes rows; every maker takes the columns that matter to the test and fills in the others."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app = app
        self.database = database
        self._serial = itertools.count(1)

    def _insert(self, model: type[Base], **values: Any) -> int:
        # Core, because state and version are closed to the ORM.
        return int(self.database.run(insert(model).values(values)))

    def regulations(self, **columns: Any) -> int:
        """Publish Regulations in force (the first call only, unless columns are given); return their id."""
        if not columns and (known := self.database.all(select(Regulations.id))):
            return int(known[0])
        row = {
            "number": f"2026.{next(self._serial)}",
            "effective_on": clock.today() - YEAR,
            "text_pl": "# Regulamin\n\nUsługa jest bezpłatna.",
            "text_en": "# Regulations\n\nThe service is free.",
            "sha256": "0" * 64,
            "published_at": clock.now() - YEAR,
            "published_by": "system",
        }
        return self._insert(Regulations, **{**row, **columns})

    def customer(self, first_name: str = "Anna", last_name: str = "Testowa", **columns: Any) -> int:
        """Add an individual to the customer base; return the customer's id."""
        serial = next(self._serial)
        row = {
            "customer_no": numbers.customer_no(serial),
            "kind": "individual",
            "first_name": first_name,
            "last_name": last_name,
            "name_fold": fold(f"{last_name} {first_name}"),
            "pesel": numbers.pesel(serial),
            "street": "Wzorcowa",
            "building": str(serial),
            "postcode": "90-000",
            "city": "Łódź",
        }
        row |= columns
        if row["pesel"] and "pesel_digest" not in row:
            with self.app.app_context():
                row["pesel_digest"] = crypto.digest("pesel", row["pesel"])
        return self._insert(Customer, **row)

    def agreement(self, customer_id: int, **columns: Any) -> int:
        """Give a customer a live comprehensive agreement; return its id."""
        serial = next(self._serial)
        row = {
            "agreement_no": numbers.agreement_no(serial),
            "customer_id": customer_id,
            "kind": "comprehensive",
            "signed_on": clock.today() - 2 * YEAR,
            "nrb": numbers.nrb(serial),
            "billing_months": 2,
        }
        return self._insert(Agreement, **{**row, **columns})

    def supply_point(self, agreement_id: int, **columns: Any) -> int:
        """Add a place where energy is taken, held by its agreement from the first day on; return its id."""
        serial = next(self._serial)
        row = {
            "ppe": numbers.ppe(serial),
            "agreement_id": agreement_id,
            "tariff": "G11",
            "contracted_w": 5_000,
            "street": "Wzorcowa",
            "building": str(serial),
            "postcode": "90-000",
            "city": "Łódź",
        }
        point = self._insert(SupplyPoint, **{**row, **columns})
        self.supply(point, agreement_id)
        return point

    def supply(self, supply_point_id: int, agreement_id: int, **columns: Any) -> int:
        """Let an agreement hold a supply point for the agreement's whole time; return the supply's id."""
        agreement = self.database.get(Agreement, agreement_id)
        row = {
            "supply_point_id": supply_point_id,
            "agreement_id": agreement_id,
            "role": "delivery",
            "place": 0,
            "from_on": agreement.signed_on,
            "until_on": agreement.ended_on,
        }
        return self._insert(Supply, **{**row, **columns})

    def meter(self, supply_point_id: int, **columns: Any) -> int:
        """Hang a direct meter of five digits at a supply point two years ago; return its id."""
        row = {
            "meter_no": numbers.meter_no(next(self._serial)),
            "supply_point_id": supply_point_id,
            "installed_on": clock.today() - 2 * YEAR,
            "digits": 5,
            "multiplier": 1,
        }
        return self._insert(Meter, **{**row, **columns})

    def reading(self, meter_id: int, read_on: dt.date, kwh: float, **columns: Any) -> None:
        """Note what a register shows in kWh (zone `total`, kind `actual`, unless said otherwise)."""
        row = {"meter_id": meter_id, "zone": "total", "read_on": read_on, "kind": "actual"}
        self.database.run(insert(Reading).values({**row, "value": round(kwh * 1000), **columns}))

    def line(self, invoice_id: int, line_no: int, net: int, **columns: Any) -> None:
        """Add a line of `net` grosze to an invoice: 100 kWh of energy, unless said otherwise."""
        row = {
            "invoice_id": invoice_id,
            "line_no": line_no,
            "label": "Energia czynna",
            "zone": "total",
            "quantity": 100_000_000,
            "unit": "kWh",
            "unit_price": net * 100,
            "net": net,
            "vat_rate": 23_00,
        }
        self.database.run(insert(InvoiceLine).values({**row, **columns}))

    def invoice(self, agreement_id: int, gross: int, **columns: Any) -> int:
        """Add an invoice of `gross` grosze issued a month ago and due in a fortnight; return its id."""
        serial = next(self._serial)
        net = round(gross / 1.23)
        row = {
            "invoice_no": f"R/2026/10/{serial:06d}",
            "agreement_id": agreement_id,
            "kind": "settlement",
            "issued_on": clock.today() - dt.timedelta(days=30),
            "due_on": clock.today() + dt.timedelta(days=14),
            "net": net,
            "vat": gross - net,
            "gross": gross,
        }
        return self._insert(Invoice, **{**row, **columns})

    def payment(self, agreement_id: int, amount: int, **columns: Any) -> int:
        """Book a payment of `amount` grosze today; return its id."""
        row = {
            "payment_no": f"W/{next(self._serial):08d}",
            "agreement_id": agreement_id,
            "booked_on": clock.today(),
            "amount": amount,
        }
        return self._insert(Payment, **{**row, **columns})

    def account(self, name: str, email: str, **columns: Any) -> int:
        """Add an account that is active and has a password; return its id."""
        now = clock.now()
        row = {
            "kind": "customer",
            "email": email,
            "email_key": email.casefold(),
            "email_proved_at": now,
            "name": name,
            "name_fold": name_key(name),
            "language": "pl",
            "roles": "",
            "password_hash": hashed(PASSWORD),
            "password_set_at": now,
            "created_at": now,
            "state": "active",
            "version": 1,
            "state_since": now,
            "promise_stops": [],
            "promise_due": NEVER,
            "erase_after": NEVER,
        }
        return self._insert(Account, **{**row, **columns})

    def staff(self, name: str, email: str, *roles: Role, **columns: Any) -> Person:
        """Add a member of staff."""
        words = " ".join(sorted(roles))
        account = self.account(name, email, kind="staff", roles=words, **columns)
        return Person(account, name, email, roles=frozenset(roles))

    def individual(self, first_name: str, last_name: str, **columns: Any) -> Person:
        """Add a customer with one agreement, one supply point and access; Regulations are accepted."""
        serial = next(self._serial)
        email = f"{fold(first_name)}.{serial}@example.com"
        customer = self.customer(first_name, last_name, email=email, **columns)
        agreement = self.agreement(customer)
        self.supply_point(agreement)
        known = self.database.get(Customer, customer)
        person = Person(
            account_id=self.account(
                f"{first_name} {last_name}",
                email,
                identifier=numbers.identifier(serial),
                pesel_digest=known.pesel_digest,
            ),
            name=f"{first_name} {last_name}",
            email=email,
            identifier=numbers.identifier(serial),
            customer_id=customer,
            customer_no=known.customer_no,
            agreement_id=agreement,
        )
        self.access(person, customer)
        self.accept(person)
        return person

    def access(self, person: Person, customer_id: int, **columns: Any) -> int:
        """Let an account see a customer; return the access's id."""
        row = {"account_id": person.account_id, "customer_id": customer_id, "began_at": clock.now()}
        return self._insert(CustomerAccess, **{**row, **columns})

    def accept(self, person: Person, regulations_id: int | None = None) -> int:
        """Note that somebody accepted the Regulations (those in force); return the acceptance's id."""
        return self._insert(
            Acceptance,
            regulations_id=regulations_id or self.regulations(),
            account_id=person.account_id,
            at=clock.now(),
            request_id="cast",
        )
