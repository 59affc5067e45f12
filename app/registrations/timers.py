"""What time brings about: terms and rests that end, reminders, the erasure of what has ended."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.registrations import erasure, reminders
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire_many

# What one run takes at most; the next minute takes the rest.
AT_ONCE = 500


def run() -> None:
    """Do all of it once, in the present transaction (a hook of the worker, every minute)."""
    expire()
    resume()
    reminders.remind(AT_ONCE)
    erasure.erase(AT_ONCE)


def expire() -> int:
    """End applications whose applicant's term is over; return how many."""
    over = TABLE.c.state.in_(_sources("expire")) & (TABLE.c.term_until <= clock.now())
    return _fire(over, Order("expire", SYSTEM))


def resume() -> int:
    """Go on checking applications whose day of rest has come; return how many."""
    rested = TABLE.c.state.in_(_sources("resume")) & (TABLE.c.rests_until <= clock.today())
    return _fire(rested, Order("resume", SYSTEM, changes={"rests_until": None}))


def _fire(which: ColumnElement[bool], order: Order) -> int:
    due = select(TABLE.c.id, TABLE.c.version).where(which).order_by(TABLE.c.id).limit(AT_ONCE)
    seen = {row.id: row.version for row in db.session.execute(due)}
    moved, _refused = fire_many(REGISTRATION, seen, order) if seen else ({}, {})
    return len(moved)


def _sources(step: str) -> tuple[str, ...]:
    rules = [rule for flow in REGISTRATION.workflows for rule in flow.rules if rule.step == step]
    return tuple(source for rule in rules for source in rule.sources)
