"""Reconsidering an application that has ended: a new one with its data and papers, for another clerk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, RowMapping, Table, insert, select

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import BusyError, NotFoundError, RefusedError
from app.foundation.i18n import gettext as _
from app.foundation.tokens import new_code, new_reference, new_token
from app.registrations import events, tally
from app.registrations.comparing import compared
from app.registrations.delivery_service import Brought, note_delivery
from app.registrations.institution_service import GIVEN
from app.registrations.keys import code_digest, desk_key
from app.registrations.paper_models import CaseScan, Delivery, Document
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION, is_institution
from app.registrations.successor_queries import ENDED, successor_of
from app.regulations.queries import current
from app.steps.acts import amend, hold
from app.steps.service import open_case

CARRIED = ("channel", "name_fold", "email_proved_at", "paper", "customer_id")
BLANK = {"verdict": "not_checked", "reasons": []}


def reconsider(reference: str, seen: int, actor: Actor, reason: str) -> tuple[str, str]:
    """Take an ended application up again; returns the new one's reference and the code of its tracker.

    It begins as received; who decided the old one begins no check of it (a guard). Raises NotFoundError,
    StaleError, and RefusedError when it has not ended, has been taken up already, or the reason is missing.
    """
    if not reason:
        raise RefusedError([_("Please write why the application is reconsidered.")])
    return _continue(reference, seen, actor, reason)[:2]


def papers_came(reference: str, seen: int, actor: Actor, brought: Brought) -> tuple[str, str]:
    """Take in papers of an application whose term ran out: they make a successor. Returns as `reconsider`."""
    new, code, case_id = _continue(reference, seen, actor, None, channel=brought.channel)
    note_delivery(case_id, actor, brought)
    return new, code


def _continue(
    reference: str, seen: int, actor: Actor, reason: str | None, **data: Any
) -> tuple[str, str, int]:
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, *ENDED)
    if not is_institution(row):
        raise NotFoundError
    if known := successor_of(row["id"]):
        raise RefusedError([_("The application is continued already, as %(reference)s.", reference=known)])
    new, code = new_reference(), new_code()
    told = {"continues": reference, **data}
    values = _row(row, new, code, actor)
    made = open_case(REGISTRATION, "received", events.LODGE, actor, values, data=told)
    _carry_over(row["id"], made)
    amend(REGISTRATION, row, "reconsider", actor, {}, data={"successor": new}, reason=reason)
    tally.forget()
    return new, code, made


def _row(row: RowMapping, reference: str, code: str, actor: Actor) -> dict[str, Any]:
    """Return the new application: declared and paper data as they stand, compared anew, nothing answered."""
    version = current()
    if version is None:
        raise BusyError
    values: dict[str, Any] = {name: row[name] for name in (*GIVEN, *CARRIED)} | {
        "reference": reference,
        "form_id": desk_key(actor, new_token()),
        "workflow": row["workflow"],
        "created_at": clock.now(),
        "code_digest": code_digest(reference, code),
        "continues_id": row["id"],
        "clean": False,
        "match": {},
        "accepted": {},
        "regulations_id": version.id,
    }
    return compared(values, values)


def _carry_over(before: int, now: int) -> None:
    """Let the new application name the same scans; the verdicts on its documents begin anew."""
    deliveries = _copy(Delivery.__table__, before, now)
    documents = _copy(Document.__table__, before, now, only=("kind",), more=BLANK)
    scans = db.session.execute(_of(CaseScan.__table__, before)).all()
    rows = [
        {
            **_values(scan, CaseScan.__table__.columns.keys()),
            "registration_id": now,
            "document_id": documents.get(scan.document_id),
            "delivery_id": deliveries.get(scan.delivery_id),
        }
        for scan in scans
    ]
    if rows:
        db.session.execute(insert(CaseScan), rows)


def _copy(
    table: Any, before: int, now: int, *, only: Sequence[str] = (), more: dict[str, Any] | None = None
) -> dict[int | None, int]:
    """Copy rows of one application to another; returns old id -> new id. Two statements."""
    found = db.session.execute(_of(table, before)).all()
    names = only or table.columns.keys()
    rows = [{**_values(row, names), **(more or {}), "registration_id": now} for row in found]
    if not rows:
        return {}
    made = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = db.session.scalars(made, rows).all()
    return {row.id: new for row, new in zip(found, ids, strict=True)}


def _of(table: Table | Any, case_id: int) -> Any:
    return select(table).where(table.c.registration_id == case_id).order_by(table.c.id)


def _values(row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if name != "id"}
