"""What changed since somebody last judged, asked or sent back: the second look begins there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.queries import Line
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.registrations.institution_matching import LABELS
from app.registrations.paper_models import CaseScan
from app.registrations.paper_queries import Item

# What a clerk can edit of a declaration, in words.
DECLARED_LABELS = {
    **LABELS,
    "purpose": N_("Purpose"),
    "signers": N_("Who will sign"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "language": N_("Language"),
    "codes_by": N_("Codes go by"),
}
# After these the office had looked at what lay there.
LOOKED = {f"registration.{step}" for step in ("judge", "request_documents", "hold", "verify", "send_back")}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new since the last look: files by their documents, and fields -> what stood there before."""

    since: dt.datetime
    files: tuple[tuple[str, CaseScan], ...]
    fields: dict[str, object]

    @property
    def words(self) -> list[tuple[str, str]]:
        """The edited fields in words, with what stood there before."""
        return [(_(DECLARED_LABELS[name]), _said(before)) for name, before in self.fields.items()]


def changes(lines: Sequence[Line], items: Sequence[Item]) -> Changes | None:
    """Return what came and what was edited after the last look; None when nothing did, or none was taken."""
    since = _last_look(lines)
    if since is None:
        return None
    files = tuple((item.kind, scan) for item in items for scan in item.scans if scan.added_at > since)
    fields: dict[str, object] = {}
    for line in lines:
        if line.at > since and line.event == "registration.edit":
            for name in line.data.get("fields", ()):
                fields.setdefault(name, line.private.get(name))
    return Changes(since, files, fields) if files or fields else None


def _said(before: object) -> str:
    """Return a former value as it is read; a list of lines or of people in one line."""
    if not isinstance(before, list):
        return str(before or "")
    return ", ".join(one["name"] if isinstance(one, dict) else str(one) for one in before)


def _last_look(lines: Sequence[Line]) -> dt.datetime | None:
    return max((line.at for line in lines if line.event in LOOKED), default=None)


def chosen(items: Sequence[Item], wanted: str | None) -> Item | None:
    """Return the document to show: the one asked for, else the first new one, else the first not ready."""
    named = [item for item in items if item.kind == wanted]
    again = [item for item in items if item.is_new and item.document and item.document.judged_at]
    came = [item for item in items if item.is_new and item.document and item.document.asked_at]
    there = [item for item in items if not item.is_ready and item.scans]
    missing = [item for item in items if not item.is_ready]
    return next(iter([*named, *came, *again, *there, *missing, *items]), None)


def following(items: Sequence[Item], now: Item | None) -> str | None:
    """Return the next document that is not ready and lies there; after the last one the first again."""
    kinds = [item.kind for item in items]
    place = kinds.index(now.kind) + 1 if now else 0
    after = [*items[place:], *items[:place]]
    waiting = [
        item for item in after if not item.is_ready and item.scans and (not now or item.kind != now.kind)
    ]
    return waiting[0].kind if waiting else None
