"""Finding an institution's application for the papers in a clerk's hand, and those about to run out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select

from app.foundation import clock
from app.foundation.db import db
from app.foundation.fields import CUSTOMER_NO_DIGITS, KRS_DIGITS, digits_of
from app.foundation.fold import fold
from app.foundation.listing import Listing, Order, Sort
from app.foundation.tokens import read_reference
from app.registrations.models import Registration
from app.registrations.paper_models import Delivery, Document
from app.registrations.papers_needed import KINDS
from app.registrations.subject import INSTITUTION

# A cover sheet's code holds the reference, alone or at the end of an address.
REFERENCE = re.compile(r"EB-?[A-Z0-9]{4}-?[A-Z0-9]{4}-?[0-9]{2}", re.IGNORECASE | re.ASCII)
FEWEST = 3  # signs of a name or of a reference
SOON = dt.timedelta(days=7)
MOST = 20
NEWEST = Order(Registration.id, {"latest": Sort(Registration.id, descending=True)})


def read_code(typed: str) -> str | None:
    """Return the reference that a scanner typed, or None when it is none."""
    found = REFERENCE.search(typed)
    return read_reference(found[0]) if found else None


def found(typed: str, *, after: int | None = None, before: int | None = None) -> Listing:
    """Return a page of the institutions' applications that fit, the latest first. One statement."""
    return NEWEST.page(_rows().where(fitting(typed)), "latest", after=after, before=before)


def ending_soon() -> Sequence[Row[Any]]:
    """Return the announced applications whose papers must come within a week. One statement."""
    soon = Registration.term_until < clock.now() + SOON
    rows = _rows().where(Registration.state == "announced", soon)
    return db.session.execute(rows.order_by(Registration.term_until, Registration.id).limit(MOST)).all()


def _rows() -> Any:
    came = select(func.min(Delivery.received_on)).where(Delivery.registration_id == Registration.id)
    return select(
        Registration.id,
        Registration.reference,
        Registration.workflow,
        Registration.state,
        Registration.name,
        Registration.created_at,
        Registration.term_until,
        Registration.promise_due,
        Registration.rests_until,
        came.correlate(Registration).scalar_subquery().label("received_on"),
    ).where(Registration.workflow == INSTITUTION.name)


def fitting(typed: str) -> ColumnElement[bool]:
    """Return the condition for a part of a reference or of a name, or for a whole number."""
    numbered = select(Delivery.registration_id).where(func.lower(Delivery.incoming_no) == typed.lower())
    parts: list[ColumnElement[bool]] = [Registration.id.in_(numbered)]
    bare = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(bare) >= FEWEST:
        parts.append(func.replace(Registration.reference, "-", "").contains(bare, autoescape=True))
    folded = fold(typed)
    if len(folded) >= FEWEST:
        parts.append(Registration.name_fold.contains(folded, autoescape=True))
    return or_(*parts, *_numbers(digits_of(typed)))


def _numbers(bare: str) -> list[ColumnElement[bool]]:
    if not (bare.isascii() and bare.isdigit()):
        return []
    found: list[ColumnElement[bool]] = [Registration.regon == bare, Registration.nip == bare]
    if len(bare) == CUSTOMER_NO_DIGITS:
        found.append(Registration.customer_no == bare)
    if len(bare) <= KRS_DIGITS:
        found.append(Registration.krs == bare.zfill(KRS_DIGITS))
    return found


def awaited_by(ids: Collection[int]) -> dict[int, list[str]]:
    """Return the labels of the documents which cases wait for. One statement, none without cases."""
    if not ids:
        return {}
    open_still = Document.came_at.is_(None) | (Document.came_at < Document.asked_at)
    rows = select(Document.registration_id, Document.kind).where(
        Document.registration_id.in_(ids), Document.asked_at.is_not(None), open_still
    )
    waiting: dict[int, list[str]] = {}
    for case_id, kind in db.session.execute(rows.order_by(Document.id)):
        waiting.setdefault(case_id, []).append(KINDS[kind].label)
    return waiting
