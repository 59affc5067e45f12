"""The course of a check: begun, resting, gone on with."""

from __future__ import annotations

import datetime as dt

from app.foundation import clock
from app.foundation.actor import Actor
from app.registrations import tally
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire_locked, lock_one


def start_review(reference: str, seen: int, actor: Actor) -> None:
    """Begin the check; who begins it is the one to whom the application comes back."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    fire_locked(REGISTRATION, row, seen, Order("start_review", actor, changes={"reviewer": actor.id}))
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
