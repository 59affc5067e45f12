"""Papers of an application: files added and sorted by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, insert, select, update

from app.documents import service as documents
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import gettext as _
from app.registrations import tally
from app.registrations.delivery_service import Brought, latest_delivery, note_delivery
from app.registrations.paper_models import CaseScan, Document
from app.registrations.paper_queries import awaited
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.acts import amend, hold
from app.steps.service import Order, fire_locked, lock_one

# Where papers are sorted.
CHECKED = ("received", "in_review")


@dataclass(frozen=True, slots=True)
class Upload:
    """One examined file and the kind of document it is; without a kind it waits to be sorted."""

    examined: documents.Examined
    kind: str | None = None


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
    delivery = note_delivery(row["id"], actor, brought) if brought else latest_delivery(row["id"])
    ids = documents_for(row["id"], kinds)
    for upload in uploads:
        _keep(row["id"], upload, ids, delivery, actor)
    _mark_come(row["id"], kinds)
    tally.forget()
    return moved.version


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


def _refuse_doubles(case_id: int, uploads: Sequence[Upload]) -> None:
    """Refuse a file that lies in the case already: a second press, or the same scan sent twice."""
    sums = [upload.examined.sha256 for upload in uploads]
    known = documents.known_in(select(CaseScan.scan_id).where(CaseScan.registration_id == case_id), sums)
    if known or len(set(sums)) != len(sums):
        raise RefusedError([_("One of these files lies in this application already.")])


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
