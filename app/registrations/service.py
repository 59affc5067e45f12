"""What an applicant does before the office begins: sends, corrects the address, proves it or disowns it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import RowMapping

from app.foundation import clock
from app.foundation.actor import VISITOR, applicant
from app.foundation.crypto import digest
from app.foundation.errors import NotFoundError
from app.foundation.fold import fold
from app.foundation.tokens import new_code, new_reference, new_token
from app.mail.service import write
from app.registrations import events, mails
from app.registrations.keys import Secrets, browser_digest, form_key, link_digest
from app.registrations.matching import given_of, match
from app.registrations.once import once
from app.registrations.queries import TABLE, by_link, locked, sent_as
from app.registrations.subject import INDIVIDUAL, REGISTRATION, is_institution, stage_of
from app.regulations.service import accept
from app.steps.acts import amend, hold
from app.steps.service import Order, fire, open_case

LinkState = Literal["live", "used", "over", "unknown"]


class LinkGoneError(Exception):
    """The link cannot be used; `why` says whether it was used, is too old, or is not known."""

    def __init__(self, state: LinkState) -> None:
        """Keep why."""
        super().__init__(state)
        self.why = state


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form: its own id, the browser it came from, the Regulations it showed, and what was typed.

    `given` are columns of the application: names, customer_no, pesel, invoice_no, invoice_gross (grosze),
    agreement_no, agreement_on, email, phone.
    """

    form_id: str
    browser: str
    language: str
    regulations_id: int
    given: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The form's id as stored: of this browser, so that nobody can guess or take another's."""
        return form_key(self.browser, self.form_id)


def sent_before(browser: str, form_id: str) -> str | None:
    """Return the reference of the application already made of this browser's form, or None. One statement."""
    return sent_as(form_key(browser, form_id))


def submit(form: Form) -> str:
    """Make an application of a form and write the mail with the link; returns its reference.

    The same form sent twice, even at the same moment, makes one application: the second gets the first's
    reference. The customer base is not looked at.
    """
    reference, _code = once(form.key, lambda _key: (_submit(form), None))
    return reference


def _submit(form: Form) -> str:
    reference, secrets = new_reference(), Secrets(new_token(), new_code())
    row = _row(form, reference) | secrets.columns(reference)
    made = open_case(REGISTRATION, "submitted", events.SUBMIT, VISITOR, row)
    accept(form.regulations_id, registration_id=made)
    write(mails.confirm({**row, "id": made}, secrets.token, secrets.code))
    return reference


def _row(form: Form, reference: str) -> dict[str, Any]:
    given = dict(form.given)
    pesel = given.get("pesel")
    return {
        **given,
        "reference": reference,
        "form_id": form.key,
        "workflow": INDIVIDUAL.name,
        "channel": "online",
        "codes_by": "mail",
        "language": form.language,
        "created_at": clock.now(),
        "name_fold": fold(f"{given['last_name']} {given['first_name']}"),
        "pesel_digest": digest("pesel", pesel) if pesel else None,
        "match": {},
        "clean": False,
        "accepted": {},
        "regulations_id": form.regulations_id,
        "browser_digest": browser_digest(form.browser),
    }


def resend(registration_id: int, browser: str) -> None:
    """Send a new link and a new code; the old ones are dead. Raises RefusedError in another browser."""
    _send_anew(registration_id, "resend", browser, {})


def correct_email(registration_id: int, browser: str, email: str) -> None:
    """Replace an address that is not yet proved and send a new link and code there."""
    _send_anew(registration_id, "correct_email", browser, {"email": email})


def _send_anew(registration_id: int, step: str, browser: str, changes: Mapping[str, Any]) -> None:
    row = _mine(registration_id)
    secrets = Secrets(new_token(), new_code())
    order = Order(
        step,
        applicant(row["id"]),
        changes={**changes, **secrets.columns(row["reference"])},
        given={"browser": browser_digest(browser)},
        private=changes or None,
    )
    fire(REGISTRATION, row["id"], row["version"], order)
    write(mails.confirm({**row, **changes}, secrets.token, secrets.code))


def _mine(registration_id: int) -> RowMapping:
    row = locked(registration_id)
    if row is None:
        raise NotFoundError
    return row


def link_state(row: RowMapping | None) -> LinkState:
    """Say whether a link can still be used; whoever holds it once got it by mail, so he may know."""
    if row is None:
        return "unknown"
    if is_institution(row):  # confirming is no step of its own: it is open as long as the application is
        is_open = stage_of(row).kind == "open"
        return "used" if row["email_proved_at"] else "live" if is_open else "over"
    if row["state"] == "submitted":
        return "live" if clock.now() < row["term_until"] else "over"
    return "over" if row["state"] == "expired" and row["email_proved_at"] is None else "used"


def confirm(token: str) -> RowMapping:
    """Prove the address, compare the data with the base, and give the application to the office.

    Of an institution only the address is proved: its application waits for papers, not for the link.
    Returns the application as it stood before. Raises LinkGoneError. What is sent, said and counted here is
    the same whatever the comparison says.
    """
    row = _by_live_link(token)
    if is_institution(row):
        _amend(row, "confirm_email", {"email_proved_at": clock.now()})
        return row
    found = match(given_of(row))
    order = Order(
        "confirm_email",
        applicant(row["id"]),
        changes={**found.columns, "email_proved_at": clock.now()},
        given={"link": link_digest(token), "matches": {row["id"]: found}},
    )
    fire(REGISTRATION, row["id"], row["version"], order)
    return row


def disown(token: str) -> None:
    """End an application whose address belongs to somebody who did not apply. Raises LinkGoneError.

    An institution's ends while nothing but the form has come; once its papers are there, it only loses the
    address: a stranger with a link does not undo what was signed on paper.
    """
    row = _by_live_link(token)
    if is_institution(row):
        _disown_institution(row)
        return
    order = Order("disown", applicant(row["id"]), given={"link": link_digest(token)})
    fire(REGISTRATION, row["id"], row["version"], order)


def _disown_institution(row: RowMapping) -> None:
    if row["state"] == "announced":
        order = Order("withdraw", applicant(row["id"]), data={"disowned": True})
        fire(REGISTRATION, row["id"], row["version"], order)
    else:
        _amend(row, "disown", {"email": None, "link_digest": None})


def _amend(row: RowMapping, act: str, changes: Mapping[str, Any]) -> None:
    held = hold(REGISTRATION, TABLE.c.id == row["id"], row["version"], row["state"])
    amend(REGISTRATION, held, act, applicant(row["id"]), changes)


def _by_live_link(token: str) -> RowMapping:
    row = by_link(link_digest(token), lock=True)
    state = link_state(row)
    if row is None or state != "live":
        raise LinkGoneError(state)
    return row
