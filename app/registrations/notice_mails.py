"""What is written when access is opened, besides the codes: to the address on file, to who has a login."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import RowMapping

from app.customers.queries import Contact
from app.foundation import clock
from app.foundation.templating import spaced
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
    return [_letter(row, owner, f"/not-me/{token}")]


def _params(owner: Owner) -> dict[str, str]:
    return {"opened_on": clock.today().isoformat(), "customer_no": spaced(owner.customer_no, 5)}


def _mail(row: RowMapping, owner: Owner, to: str, path: str) -> Message:
    name, subject = "access_opened_notice", (KIND, row["id"])
    return Message(name, row["language"], to, _params(owner), {"path": path}, subject=subject)


def _letter(row: RowMapping, owner: Owner, path: str) -> Message:
    """Return the letter to the person on file, not to the applicant: it is the other one who must know."""
    secrets = {"path": path, "name": owner.name, "address_lines": owner.contact.address_lines}
    params = {**_params(owner), "phone": firm().phone}
    name, subject = "access_notice", (KIND, row["id"])
    return Message(name, row["language"], None, params, secrets, channel="letter", subject=subject)
