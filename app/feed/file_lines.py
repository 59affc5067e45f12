"""An import file by file: what became of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.feed.files import ORDER
from app.feed.manifest import ENDING

FIGURES = ("rows", "new", "changed", "unchanged", "repeated", "rejected")
# Parts of which the announced rows must be the sum.
PARTS = FIGURES[1:]


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of an import: its kind (`customers`) and its rows."""

    kind: str
    figures: Mapping[str, int]
    reasons: Mapping[str, int]

    @property
    def name(self) -> str:
        """The file's name, without `.gz`."""
        return self.kind + ENDING

    @property
    def adds_up(self) -> bool:
        """Whether every announced row is accounted for."""
        return self.figures["rows"] == sum(self.figures[part] for part in PARTS)


def lines(counts: Mapping[str, Any]) -> list[FileLine]:
    """Return the files of an import in the order in which they were taken."""
    known = [kind for kind in ORDER if kind in counts]
    return [
        FileLine(
            kind,
            {name: int(counts[kind].get(name, 0)) for name in FIGURES},
            dict(counts[kind].get("reasons") or {}),
        )
        for kind in known
    ]


def totals(files: Sequence[FileLine]) -> dict[str, int]:
    """Return the sums over all files."""
    return {name: sum(each.figures[name] for each in files) for name in FIGURES}
