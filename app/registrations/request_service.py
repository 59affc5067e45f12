"""Asking an institution for documents, and going on without them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.mail.service import write
from app.registrations import mails, tally
from app.registrations.paper_models import Document
from app.registrations.paper_service import documents_for
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire_locked, lock_one


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
