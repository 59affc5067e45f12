"""One applicant of the demo, and everything that can happen to his application, by the real services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, func, select

from app.accounts import passwords
from app.demo.hints import PASSWORD, Hint
from app.demo.staff import enter
from app.foundation.actor import SYSTEM, Actor
from app.foundation.db import db
from app.foundation.tokens import new_token
from app.mail.models import Outbox
from app.registrations import activation, counter_service, desk_service, service, tracker_service
from app.registrations.counter_service import Lodged
from app.registrations.models import Registration, RegistrationMessage
from app.registrations.reasons import reason_text
from app.registrations.subject import KIND, REGISTRATION
from app.regulations import queries as regulations
from app.regulations.service import accept as accept_regulations
from app.steps.service import Order, fire

GIVEN = (
    "customer_no first_name last_name pesel invoice_no invoice_gross agreement_no agreement_on email phone"
)


@dataclass(slots=True)
class Case:
    """An applicant with what he types; `wrong` are the fields in which he errs."""

    hint: Hint
    email: str
    wrong: Mapping[str, Any] = field(default_factory=dict)
    browser: str = field(default_factory=new_token)
    reference: str = ""
    link: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """The columns of the application."""
        known = self.hint.customer
        by_agreement = known.pesel is None or self.hint.invoice_no is None
        right = {
            "customer_no": known.customer_no,
            "first_name": known.first_name,
            "last_name": known.last_name,
            "pesel": known.pesel,
            "invoice_no": self.hint.invoice_no,
            "invoice_gross": self.hint.gross,
            "agreement_no": self.hint.agreement.agreement_no if by_agreement else None,
            "agreement_on": self.hint.agreement.signed_on if by_agreement else None,
            "email": self.email,
            "phone": known.phone,
        }
        return {name: {**right, **self.wrong}[name] for name in GIVEN.split()}

    @property
    def row(self) -> RowMapping:
        """The application as it stands now."""
        table = Registration.__table__
        found = select(table).where(table.c.reference == self.reference)
        return db.session.execute(found).mappings().one()

    @property
    def version(self) -> int:
        """The version somebody sees who opens the page now."""
        return int(self.row["version"])

    @property
    def mark(self) -> str:
        """What the applicant's own page carries instead of a version."""
        row, message = self.row, RegistrationMessage
        asked = select(func.count()).where(message.registration_id == row["id"], message.kind == "question")
        return tracker_service.mark_of(row, db.session.scalar(asked) or 0)


def apply(case: Case) -> None:
    """Send the form; the link is read from the mail, as the applicant does."""
    form = service.Form(new_token(), case.browser, "pl", _regulations(), case.given)
    case.reference = service.submit(form)
    mail = select(Outbox.secrets).where(
        Outbox.subject_kind == KIND,
        Outbox.subject_id == case.row["id"],
        Outbox.name == "registration_confirm",
    )
    case.link = db.session.scalars(mail.order_by(Outbox.id.desc()).limit(1)).one()["token"]


def _regulations() -> int:
    version = regulations.current()
    if version is None:
        raise LookupError("no Regulations are in force")
    return version.id


def lodge(case: Case, clerk: Actor) -> None:
    """Fill in the form at the counter, for somebody without e-mail; the codes will go by letter."""
    given = {**case.given, "email": None}
    form = Lodged(new_token(), _regulations(), "pl", "letter", "identity_card", given)
    case.reference, _code = counter_service.lodge(form, clerk)


def confirm(case: Case) -> None:
    """Press the button behind the link."""
    service.confirm(case.link)


def disown(case: Case) -> None:
    """Say that somebody else applied."""
    service.disown(case.link)


def expire(case: Case) -> None:
    """Let the clockwork end what was not confirmed or answered in time."""
    row = case.row
    fire(REGISTRATION, row["id"], row["version"], Order("expire", SYSTEM))


def ask(case: Case, clerk: Actor, phrase: str) -> None:
    """Ask the applicant by a prepared question."""
    desk_service.ask(case.reference, case.version, clerk, phrase, "")


def answer(case: Case, words: str) -> None:
    """Answer the office's question on the tracker."""
    tracker_service.answer(case.row["id"], case.mark, words)


def note(case: Case, clerk: Actor, words: str) -> None:
    """Write a note for colleagues."""
    desk_service.note(case.reference, clerk, words)


def accept(case: Case, clerk: Actor, why: str) -> None:
    """Answer every field that differs."""
    row = case.row
    differ = desk_service.kept_match(row).unanswered(row["accepted"])
    if differ:
        desk_service.accept(case.reference, case.version, clerk, dict.fromkeys(differ, why))


def verify(case: Case, clerk: Actor, why: str = "") -> None:
    """Answer what differs, and confirm the check."""
    if why:
        accept(case, clerk, why)
    desk_service.step(case.reference, case.version, "verify", clerk)


def reject(case: Case, clerk: Actor, code: str, remark: str = "") -> None:
    """Reject for a reason of the list."""
    desk_service.step(case.reference, case.version, "reject", clerk, reason_text(code, remark))


def send_back(case: Case, admin: Actor, why: str) -> None:
    """Send back to the clerk."""
    desk_service.step(case.reference, case.version, "send_back", admin, why)


def withdraw(case: Case) -> None:
    """Withdraw on the tracker."""
    tracker_service.withdraw(case.row["id"], case.mark)


def activate(case: Case, admin: Actor) -> None:
    """Activate the access; codes go out."""
    activation.activate(case.reference, case.version, admin)


def annul(case: Case, admin: Actor, why: str) -> None:
    """Annul the activation."""
    activation.annul(case.reference, case.version, admin, why)


def log_in(case: Case) -> None:
    """Log in for the first time with the demo's password, and accept the Regulations."""
    account_id = case.row["account_id"]
    enter(account_id, passwords.hashed(PASSWORD))
    accept_regulations(_regulations(), account_id=account_id)
