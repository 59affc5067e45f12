"""One institution of the demo with its papers, and everything that can happen to its application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, select

from app.accounts import passwords, queries
from app.accounts.service import prove_email
from app.customers.models import Customer
from app.demo.hints import PASSWORD
from app.demo.papers import Entity
from app.demo.staff import enter
from app.documents.service import Examined
from app.foundation import clock
from app.foundation.actor import SYSTEM, Actor
from app.foundation.db import db
from app.foundation.tokens import new_token
from app.registrations import (
    activation,
    course_service,
    delivery_service,
    desk_service,
    edit_service,
    institution_service,
    judge_service,
    merge_service,
    paper_service,
    request_service,
    successor_service,
)
from app.registrations.delivery_service import Brought
from app.registrations.institution_service import Form, Lodged
from app.registrations.judge_service import Verdict
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Document
from app.registrations.paper_service import Upload
from app.registrations.papers_needed import required_of
from app.registrations.reasons import reason_text
from app.registrations.request_service import Request
from app.registrations.subject import REGISTRATION
from app.regulations import queries as regulations
from app.regulations.service import accept as accept_regulations
from app.steps.service import Order, fire

KEYS = ("nip", "regon", "krs", "legal_form", "name")
FUNCTIONS = {"municipal": "burmistrz", "church": "proboszcz", "civil_partnership": "wspólnik"}
SAYS_WHO = ("krs_extract", "board_resolution", "appointment", "church_certificate", "partnership_agreement")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of an institution's papers; without a kind it lies unsorted. `looks`: see papers_in.py."""

    kind: str
    looks: str = "print"
    is_sorted: bool = True


@dataclass(slots=True)
class Institution:
    """An institution that applies: its customer, who represents it, its first user, and its papers.

    `wrong` are columns which it declares wrongly; `sheets` what it sends, `files` the same once examined.
    `attorney` signs in place of those who represent it, by their power of attorney.
    """

    customer: Customer
    people: Sequence[str]
    user: tuple[str, str]
    email: str | None = None
    wrong: Mapping[str, Any] = field(default_factory=dict)
    sheets: Sequence[Sheet] = ()
    paper_nip: str = ""
    attorney: str = ""
    files: list[Upload] = field(default_factory=list)
    reference: str = ""

    @property
    def persons(self) -> list[dict[str, str]]:
        """Who represents it, with functions."""
        other = FUNCTIONS.get(self.customer.legal_form or "")
        functions = [other or "prezes zarządu", other or "członek zarządu"]
        return [{"name": name, "function": does} for name, does in zip(self.people, functions, strict=False)]

    @property
    def signers(self) -> list[dict[str, str]]:
        """Who signs for it, with functions."""
        return [{"name": self.attorney, "function": "pełnomocnik"}] if self.attorney else self.persons

    @property
    def given(self) -> dict[str, Any]:
        """What it declares."""
        right = {name: getattr(self.customer, name) for name in (*KEYS, "customer_no")} | {
            "purpose": "new",
            "seat": self.customer.address_lines,
            "signers": self.signers,
            "first_name": self.user[0],
            "last_name": self.user[1],
            "email": self.email,
            "language": "pl",
            "codes_by": "letter",
        }
        return {**right, **self.wrong}

    @property
    def entity(self) -> Entity:
        """Whom its papers name."""
        known = self.customer
        return Entity(
            known.name or "",
            known.legal_form or "",
            self.paper_nip or known.nip or "",
            known.regon or "",
            known.krs or "",
            known.address_lines,
            self.persons,
            "two" if len(self.people) > 1 else "alone",
            self.attorney,
        )

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


def announce(one: Institution) -> None:
    """Apply online; the papers follow."""
    one.reference = institution_service.announce(Form(new_token(), new_token(), one.given))[0]


def lodge(one: Institution, clerk: Actor, brought: Brought) -> None:
    """Open an application for papers that came without one."""
    one.reference = institution_service.lodge(Lodged(new_token(), one.given, brought), clerk)[0]


def go_on(one: Institution, clerk: Actor, brought: Brought, before: Institution) -> None:
    """Take in papers of an application whose term ran out: they make another one."""
    one.reference = successor_service.papers_came(before.reference, before.version, clerk, brought)[0]


def receive(one: Institution, clerk: Actor, brought: Brought) -> None:
    """Take in the papers that were announced."""
    delivery_service.receive(one.reference, one.version, clerk, brought)


def add(one: Institution, clerk: Actor) -> None:
    """Add every file."""
    paper_service.add_papers(one.reference, one.version, clerk, one.files)


def review(one: Institution, clerk: Actor) -> None:
    """Choose the customer and begin the check."""
    edit_service.link(one.reference, one.version, clerk, one.customer.id)
    course_service.start_review(one.reference, one.version, clerk)


def judge(one: Institution, clerk: Actor, *kinds: str, **rejected: str) -> None:
    """Accept every document that came, or only these kinds, but those named with a reason."""
    came = kinds or [upload.kind for upload in one.files if upload.kind]
    for kind in came:
        why = [rejected[kind]] if kind in rejected else []
        said = {} if why and not one.paper_nip else said_by(one, kind)
        verdict = Verdict(kind, "rejected" if why else "accepted", _newest(one, kind), said, why, None)
        judge_service.judge(one.reference, one.version, clerk, verdict)


def _newest(one: Institution, kind: str) -> int | None:
    mine = (Document.registration_id == one.row["id"]) & (Document.kind == kind)
    scans = select(CaseScan.id).join(Document, Document.id == CaseScan.document_id).where(mine)
    return db.session.scalar(scans.order_by(CaseScan.id.desc()).limit(1))


def said_by(one: Institution, kind: str) -> dict[str, Any]:
    """Return what a clerk types from a paper that says what it should."""
    entity, day = one.entity, clock.day_of(one.row["created_at"]).isoformat()
    if kind == "regulations":
        return {"signed_on": day, "version": number_in_force(), "signers": one.signers}
    if kind == "application":
        return {}
    keys = {"name": entity.name, "nip": entity.nip, "regon": entity.regon, "issued_on": day}
    if kind == "krs_extract":
        keys |= {"krs": entity.krs, "seat": ", ".join(entity.seat)}
    if kind in SAYS_WHO:
        named = {} if kind == "krs_extract" else {"name": entity.name, "issued_on": day}
        return (named or keys) | {"rule": entity.rule, "representatives": one.persons}
    return keys


def number_in_force() -> str:
    """Return the number of the Regulations in force; raises LookupError without any."""
    version = regulations.current()
    if version is None:
        raise LookupError("no Regulations are in force")
    return version.number


def request(one: Institution, clerk: Actor, kind: str, words: str, days: int) -> None:
    """Ask for a document."""
    asked = Request({kind: words}, days, by_letter=True)
    request_service.request_documents(one.reference, one.version, clerk, asked)


def rest(one: Institution, clerk: Actor, days: int, why: str) -> None:
    """Let it rest for some days from today."""
    until = clock.today() + dt.timedelta(days=days)
    course_service.rest(one.reference, one.version, clerk, until, why)


def step(one: Institution, clerk: Actor, name: str, reason: str | None = None) -> None:
    """Take a step that needs no more than a reason."""
    desk_service.step(one.reference, one.version, name, clerk, reason)


def refuse(one: Institution, clerk: Actor, code: str, remark: str) -> None:
    """Reject for a reason of the list."""
    step(one, clerk, "reject", reason_text(code, remark))


def expire(one: Institution) -> None:
    """Let the clockwork end what was not sent in time."""
    row = one.row
    fire(REGISTRATION, row["id"], row["version"], Order("expire", SYSTEM))


def join(one: Institution, clerk: Actor, other: Institution) -> None:
    """Join an announced application with the one opened for its papers."""
    merge_service.merge(one.reference, one.version, clerk, other.reference)


def activate(one: Institution, admin: Actor) -> None:
    """Activate the access; the codes go by letter."""
    activation.activate(one.reference, one.version, admin)


def log_in(one: Institution) -> None:
    """Log in for the first time with the demo's password, prove the e-mail, accept the Regulations."""
    account_id = one.row["account_id"]
    enter(account_id, passwords.hashed(PASSWORD))
    account = queries.get(account_id)
    if account.email_proved_at is None and account.email:
        prove_email(account)
    version = regulations.by_number(number_in_force())
    if version is not None:
        accept_regulations(version.id, account_id=account_id)


def whole(customer: Customer, looks: str = "print") -> list[Sheet]:
    """Return every sheet the customer's legal form must bring: signed ones scanned, the others as `looks`."""
    signed = ("application", "regulations")
    return [Sheet(kind, "scan" if kind in signed else looks) for kind in required_of(customer.legal_form)]


def examined(files: Sequence[tuple[Sheet, Examined]]) -> list[Upload]:
    """Return examined files as they are handed over."""
    return [Upload(found, sheet.kind if sheet.is_sorted else None) for sheet, found in files]
