"""Reading the papers of an application: checklist, scans, deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from app.documents.models import Scan
from app.foundation.db import db, reading
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Delivery, Document
from app.registrations.papers_needed import CONDITIONAL, KINDS, required_of

DONE = frozenset({"accepted", "not_needed"})


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist with its scans, the newest first; `document` is None until something is said.

    `is_new`: something came since the verdict, or nothing was said yet of what came.
    """

    kind: str
    required: bool
    document: Document | None
    scans: tuple[CaseScan, ...]

    @property
    def label(self) -> str:
        """The kind of document, in the reader's words."""
        return gettext(KINDS[self.kind].label)

    @property
    def verdict(self) -> str:
        """The verdict on what lies there now."""
        if self.document is None or self.is_new:
            return "not_checked"
        return self.document.verdict

    @property
    def is_new(self) -> bool:
        """Whether the newest scan is none that the verdict is about."""
        judged = self.document.judged_scan_id if self.document else None
        return bool(self.scans) and self.scans[0].id != judged

    @property
    def is_ready(self) -> bool:
        """Whether it needs nothing more."""
        return self.verdict in DONE

    @property
    def is_awaited(self) -> bool:
        """Whether it was asked for and has not come."""
        one = self.document
        return bool(one and one.asked_at and (one.came_at is None or one.came_at < one.asked_at))


def documents_of(case_ids: Collection[int]) -> dict[int, list[Document]]:
    """Return what was said of the documents of cases. One statement."""
    found: dict[int, list[Document]] = {one: [] for one in case_ids}
    rows = select(Document).where(Document.registration_id.in_(case_ids)).order_by(Document.id)
    for document in db.session.scalars(rows):
        found[document.registration_id].append(document)
    return found


def awaited(case_id: int) -> Sequence[Document]:
    """Return what an application's institution was asked for and has not sent yet. One statement."""
    asked = Document.asked_at.is_not(None)
    open_still = Document.came_at.is_(None) | (Document.came_at < Document.asked_at)
    rows = select(Document).where(Document.registration_id == case_id, asked, open_still)
    return db.session.scalars(rows.order_by(Document.id)).all()


def asked_of(case_id: int) -> list[Item]:
    """Return everything an application's institution was asked for, what came too. One statement."""
    asked = [one for one in documents_of([case_id])[case_id] if one.asked_at]
    return [Item(one.kind, required=True, document=one, scans=()) for one in asked]


def is_awaited(case_id: int) -> bool:
    """Say whether documents of an application are awaited; read outside the transaction. One statement."""
    document = exists().where(Document.registration_id == Registration.id, Document.asked_at.is_not(None))
    mine = (Registration.id == case_id) & (Registration.state == "awaiting_documents")
    with reading() as connection:
        return connection.execute(select(Registration.id).where(mine, document)).first() is not None


def scans_of(case_ids: Collection[int]) -> dict[int, list[CaseScan]]:
    """Return the scans of cases, the newest first. One statement."""
    found: dict[int, list[CaseScan]] = {one: [] for one in case_ids}
    rows = select(CaseScan).where(CaseScan.registration_id.in_(case_ids)).order_by(CaseScan.id.desc())
    for scan in db.session.scalars(rows):
        found[scan.registration_id].append(scan)
    return found


def deliveries_of(case_id: int) -> Sequence[Delivery]:
    """Return the deliveries of a case, the newest first. One statement."""
    rows = select(Delivery).where(Delivery.registration_id == case_id)
    return db.session.scalars(rows.order_by(Delivery.id.desc())).all()


def checklist(
    legal_form: str | None,
    documents: Sequence[Document],
    scans: Sequence[CaseScan],
    *,
    attorney: bool = False,
) -> list[Item]:
    """Return the checklist: what the legal form requires, then what else lies there or was said.

    `attorney`: a power of attorney is required too, because somebody signed who may not sign alone.
    """
    said = {document.kind: document for document in documents}
    required = (*required_of(legal_form), *(CONDITIONAL if attorney else ()))
    kinds = [*required, *(kind for kind in said if kind not in required)]
    return [
        Item(
            kind,
            kind in required,
            said.get(kind),
            tuple(scan for scan in scans if kind in said and scan.document_id == said[kind].id),
        )
        for kind in kinds
    ]


@dataclass(frozen=True, slots=True)
class Lying:
    """One file of a case as a list shows it; `kind` is None while nobody has said which document it is."""

    id: int
    scan_id: int
    document_id: int | None
    kind: str | None
    file_name: str
    pages: int
    added_at: dt.datetime


def lying(case_id: int) -> list[Lying]:
    """Return the files of a case with their names, the newest first. One statement."""
    rows = (
        select(CaseScan, Document.kind, Scan.file_name, Scan.pages)
        .join(Scan, Scan.id == CaseScan.scan_id)
        .outerjoin(Document, Document.id == CaseScan.document_id)
        .where(CaseScan.registration_id == case_id)
        .order_by(CaseScan.id.desc())
    )
    return [
        Lying(one.id, one.scan_id, one.document_id, kind, name, pages, one.added_at)
        for one, kind, name, pages in db.session.execute(rows)
    ]


def sums_of(case_id: int, sums: Collection[str]) -> set[str]:
    """Return which of these digests a file of the case has already. One statement."""
    mine = CaseScan.registration_id == case_id
    found = select(Scan.sha256).join(CaseScan, CaseScan.scan_id == Scan.id)
    return set(db.session.scalars(found.where(mine, Scan.sha256.in_(sums))))


def scan_of_case(reference: str, case_scan_id: int) -> tuple[int, int]:
    """Return (case, scan) of a file that belongs to the case of this reference; raises NotFoundError.

    Whoever shows a file asks here: one of another case is none. One statement.
    """
    rows = select(CaseScan.registration_id, CaseScan.scan_id).join(
        Registration, Registration.id == CaseScan.registration_id
    )
    found = db.session.execute(
        rows.where(CaseScan.id == case_scan_id, Registration.reference == reference)
    ).first()
    if found is None:
        raise NotFoundError
    return found[0], found[1]
