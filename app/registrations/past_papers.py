"""What history says of papers, in the reader's words: documents, verdicts, fields, days."""

from __future__ import annotations

import datetime as dt

from app.audit.queries import Line
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.foundation.templating import short_day
from app.registrations.papers_needed import KINDS, REASONS
from app.registrations.second_look import DECLARED_LABELS

VERDICTS = {
    "not_checked": N_("verdict taken back"),
    "checking": N_("put aside"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "not_needed": N_("not needed"),
}


def of_papers(line: Line) -> str | None:
    """Return what a line of history says of papers; None when it is not about any."""
    data = line.data
    if line.event == "registration.judge":
        return _judged(line)
    if "fields" in data:
        return ", ".join(_(DECLARED_LABELS[name]) for name in data["fields"] if name in DECLARED_LABELS)
    if "kinds" in data:
        return ", ".join(_named(kind) for kind in data["kinds"]) or None
    if data.get("until"):
        return _("until %(day)s", day=short_day(dt.date.fromisoformat(data["until"])))
    return _named(data["kind"]) if data.get("kind") else None


def _judged(line: Line) -> str:
    data = line.data
    why = [_(REASONS[code]) for code in data.get("reasons", ()) if code in REASONS]
    words = " ".join(filter(None, (*why, line.private.get("remark"))))
    verdict = f"{_named(data['kind'])}: {_(VERDICTS[data['verdict']])}"
    return f"{verdict}. {words}" if words else verdict


def _named(kind: str) -> str:
    return _(KINDS[kind].label) if kind in KINDS else kind
