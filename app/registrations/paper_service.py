"""The paper desk: taking papers in, sorting them, and saying of each document what it is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, insert, select, update

from app.documents import service as documents
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import gettext as _
from app.registrations import tally
from app.registrations.institution_matching import verdicts_of
from app.registrations.institution_queries import linked
from app.registrations.paper_models import CaseScan, Delivery, Document
from app.registrations.paper_queries import awaited
from app.registrations.papers_needed import KINDS
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.regulations.queries import in_force_on
from app.steps.acts import amend, hold
from app.steps.service import Order, fire_locked, lock_one

# Where papers are sorted and judged.
CHECKED = ("received", "in_review")
VERDICTS = ("not_checked", "checking", "accepted", "rejected", "not_needed")


@dataclass(frozen=True, slots=True)
class Brought:
    """One delivery as the clerk notes it; `channel`: post | person | e_delivery | tracker."""

    channel: str
    received_on: dt.date
    incoming_no: str | None = None
    sender: str | None = None
    pages: int | None = None
    originals: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One examined file and the kind of document it is; without a kind it waits to be sorted."""

    examined: documents.Examined
    kind: str | None = None


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


def receive(reference: str, seen: int, actor: Actor, brought: Brought) -> RowMapping:
    """Take in the papers of an announced application; its promise begins. Returns the row as it stood."""
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    fire_locked(REGISTRATION, row, seen, Order("receive", actor, data={"channel": brought.channel}))
    note_delivery(row["id"], actor, brought)
    tally.forget()
    return row


def note_delivery(case_id: int, actor: Actor, brought: Brought) -> int:
    """Put down how papers came; returns the delivery's id. One statement."""
    values = {
        "registration_id": case_id,
        "by": actor.id,
        "at": clock.now(),
        **{name: getattr(brought, name) for name in Brought.__dataclass_fields__},
    }
    made: int = db.session.execute(insert(Delivery).values(values).returning(Delivery.id)).scalar_one()
    return made


def add_papers(
    reference: str, seen: int, actor: Actor, uploads: Sequence[Upload], brought: Brought | None = None
) -> int:
    """Add files, a delivery without files, or both; returns the new version of the case.

    The files have been examined before the transaction; without a delivery of their own they belong to the
    latest one. When the last document asked for has come, the check goes on. Raises NotFoundError,
    StaleError, and RefusedError, also when a file lies there already.
    """
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    return add_to(row, seen, actor, uploads, brought)


def add_to(
    row: RowMapping, seen: int, actor: Actor, uploads: Sequence[Upload], brought: Brought | None = None
) -> int:
    """Do what `add_papers` does, on a case that is locked already."""
    if not uploads and brought is None:
        raise RefusedError([_("Please choose a file.")])
    _refuse_doubles(row["id"], uploads)
    kinds = sorted({upload.kind for upload in uploads if upload.kind})
    waiting = {one.kind for one in awaited(row["id"])}
    order = Order(
        "add_papers",
        actor,
        given={"all_came": waiting <= set(kinds)},
        data={"kinds": kinds, "files": len(uploads)},
    )
    moved = fire_locked(REGISTRATION, row, seen, order)
    delivery = note_delivery(row["id"], actor, brought) if brought else _latest_delivery(row["id"])
    ids = documents_for(row["id"], kinds)
    for upload in uploads:
        _keep(row["id"], upload, ids, delivery, actor)
    _mark_come(row["id"], kinds)
    tally.forget()
    return moved.version


def _latest_delivery(case_id: int) -> int | None:
    latest = select(Delivery.id).where(Delivery.registration_id == case_id)
    return db.session.scalar(latest.order_by(Delivery.id.desc()).limit(1))


def _refuse_doubles(case_id: int, uploads: Sequence[Upload]) -> None:
    """Refuse a file that lies in the case already: a second press, or the same scan sent twice."""
    sums = [upload.examined.sha256 for upload in uploads]
    known = documents.known_in(select(CaseScan.scan_id).where(CaseScan.registration_id == case_id), sums)
    if known or len(set(sums)) != len(sums):
        raise RefusedError([_("One of these files lies in this application already.")])


def documents_for(case_id: int, kinds: Iterable[str]) -> dict[str, int]:
    """Return the ids of a case's documents of these kinds, made where there are none. Two at most."""
    rows = select(Document.kind, Document.id).where(Document.registration_id == case_id)
    found = {row.kind: row.id for row in db.session.execute(rows)}
    missing = [kind for kind in kinds if kind not in found]
    if missing:
        blank = {"registration_id": case_id, "verdict": "not_checked", "reasons": []}
        made = insert(Document).returning(Document.kind, Document.id)
        new = db.session.execute(made, [{**blank, "kind": kind} for kind in missing])
        found |= {row.kind: row.id for row in new}
    return found


def _keep(
    case_id: int, upload: Upload, ids: Mapping[str, int], delivery_id: int | None, actor: Actor
) -> None:
    row = {
        "registration_id": case_id,
        "scan_id": documents.keep(upload.examined, actor),
        "document_id": ids[upload.kind] if upload.kind else None,
        "delivery_id": delivery_id,
        "added_by": actor.id,
        "added_at": clock.now(),
    }
    db.session.execute(insert(CaseScan).values(row))


def _mark_come(case_id: int, kinds: Sequence[str]) -> None:
    mine = (Document.registration_id == case_id) & Document.kind.in_(kinds)
    db.session.execute(
        update(Document).where(mine, Document.asked_at.is_not(None)).values(came_at=clock.now())
    )


def sort(reference: str, seen: int, actor: Actor, case_scan_id: int, kind: str | None) -> None:
    """Say which document a file is; None puts it back among the unsorted.

    Raises NotFoundError for a file of another case.
    """
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, *CHECKED, "awaiting_documents")
    ids = documents_for(row["id"], [kind] if kind else [])
    mine = (CaseScan.id == case_scan_id) & (CaseScan.registration_id == row["id"])
    moved = update(CaseScan).where(mine).values(document_id=ids[kind] if kind else None)
    if db.session.execute(moved.returning(CaseScan.id)).first() is None:
        raise NotFoundError
    amend(REGISTRATION, row, "sort", actor, {}, data={"kind": kind})


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


def compared(row: Mapping[str, Any] | RowMapping, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes of columns with the comparison made anew; answers to fields that no longer differ go."""
    now = {**row, **changes}
    base = linked([now["customer_id"]]).get(now["customer_id"]) if now["customer_id"] else None
    verdicts = verdicts_of(now, base)
    answered = {
        name: said for name, said in now["accepted"].items() if verdicts.get(name) == row["match"].get(name)
    }
    return {**changes, "match": verdicts, "accepted": answered}
