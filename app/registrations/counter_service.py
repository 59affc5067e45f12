"""The counter: applications lodged by a clerk, their receipts, and e-mail addresses proved on the spot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.crypto import digest, same
from app.foundation.fold import fold
from app.foundation.templating import spaced
from app.foundation.tokens import new_code, new_reference
from app.mail.service import Message, write
from app.registrations import events, tally
from app.registrations.keys import code_digest, counter_digest, desk_key
from app.registrations.matching import given_of, match
from app.registrations.once import once
from app.registrations.queries import TABLE
from app.registrations.subject import INDIVIDUAL, KIND, REGISTRATION
from app.regulations.service import accept
from app.steps.acts import amend, hold
from app.steps.service import open_case

# Where the office still works on a case, so that what the counter adds to it counts.
OPEN = ("needs_review", "awaiting_applicant", "verified")
# Where an institution may be given a receipt of its papers.
WITH_PAPERS = ("received", "in_review", "awaiting_documents", "on_hold")


@dataclass(frozen=True, slots=True)
class Lodged:
    """A form filled at the counter; `given` as in the form of the applicant."""

    form_id: str
    regulations_id: int
    language: str
    codes_by: str
    identity_seen: str
    given: Mapping[str, Any]


def lodge(form: Lodged, actor: Actor) -> tuple[str, str | None]:
    """Make an application of a form filled at the counter; returns reference and tracker's code.

    The code is None when the same form was sent before: then there is one application, and a new receipt
    can be printed from its page.
    """
    return once(desk_key(actor, form.form_id), lambda key: _lodge(form, key, actor))


def _lodge(form: Lodged, key: str, actor: Actor) -> tuple[str, str]:
    reference, code = new_reference(), new_code()
    row = _row(form, reference) | {"form_id": key, "code_digest": code_digest(reference, code)}
    found = match(given_of({**row, "id": 0}))
    data = {"identity_seen": form.identity_seen, "codes_by": form.codes_by}
    asked = new_code() if form.codes_by == "mail" else None
    row |= {"link_digest": counter_digest(reference, asked) if asked else None}
    made = open_case(REGISTRATION, "needs_review", events.LODGE, actor, row | found.columns, data=data)
    accept(form.regulations_id, registration_id=made)
    if asked:
        write(_asks_for_code({**row, "id": made}, asked))
    tally.forget()
    return reference, code


def _row(form: Lodged, reference: str) -> dict[str, Any]:
    pesel = form.given["pesel"]
    return {
        **form.given,
        "reference": reference,
        "workflow": INDIVIDUAL.name,
        "channel": "counter",
        "identity_seen": form.identity_seen,
        "codes_by": form.codes_by,
        "language": form.language,
        "created_at": clock.now(),
        "name_fold": fold(f"{form.given['last_name']} {form.given['first_name']}"),
        "pesel_digest": digest("pesel", pesel) if pesel else None,
        "customer_id": None,
        "accepted": {},
        "regulations_id": form.regulations_id,
    }


def _held(reference: str, seen: int, *more: str) -> RowMapping:
    return hold(REGISTRATION, TABLE.c.reference == reference, seen, *OPEN, *more)


def renew_receipt(reference: str, seen: int, actor: Actor) -> str:
    """Give an application a new tracker's code, void the old one, and return it for the receipt."""
    row, code = _held(reference, seen, *WITH_PAPERS), new_code()
    amend(REGISTRATION, row, "receipt", actor, {"code_digest": code_digest(reference, code)})
    return code


def send_code(reference: str, seen: int, actor: Actor) -> None:
    """Send a code to the address given at the counter; the applicant reads it out to the clerk."""
    row, code = _held(reference, seen), new_code()
    amend(REGISTRATION, row, "send_code", actor, {"link_digest": counter_digest(reference, code)})
    write(_asks_for_code(row, code))


def _asks_for_code(row: Mapping[str, Any] | RowMapping, code: str) -> Message:
    """Return the mail with the code that proves the address at the counter."""
    name, secrets = "counter_code", {"code": spaced(code)}
    params = {"reference": row["reference"]}
    return Message(name, row["language"], row["email"], params, secrets, subject=(KIND, row["id"]))


def prove_email(reference: str, seen: int, actor: Actor, typed: str) -> bool:
    """Compare the code read out; when it fits, the address is proved. False when it does not."""
    row = _held(reference, seen)
    if not row["link_digest"] or not same(row["link_digest"], counter_digest(reference, typed)):
        return False
    amend(REGISTRATION, row, "prove_email", actor, {"link_digest": None, "email_proved_at": clock.now()})
    return True


def choose_letter(reference: str, seen: int, actor: Actor) -> None:
    """Send the codes by letter after all, because the address could not be proved."""
    amend(REGISTRATION, _held(reference, seen), "codes_by_letter", actor, {"codes_by": "letter"})
