"""Checking every chain against its rows, its personal values and its head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from app.audit.chain import START, private_digest, row_digest
from app.audit.models import History, HistoryHead, HistoryPrivate
from app.foundation.db import db

_COLUMNS = [column.key for column in History.__table__.columns]
# Read in portions: history is the largest table of the office.
ROWS = (
    select(History, HistoryPrivate.salt, HistoryPrivate.content)
    .outerjoin(HistoryPrivate, HistoryPrivate.history_id == History.id)
    .order_by(History.subject_kind, History.subject_id, History.number)
    .execution_options(yield_per=1000)
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where history does not hold together."""

    kind: str
    subject_id: int
    number: int
    fault: str  # altered | removed or swapped | private altered | cut off | head missing


def faults() -> Iterator[Fault]:
    """Yield every fault of every chain, walking all rows once in the order of their subjects."""
    heads = {
        (h.subject_kind, h.subject_id): (h.count, h.digest) for h in db.session.scalars(select(HistoryHead))
    }
    subject: tuple[str, int] | None = None
    expected, number = START, 0
    for row, salt, content in db.session.execute(ROWS):
        here = (row.subject_kind, row.subject_id)
        if here != subject:
            yield from _end(subject, number, expected, heads)
            subject, expected, number = here, START, 0
        if row.previous != expected or row.number != number + 1:
            yield Fault(*here, number=row.number, fault="removed or swapped")
        if row_digest({column: getattr(row, column) for column in _COLUMNS}) != row.digest:
            yield Fault(*here, number=row.number, fault="altered")
        if salt and private_digest(salt, content) != row.private_digest:
            yield Fault(*here, number=row.number, fault="private altered")
        expected, number = row.digest, row.number
    yield from _end(subject, number, expected, heads)
    for (kind, subject_id), (count, _digest) in heads.items():
        yield Fault(kind, subject_id, count, "cut off")


def _end(
    subject: tuple[str, int] | None, number: int, digest: str, heads: dict[tuple[str, int], tuple[int, str]]
) -> Iterator[Fault]:
    if subject is None:
        return
    head = heads.pop(subject, None)
    if head is None:
        yield Fault(*subject, number=number, fault="head missing")
    elif head != (number, digest):
        yield Fault(*subject, number=number, fault="cut off")
