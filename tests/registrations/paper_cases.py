"""Institutions and their applications, brought into the state a test begins with by the real services."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.fold import fold
from app.foundation.tokens import new_token
from app.registrations import (
    course_service,
    edit_service,
    institution_service,
    request_service,
)
from app.registrations.delivery_service import Brought
from app.registrations.institution_service import Form, Lodged
from app.registrations.models import Registration
from app.registrations.request_service import Request
from tests.support import numbers
from tests.support.cast import Office

serials = itertools.count(1)


@dataclass
class Firma:
    """An institution of the customer base (`customer_id`) and what it writes into its application."""

    customer_id: int
    given: dict[str, Any] = field(default_factory=dict)


def firma(office: Office, name: str = "Zakład Wzorcowy sp. z o.o.", **columns: Any) -> Firma:
    """Add an institution with an agreement in force to the base; what it declares agrees with it."""
    serial = next(serials)
    keys = {"nip": numbers.nip(serial), "regon": numbers.regon(serial), "krs": numbers.krs(serial)}
    row = {**keys, "legal_form": "llc", "street": "Fabryczna", "building": str(serial)}
    row |= {
        "postcode": "90-001",
        "city": "Łódź",
        "customer_no": numbers.customer_no(500_000 + serial),
    } | columns
    nobody: Any = None  # an institution has no person's names
    customer = office.customer(
        first_name=nobody,
        last_name=nobody,
        kind="institution",
        pesel=None,
        name=name,
        name_fold=fold(name),
        **row,
    )
    office.invoice(office.agreement(customer), 123_45)
    given = {key: row[key] for key in ("nip", "regon", "krs", "legal_form", "customer_no")} | {
        "purpose": "new",
        "name": name,
        "seat": [f"{row['street']} {row['building']}", f"{row['postcode']} {row['city']}"],
        "signers": [{"name": "Maria Prezesowa", "function": "prezes zarządu"}],
        "first_name": "Filip",
        "last_name": "Firmowy",
        "email": f"filip.{serial}@example.com",
        "phone": None,
        "language": "pl",
        "codes_by": "letter",
    }
    return Firma(customer, given)


def announced(office: Office, known: Firma) -> str:
    """Let an institution apply online; returns the reference."""
    office.regulations()
    with office.database.write():
        return institution_service.announce(Form(new_token(), new_token(), known.given))[0]


def received(office: Office, known: Firma, clerk: Actor, **given: Any) -> str:
    """Let a clerk open an application for papers that came without one; returns the reference."""
    office.regulations()
    brought = Brought("post", clock.today(), incoming_no="P/1/2026", pages=12)
    with office.database.write():
        form = Lodged(new_token(), {**known.given, **given}, brought)
        return institution_service.lodge(form, clerk)[0]


def in_review(office: Office, known: Firma, clerk: Actor, **given: Any) -> str:
    """Open an application from paper, choose the customer, and begin the check; returns the reference."""
    reference = received(office, known, clerk, **given)
    with office.database.write():
        edit_service.link(reference, version(office, reference), clerk, known.customer_id)
    with office.database.write():
        course_service.start_review(reference, version(office, reference), clerk)
    return reference


def row(office: Office, reference: str) -> Registration:
    """Return an application as it stands now."""
    found: Registration = office.database.one(select(Registration).where(Registration.reference == reference))
    return found


def version(office: Office, reference: str) -> int:
    """Return the version somebody sees who opens the page now."""
    return int(office.database.one(select(Registration.version).where(Registration.reference == reference)))


AGREEING: Mapping[str, Any] = {
    "rule": "alone",
    "representatives": [{"name": "Maria Prezesowa", "function": "prezes"}],
}
TODAY = dt.date(2026, 11, 3)


def ask(office: Office, reference: str, clerk: Actor, *kinds: str) -> None:
    """Ask the institution for documents."""
    request = Request(dict.fromkeys(kinds, "Proszę o ten dokument."), days=14)
    with office.database.write():
        request_service.request_documents(reference, version(office, reference), clerk, request)
