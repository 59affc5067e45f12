"""What an applicant does while the office works: answers its question, sends documents, or withdraws.

An applicant's form carries no version of the case: the version grows with every step inside the office, so
two looks at it would tell how far the comparison got. It carries a mark instead, made only of what the page
says anyway: the public sentence and how many questions were asked, or documents are awaited. The row is
locked, the mark compared, and the step taken on whatever version stands; steps inside the office are none of
the applicant's concern.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, func, insert, select

from app.foundation import clock
from app.foundation.actor import applicant
from app.foundation.db import db
from app.foundation.errors import NotFoundError
from app.registrations.delivery_service import Brought
from app.registrations.models import RegistrationMessage
from app.registrations.paper_queries import awaited
from app.registrations.paper_service import Upload, add_to
from app.registrations.queries import TABLE, locked
from app.registrations.subject import REGISTRATION, is_institution
from app.steps.service import Order, fire, lock_one


class ChangedError(Exception):
    """What the applicant was told has changed since he opened the page; nothing was done."""


def mark_of(row: RowMapping, asked: int) -> str:
    """Return what an applicant's form carries instead of a version.

    `asked`: how many questions were asked; of an institution, how many documents are still awaited.
    """
    return f"{REGISTRATION.stage_of(row).public.key}-{asked}"


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


def add_papers(registration_id: int, mark: str, uploads: Sequence[Upload]) -> bool:
    """Take files for documents that were asked for; says whether nothing is awaited any more.

    The files have been examined before. Raises ChangedError, also when one of the documents is not awaited
    any more, and RefusedError when a file lies there already.
    """
    row = lock_one(REGISTRATION, TABLE.c.id == registration_id)
    waiting = {one.kind for one in awaited(row["id"])}
    if mark != mark_of(row, len(waiting)) or not {upload.kind for upload in uploads} <= waiting:
        raise ChangedError
    brought = Brought("tracker", clock.today())
    add_to(row, row["version"], applicant(row["id"]), uploads, brought)
    return waiting == {upload.kind for upload in uploads}


def _unchanged(registration_id: int, mark: str) -> RowMapping:
    row = locked(registration_id)
    if row is None:
        raise NotFoundError
    if mark != mark_of(row, _asked(row)):
        raise ChangedError
    return row


def _asked(row: RowMapping) -> int:
    if is_institution(row):
        return len(awaited(row["id"]))
    asked = select(func.count()).where(
        RegistrationMessage.registration_id == row["id"], RegistrationMessage.kind == "question"
    )
    return db.session.scalar(asked) or 0
