"""What an applicant does while the office works: answers its question, or withdraws.

An applicant's form carries no version of the case: the version grows with every step inside the office, so
two looks at it would tell how far the comparison got. It carries a mark instead, made only of what the page
says anyway: the public sentence and how many questions were asked. The row is locked, the mark compared,
and the step taken on whatever version stands; steps inside the office are none of the applicant's concern.
"""

from __future__ import annotations

from sqlalchemy import RowMapping, func, insert, select

from app.foundation import clock
from app.foundation.actor import applicant
from app.foundation.db import db
from app.foundation.errors import NotFoundError
from app.registrations.models import RegistrationMessage
from app.registrations.queries import locked
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, fire


class ChangedError(Exception):
    """What the applicant was told has changed since he opened the page; nothing was done."""


def mark_of(row: RowMapping, questions: int) -> str:
    """Return what an applicant's form carries instead of a version."""
    return f"{REGISTRATION.stage_of(row).public.key}-{questions}"


def answer(registration_id: int, mark: str, text: str) -> None:
    """Take the applicant's answer. Raises ChangedError, or RefusedError when no answer is awaited."""
    row = _unchanged(registration_id, mark)
    order = Order("answer", applicant(row["id"]))
    fire(REGISTRATION, row["id"], row["version"], order)
    message = {
        "registration_id": row["id"],
        "kind": "answer",
        "text": text,
        "author": order.actor.id,
        "at": clock.now(),
    }
    db.session.execute(insert(RegistrationMessage), [message])


def withdraw(registration_id: int, mark: str) -> None:
    """End an application at the applicant's wish. Raises ChangedError, or RefusedError when it has ended."""
    row = _unchanged(registration_id, mark)
    fire(REGISTRATION, row["id"], row["version"], Order("withdraw", applicant(row["id"])))


def _unchanged(registration_id: int, mark: str) -> RowMapping:
    row = locked(registration_id)
    if row is None:
        raise NotFoundError
    asked = select(func.count()).where(
        RegistrationMessage.registration_id == row["id"], RegistrationMessage.kind == "question"
    )
    if mark != mark_of(row, db.session.scalar(asked) or 0):
        raise ChangedError
    return row
