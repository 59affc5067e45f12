"""What came of a feed, as the service tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.feed.merge import Counts


@dataclass(frozen=True, slots=True)
class Shown:
    """One rejected row, as far as it is shown on a terminal: without its value, which may be personal."""

    file: str
    line: int
    key: str
    column: str
    reason: str


@dataclass
class FeedReport:
    """One import. `outcome` is taken, refused or dry (taken on trial); amounts are rows.

    `notes` are pairs of what was noticed (unknown_column, unknown_code, not_named, stranger)
    and its name; `fault` says why the feed was refused, `run_id` where its note stands.
    """

    outcome: str
    sequence: int | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    first_rejects: list[Shown] = field(default_factory=list)
    fault: str | None = None
    fault_code: str | None = None
    fault_values: dict[str, Any] | None = None
    run_id: int | None = None

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(each.rejected for each in self.counts.values())

    @property
    def counts_as_json(self) -> dict[str, Any]:
        """The counts as they are stored."""
        return {name: each.as_json() for name, each in self.counts.items()}
