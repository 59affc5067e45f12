"""An import in words: how it ended, file by file, what was noticed, why it was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.feed.files import ORDER
from app.feed.job_words import note
from app.feed.manifest import ENDING
from app.feed.reasons import FEED, ROW, FeedRefusedError
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _

FIGURES = ("rows", "new", "changed", "unchanged", "repeated", "rejected")
# Parts of which the announced rows must be the sum.
PARTS = FIGURES[1:]
OUTCOMES = {
    "refused": (N_("Refused whole"), "danger"),
    "rejected": (N_("Taken in, with rejected rows"), "warning"),
    "nothing": (N_("Taken in, nothing was new"), "neutral"),
    "taken": (N_("Taken in"), "success"),
}


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


def outcome(run: Any) -> tuple[str, str]:
    """Return how an import ended, in words, and the tone in which it is said."""
    sums = totals(lines(run.counts))
    kind = "taken"
    if run.outcome == "refused":
        kind = "refused"
    elif sums["rejected"]:
        kind = "rejected"
    elif not sums["new"] and not sums["changed"]:
        kind = "nothing"
    words, tone = OUTCOMES[kind]
    return _(words), tone


def notes(run: Any) -> list[str]:
    """Return what was noticed, as sentences."""
    return [note(kind, name) for kind, name in run.notes]


def refusal(why: FeedRefusedError) -> str:
    """Return why a feed is refused, in the reader's language."""
    return _(FEED[why.code], **why.values)


def fault(run: Any) -> str | None:
    """Return why an import was refused; None when it was not. Old ones kept their English words alone."""
    if run.fault_code in FEED:
        return _(FEED[run.fault_code], **(run.fault_values or {}))
    return None if run.fault is None else str(run.fault)


def reason(code: str) -> str:
    """Return why a row was rejected, in the reader's language; the code itself when it has no words."""
    return _(ROW[code]) if code in ROW else code
