"""Which Regulations are in force, which were, and who still has to accept them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, select

from app.foundation import clock
from app.foundation.db import db
from app.regulations.models import Acceptance, Regulations


def current() -> Regulations | None:
    """Return the version in force today; None while nothing has been published. One statement."""
    return in_force_on(clock.today())


def in_force_on(day: dt.date) -> Regulations | None:
    """Return the version in force on a day; None before the first. One statement."""
    return db.session.scalars(_latest(select(Regulations), day)).one_or_none()


def by_number(number: str) -> Regulations | None:
    """Return a version by its number, also one not yet in force. One statement."""
    return db.session.scalars(select(Regulations).where(Regulations.number == number)).one_or_none()


def versions() -> Sequence[Any]:
    """Return number and first day of every version, the newest first, without their texts. One statement."""
    columns = select(Regulations.id, Regulations.number, Regulations.effective_on)
    return db.session.execute(columns.order_by(Regulations.effective_on.desc(), Regulations.id.desc())).all()


def last_accepted(account_id: int) -> Regulations | None:
    """Return the newest version which an account has accepted. One statement."""
    mine = select(Acceptance.regulations_id).where(Acceptance.account_id == account_id)
    found = select(Regulations).where(Regulations.id.in_(mine))
    return db.session.scalars(found.order_by(Regulations.effective_on.desc()).limit(1)).one_or_none()


def must_accept(account: Table) -> ColumnElement[bool]:
    """Return the condition that a customer has not accepted the version in force today (hook of the gate).

    Staff serve under a contract. It is a part of the statement that loads an account, so the gate costs no
    statement of its own.
    """
    newest = _latest(select(Regulations.id), clock.today()).scalar_subquery()
    accepted = exists().where(Acceptance.account_id == account.c.id, Acceptance.regulations_id == newest)
    return and_(account.c.kind == "customer", newest.is_not(None), ~accepted)


def _latest(statement: Select[Any], day: dt.date) -> Select[Any]:
    newest = (Regulations.effective_on.desc(), Regulations.id.desc())
    return statement.where(Regulations.effective_on <= day).order_by(*newest).limit(1)
