"""What is written when access is opened, besides the codes: to the address on file, to who has a login."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from flask import current_app
from sqlalchemy import RowMapping

from app.customers.queries import Contact
from app.foundation import clock
from app.foundation.i18n import speaking
from app.foundation.templating import day, spaced
from app.mail.service import Message
from app.registrations.subject import KIND
from app.settings.firm import firm


@dataclass(frozen=True, slots=True)
class Owner:
    """The customer as the base knows him: whose data are seen from now on."""

    customer_no: str
    name: str
    contact: Contact


def added(row: RowMapping, owner: Owner) -> Message:
    """Return the mail to whoever has a login already: one more customer is seen with it, no new codes."""
    params = {"reference": row["reference"], "customer_no": spaced(owner.customer_no, 5)}
    return Message("access_added", row["language"], row["email"], params, subject=(KIND, row["id"]))


def opened(row: RowMapping, owner: Owner, token: str) -> list[Message]:
    """Return the notice to the address on file: a mail, else a letter; nothing if it is the applicant's.

    To the applicant's proved address go the codes, so its owner knows already.
    """
    own = row["email"].casefold() if row["email_proved_at"] and row["email"] else None
    on_file = owner.contact.email
    if on_file and on_file.casefold() == own:
        return []
    if on_file:
        return [_mail(row, owner, on_file, f"/not-me/{token}")]
    return [_letter(row, owner, current_app.config["EBOK"].base_url + f"/not-me/{token}")]


def _mail(row: RowMapping, owner: Owner, to: str, path: str) -> Message:
    params = {"opened_on": clock.today().isoformat(), "customer_no": spaced(owner.customer_no, 5)}
    name, subject = "access_opened_notice", (KIND, row["id"])
    return Message(name, row["language"], to, params, {"path": path}, subject=subject)


def _letter(row: RowMapping, owner: Owner, link: str) -> Message:
    """Return the letter; what letters/access_notice.typ gets is all in words, the QR code as SVG."""
    place = firm().address_lines[-1].partition(" ")[2]
    with speaking(row["language"]):
        today = day(clock.today())
    params = {
        "opened_on": today,
        "customer_no": spaced(owner.customer_no, 5),
        "place_and_day": f"{place}, {today}",
        "phone": firm().phone,
    }
    lines = [owner.name, *owner.contact.address_lines]
    secrets = {"link": link, "qr": _qr(link), "address_lines": lines}
    name, subject = "access_notice", (KIND, row["id"])
    return Message(name, row["language"], None, params, secrets, channel="letter", subject=subject)


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
