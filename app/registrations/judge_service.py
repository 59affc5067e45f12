"""What a clerk says of a document: its verdict, and what was typed from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, select, update

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import gettext as _
from app.registrations.comparing import compared
from app.registrations.paper_models import CaseScan, Document
from app.registrations.paper_service import documents_for
from app.registrations.papers_needed import KINDS
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.regulations.queries import in_force_on
from app.steps.acts import amend, hold

VERDICTS = ("not_checked", "checking", "accepted", "rejected", "not_needed")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clerk says of a document.

    `newest` is the newest of its scans (registration_scan) that he saw, None when he saw none. `said` are
    the paper fields as typed from it. `reasons` are codes of papers_needed.REASONS.
    """

    kind: str
    verdict: str
    newest: int | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    reasons: Sequence[str] = ()
    remark: str | None = None


def judge(reference: str, seen: int, actor: Actor, verdict: Verdict) -> None:
    """Say of a document what it is worth, and keep what was typed from it.

    Reversible until the decision. Raises NotFoundError, StaleError, and RefusedError when the newest scan is
    not the one that was seen, a document without a scan is to be accepted, or a reason is missing.
    """
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, "in_review")
    document_id = documents_for(row["id"], [verdict.kind])[verdict.kind]
    newest = db.session.scalar(
        select(CaseScan.id).where(CaseScan.document_id == document_id).order_by(CaseScan.id.desc()).limit(1)
    )
    _fit(verdict, newest)
    change = {
        "verdict": verdict.verdict,
        "reasons": list(verdict.reasons),
        "remark": verdict.remark,
        "judged_scan_id": newest,
        "judged_by": actor.id,
        "judged_at": clock.now(),
    }
    db.session.execute(update(Document).where(Document.id == document_id).values(change))
    kept = {name: change[name] for name in ("verdict", "reasons", "judged_scan_id")} | {"kind": verdict.kind}
    amend(REGISTRATION, row, "judge", actor, _paper(row, verdict), data=kept, private=_remark(verdict))


def _fit(verdict: Verdict, newest: int | None) -> None:
    if verdict.kind not in KINDS or verdict.verdict not in VERDICTS:
        raise NotFoundError
    if newest != verdict.newest:
        raise RefusedError([_("This is not the newest file of the document. Please open the page again.")])
    if verdict.verdict == "accepted" and newest is None:
        raise RefusedError([_("There is no file of this document yet.")])
    if verdict.verdict == "rejected" and not verdict.reasons:
        raise RefusedError([_("Please choose why the document is rejected.")])
    if verdict.verdict == "not_needed" and not verdict.remark:
        raise RefusedError([_("Please write why the document is not needed.")])


def _remark(verdict: Verdict) -> dict[str, str] | None:
    return {"remark": verdict.remark} if verdict.remark else None


def _paper(row: RowMapping, verdict: Verdict) -> dict[str, Any]:
    """Return the columns that change with what was typed from a document: the words and the comparison."""
    if not verdict.said:
        return {}
    said = dict(verdict.said)
    if "signed_on" in said:
        said["in_force"] = _was_in_force(said)
    return compared(row, {"paper": {**(row["paper"] or {}), verdict.kind: said}})


def _was_in_force(said: Mapping[str, Any]) -> bool:
    """Say whether the version that was signed is the one in force on the day of signing.

    It is asked once: no version is ever published for a day that has passed.
    """
    if not said.get("signed_on") or not said.get("version"):
        return False
    version = in_force_on(dt.date.fromisoformat(said["signed_on"]))
    return version is not None and version.number == said["version"]
