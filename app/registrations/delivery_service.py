"""Deliveries: how papers came, and the announced application they belong to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import RowMapping, insert, select

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.registrations import tally
from app.registrations.paper_models import Delivery
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire_locked, lock_one


@dataclass(frozen=True, slots=True)
class Brought:
    """One delivery as the clerk notes it; `channel`: post | person | e_delivery | tracker."""

    channel: str
    received_on: dt.date
    incoming_no: str | None = None
    sender: str | None = None
    pages: int | None = None
    originals: str | None = None


def receive(reference: str, seen: int, actor: Actor, brought: Brought) -> RowMapping:
    """Take in the papers of an announced application; its promise begins. Returns the row as it stood."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    fire_locked(REGISTRATION, row, seen, Order("receive", actor, data={"channel": brought.channel}))
    note_delivery(row["id"], actor, brought)
    tally.forget()
    return row


def note_delivery(case_id: int, actor: Actor, brought: Brought) -> int:
    """Put down how papers came; returns the delivery's id. One statement."""
    values = {
        "registration_id": case_id,
        "by": actor.id,
        "at": clock.now(),
        **{name: getattr(brought, name) for name in Brought.__dataclass_fields__},
    }
    made: int = db.session.execute(insert(Delivery).values(values).returning(Delivery.id)).scalar_one()
    return made


def latest_delivery(case_id: int) -> int | None:
    """Return the id of the newest delivery of a case, or None. One statement."""
    latest = select(Delivery.id).where(Delivery.registration_id == case_id)
    return db.session.scalar(latest.order_by(Delivery.id.desc()).limit(1))
