"""An import in words: how it ended, what was noticed, why it was refused."""

from __future__ import annotations

from typing import Any

from app.feed.file_lines import lines, totals
from app.feed.job_words import note
from app.feed.reasons import FEED, ROW, FeedRefusedError
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _

OUTCOMES = {
    "refused": (N_("Refused whole"), "danger"),
    "rejected": (N_("Taken in, with rejected rows"), "warning"),
    "nothing": (N_("Taken in, nothing was new"), "neutral"),
    "taken": (N_("Taken in"), "success"),
}


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
