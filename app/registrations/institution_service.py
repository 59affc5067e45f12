"""An institution's application: announced online or opened from bare paper, completed, linked, asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, update

from app.foundation import clock
from app.foundation.actor import VISITOR, Actor
from app.foundation.db import db
from app.foundation.errors import RefusedError
from app.foundation.fold import fold
from app.foundation.i18n import gettext as _
from app.foundation.tokens import new_code, new_reference, new_token
from app.mail.service import write
from app.registrations import events, mails, tally
from app.registrations.doubles import JOINABLE
from app.registrations.institution_queries import linked
from app.registrations.keys import Secrets, browser_digest, code_digest, desk_key, form_key
from app.registrations.once import once
from app.registrations.paper_models import Document
from app.registrations.paper_service import Brought, compared, documents_for, note_delivery
from app.registrations.queries import TABLE, by_reference
from app.registrations.subject import INSTITUTION, REGISTRATION
from app.regulations.queries import current
from app.steps.acts import amend, hold
from app.steps.service import Order, fire_locked, lock_one, open_case

# Where what was declared may be completed or corrected.
EDITED = ("received", "in_review", "awaiting_documents", "on_hold")
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
    continues_id: int | None = None


def lodge(form: Lodged, actor: Actor) -> tuple[str, str | None]:
    """Open an application for papers; returns its reference and the tracker's code for the receipt.

    The same form sent twice makes one application; the code is then None.
    """
    return once(desk_key(actor, form.form_id), lambda key: _lodge(form, key, actor))


def _lodge(form: Lodged, key: str, actor: Actor) -> tuple[str, str | None]:
    reference, code = new_reference(), new_code()
    row = _row(form.given, reference) | {"form_id": key, "channel": "paper"}
    row |= {"code_digest": code_digest(reference, code), "continues_id": form.continues_id}
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
    return _whole(row)


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    """Fill in what follows from what was given; what is not known is an empty text."""
    for name in ("customer_no", "first_name", "last_name"):
        row[name] = row[name] or ""
    row["purpose"] = row["purpose"] or "new"
    row["language"] = row["language"] or "pl"
    row["codes_by"] = row["codes_by"] or "letter"
    row["name_fold"] = fold(row["name"] or "")[:300]
    return row


def edit(reference: str, seen: int, actor: Actor, given: Mapping[str, Any]) -> None:
    """Complete or correct what was declared; `given` are columns of GIVEN. The comparison is made anew."""
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, *EDITED)
    changed = {name: value for name, value in given.items() if name in GIVEN and value != row[name]}
    if not changed:
        raise RefusedError([_("Nothing was changed.")])
    if "email" in changed:
        changed["email_proved_at"] = None
        changed["link_digest"] = None  # the link went to the other address and must not prove this one
    whole = _whole({**row, **changed})
    changed = {name: whole[name] for name in (*changed, "name_fold")}
    kept = {"data": {"fields": sorted(set(changed) & set(GIVEN))}}
    private = {name: row[name] for name in changed if name in GIVEN and row[name]}
    amend(REGISTRATION, row, "edit", actor, compared(row, changed), private=private or None, **kept)


def link(reference: str, seen: int, actor: Actor, customer_id: int) -> None:
    """Choose the customer whom the application is about; the comparison and the answers begin anew."""
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, *EDITED)
    base = linked([customer_id]).get(customer_id)
    if base is None:
        raise RefusedError([_("There is no such institution among the customers.")])
    changes = compared({**row, "accepted": {}}, {"customer_id": customer_id})
    amend(REGISTRATION, row, "edit", actor, changes, private={"linked": base.customer_no})


def start_review(reference: str, seen: int, actor: Actor) -> None:
    """Begin the check; who begins it is the one to whom the application comes back."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    fire_locked(REGISTRATION, row, seen, Order("start_review", actor, changes={"reviewer": actor.id}))
    tally.forget()


@dataclass(frozen=True, slots=True)
class Request:
    """What an institution is to send: kind of document -> words; within `days`; also by letter or not."""

    items: Mapping[str, str]
    days: int
    by_letter: bool = False


def request_documents(reference: str, seen: int, actor: Actor, request: Request) -> None:
    """Ask for documents; the applicant's term begins, the office's promise stands."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    ids, now = documents_for(row["id"], request.items), clock.now()
    for kind, words in request.items.items():
        change = {"asked_at": now, "asked_text": words, "came_at": None}
        db.session.execute(update(Document).where(Document.id == ids[kind]).values(change))
    until = clock.end_of_day(clock.today() + dt.timedelta(days=request.days))
    order = Order(
        "request_documents",
        actor,
        changes={"term_until": until, "reviewer": actor.id},
        given={"asked": bool(request.items)},
        data={"kinds": sorted(request.items), "days": request.days},
    )
    fire_locked(REGISTRATION, row, seen, order)
    if request.by_letter and mails.has_mailbox(row):  # without a mailbox the letter goes by itself
        write(mails.request_letter({**row, "term_until": until}))
    tally.forget()


def review_now(reference: str, seen: int, actor: Actor, reason: str | None) -> None:
    """Go on checking without waiting; what was asked for and has not come is no longer awaited."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    fire_locked(REGISTRATION, row, seen, Order("review_now", actor, reason))
    mine = (Document.registration_id == row["id"]) & Document.asked_at.is_not(None)
    db.session.execute(update(Document).where(mine, Document.came_at.is_(None)).values(asked_at=None))
    tally.forget()


def rest(reference: str, seen: int, actor: Actor, until: dt.date | None, reason: str | None) -> None:
    """Let an application rest until a day, for a reason; the office's promise runs on."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    good = until is not None and until > clock.today()
    order = Order(
        "hold",
        actor,
        reason,
        changes={"rests_until": until},
        given={"rest_day": good},
        data={"until": until.isoformat() if until else None},
    )
    fire_locked(REGISTRATION, row, seen, order)
    tally.forget()


def resume(reference: str, seen: int, actor: Actor) -> None:
    """Go on checking before the day has come."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    fire_locked(REGISTRATION, row, seen, Order("resume", actor, changes={"rests_until": None}))
    tally.forget()


def merge(reference: str, seen: int, actor: Actor, other: str) -> str:
    """Join an announced application with the one opened for its papers (`other`, a reference).

    The other one takes over what it does not know itself. Returns its reference; raises RefusedError when
    there is none that the office still works on.
    """
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    target = by_reference(other) if other != reference else None
    fits = target is not None and target["workflow"] == INSTITUTION.name and target["state"] in JOINABLE
    changes = {"merged_into_id": target["id"]} if target and fits else {}
    order = Order("merge", actor, changes=changes, given={"other_open": fits})
    fire_locked(REGISTRATION, row, seen, order)
    if target:
        _take_over(row, target, actor)
    tally.forget()
    return other


def _take_over(row: RowMapping, target: RowMapping, actor: Actor) -> None:
    held = hold(REGISTRATION, TABLE.c.id == target["id"], target["version"], *JOINABLE)
    missing = {name: row[name] for name in GIVEN if row[name] and not held[name]}
    if missing.get("email"):
        missing["email_proved_at"] = row["email_proved_at"]
    whole = _whole({**held, **missing})
    changes = {name: whole[name] for name in (*missing, "name_fold")}
    amend(REGISTRATION, held, "merge_in", actor, compared(held, changes), data={"from": row["reference"]})
