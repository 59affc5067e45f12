"""History as the office reads it: each line's sentence with the words that explain it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.audit.queries import Line
from app.foundation.i18n import gettext as _
from app.foundation.templating import daytime
from app.registrations.institution_matching import LABELS as INSTITUTION_LABELS
from app.registrations.matching import LABELS
from app.registrations.past_papers import of_papers
from app.registrations.reasons import LABELS as REASONS

# Fields that can differ, of individuals and of institutions.
WORDS = {**INSTITUTION_LABELS, **LABELS}


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of components/timeline.html."""

    text: str
    when: str
    note: str | None
    state: str = "done"


def entries(lines: Sequence[Line]) -> list[Past]:
    """Return lines of history as entries of a timeline, in the reader's words."""
    return [Past(line.sentence, daytime(line.at), _note(line)) for line in lines]


def _note(line: Line) -> str | None:
    if line.event == "registration.reject":
        return _rejected(line.reason or "")
    if "linked" in line.private:
        return _("Customer number %(number)s was chosen.", number=line.private["linked"])
    if known := _related(line.data):
        return " · ".join(filter(None, (known, line.reason or line.private.get("why"))))
    if "answered" in line.data:
        said = line.private
        return " · ".join(f"{_(WORDS[name])}: {said.get(name, '…')}" for name in line.data["answered"])
    return " · ".join(filter(None, (of_papers(line), line.reason))) or None


def _related(data: Mapping[str, Any]) -> str | None:
    """Name the other application that a line of history is about."""
    if "successor" in data:
        return _("Goes on as %(reference)s.", reference=data["successor"])
    if "continues" in data:
        return _("Continues %(reference)s.", reference=data["continues"])
    return next((str(data[name]) for name in ("other", "from") if name in data), None)


def _rejected(reason: str) -> str:
    code, _sign, remark = reason.partition(":")
    label = REASONS.get(code.strip(), "")
    return ". ".join(filter(None, (_(label) if label else reason, remark.strip() if label else "")))
