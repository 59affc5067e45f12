"""How an institution's application begins: announced online, or opened from bare paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.foundation import clock
from app.foundation.actor import VISITOR, Actor
from app.foundation.fold import fold
from app.foundation.tokens import new_code, new_reference, new_token
from app.mail.service import write
from app.registrations import events, mails, tally
from app.registrations.delivery_service import Brought, note_delivery
from app.registrations.keys import Secrets, browser_digest, code_digest, desk_key, form_key
from app.registrations.once import once
from app.registrations.subject import INSTITUTION, REGISTRATION
from app.regulations.queries import current
from app.steps.service import open_case

GIVEN = (
    *("purpose", "name", "legal_form", "nip", "regon", "krs", "seat", "signers", "customer_no"),
    *("first_name", "last_name", "email", "phone", "language", "codes_by"),
)


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form of an institution, online; `given` are columns of the application named in GIVEN."""

    form_id: str
    browser: str
    given: Mapping[str, Any]


def announce(form: Form) -> tuple[str, str | None]:
    """Make an application of a form; returns its reference and the tracker's code, to be shown once.

    The same form sent twice makes one application; the code is then None. The mail with the link that
    proves the address goes out when there is an address.
    """
    return once(form_key(form.browser, form.form_id), lambda key: _announce(form, key))


def _announce(form: Form, key: str) -> tuple[str, str | None]:
    reference, secrets = new_reference(), Secrets(new_token(), new_code())
    row = _row(form.given, reference) | secrets.columns(reference)
    row |= {"form_id": key, "channel": "online", "browser_digest": browser_digest(form.browser)}
    made = open_case(REGISTRATION, "announced", events.SUBMIT, VISITOR, row)
    if row["email"]:
        write(mails.confirm({**row, "id": made}, secrets.token, secrets.code))
    tally.forget()
    return reference, secrets.code


@dataclass(frozen=True, slots=True)
class Lodged:
    """Papers that came without an announcement: what is known of the institution, and how they came."""

    form_id: str
    given: Mapping[str, Any]
    brought: Brought


def lodge(form: Lodged, actor: Actor) -> tuple[str, str | None]:
    """Open an application for papers; returns its reference and the tracker's code for the receipt.

    The same form sent twice makes one application; the code is then None.
    """
    return once(desk_key(actor, form.form_id), lambda key: _lodge(form, key, actor))


def _lodge(form: Lodged, key: str, actor: Actor) -> tuple[str, str | None]:
    reference, code = new_reference(), new_code()
    row = _row(form.given, reference) | {"form_id": key, "channel": "paper"}
    row |= {"code_digest": code_digest(reference, code)}
    data = {"channel": form.brought.channel}
    made = open_case(REGISTRATION, "received", events.LODGE, actor, row, data=data)
    note_delivery(made, actor, form.brought)
    tally.forget()
    return reference, code


def _row(given: Mapping[str, Any], reference: str) -> dict[str, Any]:
    version = current()
    row = {name: given.get(name) for name in GIVEN} | {
        "reference": reference,
        "workflow": INSTITUTION.name,
        "created_at": clock.now(),
        "paper": {},
        "match": {},
        "clean": False,
        "accepted": {},
        "customer_id": None,
        "regulations_id": version.id if version else None,
    }
    return whole(row)


def whole(row: dict[str, Any]) -> dict[str, Any]:
    """Fill in what follows from what was given; what is not known is an empty text."""
    for name in ("customer_no", "first_name", "last_name"):
        row[name] = row[name] or ""
    row["purpose"] = row["purpose"] or "new"
    row["language"] = row["language"] or "pl"
    row["codes_by"] = row["codes_by"] or "letter"
    row["name_fold"] = fold(row["name"] or "")[:300]
    return row
