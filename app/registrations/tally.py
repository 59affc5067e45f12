"""How many applications stand where: one count for the menu, the filters and the headings, so they agree."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select

from app.foundation import clock
from app.foundation.db import after_commit, db, reading
from app.registrations.models import Registration

GROUPS: dict[str, tuple[str, ...]] = {
    "check": ("needs_review", "received", "in_review"),
    "waiting": ("submitted", "awaiting_applicant", "announced", "awaiting_documents", "on_hold"),
    "activate": ("matched", "verified"),
    "ended": ("activated", "rejected", "withdrawn", "expired", "annulled", "merged"),
}
FRESH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted applications: (state, channel, whether late, who checks it) -> how many."""

    cells: dict[tuple[str, str, bool, str | None], int]

    def of(
        self, group: str, *, channel: str | None = None, late: bool = False, reviewer: str | None = None
    ) -> int:
        """Return how many applications a filter finds."""
        return sum(
            number
            for (state, way, is_late, whose), number in self.cells.items()
            if state in GROUPS[group]
            and channel in {None, way}
            and (is_late or not late)
            and reviewer in {None, whose}
        )


class _Kept:
    """The latest count; every process keeps its own for a few seconds."""

    def __init__(self) -> None:
        self.tally = Tally({})
        self.until = 0.0

    def forget(self) -> None:
        self.until = 0.0


kept = _Kept()


def count() -> Tally:
    """Count now, and let the menu of the same page say the same. One statement."""
    return _keep(db.session.execute(_counted()))


def recent() -> Tally:
    """Return a count that is at most five seconds old, for the menu of every page, also of refusals.

    It looks past the request's transaction, which on a page of refusal has ended already.
    """
    if time.monotonic() < kept.until:
        return kept.tally
    with reading() as connection:
        return _keep(connection.execute(_counted()))


def _counted() -> Select[Any]:
    late = case((Registration.promise_due < clock.today(), 1), else_=0)
    keys = (Registration.state, Registration.channel, late, Registration.reviewer)
    return select(*keys, func.count()).group_by(*keys)


def _keep(rows: Iterable[Any]) -> Tally:
    kept.tally = Tally(
        {(state, channel, bool(is_late), whose): number for state, channel, is_late, whose, number in rows}
    )
    kept.until = time.monotonic() + FRESH_SECONDS
    return kept.tally


def forget() -> None:
    """Count anew after this transaction: whoever moved a case sees it in the menu of his next page."""
    after_commit(kept.forget)
