"""What the feed room shows: runs and who asked for them, the import going on, rejected rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from app.feed.models import FeedJob, FeedReject, FeedRun
from app.foundation.db import db
from app.foundation.listing import Listing, Order, Sort

RUNS = 20
NEWEST = Order(FeedRun.id, {"newest": Sort(FeedRun.id, descending=True)})
AS_READ = Order(FeedReject.id, {"read": Sort(FeedReject.id)})
_RUN: tuple[Any, ...] = (
    FeedRun.id,
    FeedRun.sequence,
    FeedRun.exported_at,
    FeedRun.began_at,
    FeedRun.ended_at,
    FeedRun.outcome,
    FeedRun.counts,
    FeedRun.notes,
    FeedRun.fault,
    FeedRun.fault_code,
    FeedRun.fault_values,
    FeedJob.asked_by,
    FeedJob.source,
    FeedJob.force,
)
_REJECT: tuple[Any, ...] = (
    FeedReject.id,
    FeedReject.run_id,
    FeedReject.file,
    FeedReject.line,
    FeedReject.key,
    FeedReject.column,
    FeedReject.value,
    FeedReject.reason,
)


def _runs() -> Select[Any]:
    return select(*_RUN).outerjoin(FeedJob, FeedJob.run_id == FeedRun.id)


def runs(after: int | None, before: int | None) -> Listing:
    """Return a page of the imports, newest first; `asked_by` is None of a command's. One statement."""
    return NEWEST.page(_runs(), None, after=after, before=before, size=RUNS)


def run(run_id: int) -> Row[Any] | None:
    """Return one import; None when there is none of this id. One statement."""
    return db.session.execute(_runs().where(FeedRun.id == run_id)).first()


def last_job() -> FeedJob | None:
    """Return the import asked for last in the room. One statement."""
    return db.session.scalar(select(FeedJob).order_by(FeedJob.id.desc()).limit(1))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rejected rows are looked for; None is any."""

    file: str | None = None
    reason: str | None = None
    run_id: int | None = None

    def narrow(self, rows: Select[Any]) -> Select[Any]:
        """Return the SELECT for these rows alone."""
        columns = {"file": FeedReject.file, "reason": FeedReject.reason, "run_id": FeedReject.run_id}
        for name, column in columns.items():
            if (value := getattr(self, name)) is not None:
                rows = rows.where(column == value)
        return rows

    @property
    def address(self) -> dict[str, Any]:
        """What stands in the address of a list of these rows."""
        said = {"file": self.file, "reason": self.reason, "run": self.run_id}
        return {name: value for name, value in said.items() if value is not None}


def _rejects() -> Select[Any]:
    return select(*_REJECT)


def rejects(wanted: Wanted, after: int | None, before: int | None) -> Listing:
    """Return a page of rejected rows, in the order in which they were read. One statement."""
    return AS_READ.page(wanted.narrow(_rejects()), None, after=after, before=before)


def next_rejects(wanted: Wanted, after: int, most: int) -> Sequence[Row[Any]]:
    """Return the rejected rows that follow an id. One statement."""
    rows = wanted.narrow(_rejects()).where(FeedReject.id > after)
    return db.session.execute(rows.order_by(FeedReject.id).limit(most)).all()


@dataclass(frozen=True, slots=True)
class OpenRejects:
    """How many rejected rows stand open, per file and reason."""

    by_file_and_reason: Mapping[tuple[str, str], int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.by_file_and_reason.values())

    @property
    def files(self) -> list[str]:
        """Files that have some."""
        return sorted({file for file, _ in self.by_file_and_reason})

    @property
    def reasons(self) -> list[str]:
        """Reasons that occur."""
        return sorted({reason for _, reason in self.by_file_and_reason})


def open_rejects() -> OpenRejects:
    """Count the rejected rows that no good row has replaced yet. One statement."""
    pair = (FeedReject.file, FeedReject.reason)
    rows = db.session.execute(select(*pair, func.count()).group_by(*pair))
    return OpenRejects({(file, reason): number for file, reason, number in rows})


def open_of_run(run_id: int) -> int:
    """Return how many of an import's rejected rows still stand open. One statement."""
    counted = select(func.count()).select_from(FeedReject).where(FeedReject.run_id == run_id)
    return db.session.scalar(counted) or 0


def began_at(run_id: int) -> dt.datetime | None:
    """Return when an import began. One statement."""
    return db.session.scalar(select(FeedRun.began_at).where(FeedRun.id == run_id))
