"""An institution as the tests play it: what it types into both pages, and the way to its tracker."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from sqlalchemy import select

from app.registrations.models import Registration
from tests.support import numbers
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

FIRST = "/apply/institution"
MAIL = "registration_confirm"


def typed(serial: Any = 700, **fields: Any) -> dict[str, Any]:
    """What a firm types, which is in no customer base unless the test says so."""
    return {
        "purpose": "new",
        "legal_form": "llc",
        "name": "Wytwórnia Próbna sp. z o.o.",
        "nip": numbers.nip(serial),
        "regon": numbers.regon(serial),
        "krs": numbers.krs(serial),
        "customer_no": numbers.customer_no(serial),
        "street": "Próbna 7",
        "postcode": "90-007",
        "city": "Łódź",
        "signer_name_1": "Maria Prezesowa",
        "signer_function_1": "prezes zarządu",
        "first_name": "Filip",
        "last_name": "Firmowy",
        "email": f"filip.{serial}@example.com",
        "phone": "",
        "codes_by": "letter",
        "language": "pl",
    } | fields


def parted(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what belongs on the first page and what on the second."""
    first = (
        "purpose",
        "legal_form",
        "name",
        "nip",
        "regon",
        "krs",
        "customer_no",
        "street",
        "postcode",
        "city",
    )
    return (
        {name: given[name] for name in first},
        {name: value for name, value in given.items() if name not in first},
    )


def fill_in(client: StrictClient, given: dict[str, Any]) -> Page:
    """Fill in the first page; return the second."""
    return client.press(client.get(FIRST), step="institution", follow=True, **parted(given)[0])


def send(client: StrictClient, given: dict[str, Any] | None = None) -> Page:
    """Fill in both pages and send; return the page after it."""
    given = given or typed()
    sent = client.press(fill_in(client, given), step="people", follow=True, **parted(given)[1])
    assert sent.status_code == 200, sent.errors or sent.words
    return sent


def proved(client: StrictClient, outbox: Mailbox, given: dict[str, Any] | None = None) -> Page:
    """Send the form, open the link and confirm; return the tracker."""
    given = given or typed()
    send(client, given)
    link = outbox.last(to=given["email"], name=MAIL).link
    return client.press(client.get(link), step="confirm_email", follow=True)


def newest(database: Database) -> Registration:
    """Return the application made last."""
    row: Registration = database.all(select(Registration).order_by(Registration.id))[-1]
    return row


def scan(shade: int = 200, name: str = "skan.png") -> tuple[io.BytesIO, str]:
    """Return a small picture as somebody uploads it; another shade is another file."""
    drawn = io.BytesIO()
    Image.new("L", (60, 80), shade).save(drawn, "PNG")
    drawn.seek(0)
    return drawn, name
