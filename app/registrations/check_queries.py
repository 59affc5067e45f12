"""Everything on paper that an application has, in one statement however many pages were scanned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, cast, null, select, union_all

from app.documents.models import Scan
from app.foundation.db import db
from app.registrations.paper_models import CaseScan, Delivery, Document


@dataclass(slots=True)
class Papers:
    """The papers of one application: scans and deliveries the newest first; `files` by the id of the scan."""

    documents: list[Document] = field(default_factory=list)
    scans: list[CaseScan] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    files: dict[int, Scan] = field(default_factory=dict)

    @property
    def unsorted(self) -> list[CaseScan]:
        """Return the scans of which nobody has said yet which document they are."""
        return [scan for scan in self.scans if scan.document_id is None]


def papers_of(case_id: int) -> Papers:
    """Return documents, scans with their files, and deliveries of a case. One statement."""
    keys = _keys(case_id).subquery()
    rows = db.session.execute(
        select(Document, CaseScan, Scan, Delivery)
        .select_from(keys)
        .outerjoin(Document, Document.id == keys.c.document_id)
        .outerjoin(CaseScan, CaseScan.id == keys.c.scan_id)
        .outerjoin(Scan, Scan.id == CaseScan.scan_id)
        .outerjoin(Delivery, Delivery.id == keys.c.delivery_id)
    ).all()
    columns: list[list[Any]] = [[row[place] for row in rows] for place in range(4)]
    documents, scans, deliveries = (_once(columns[place]) for place in (0, 1, 3))
    files = {file.id: file for file in columns[2] if file is not None}
    return Papers(documents, scans[::-1], deliveries[::-1], files)


def _keys(case_id: int) -> CompoundSelect[Any]:
    """Name each document, scan and delivery once: also a document without a scan, or a scan unsorted."""
    none = cast(null(), CaseScan.id.type)
    return union_all(
        select(Document.id.label("document_id"), none.label("scan_id"), none.label("delivery_id")).where(
            Document.registration_id == case_id
        ),
        select(none, CaseScan.id, none).where(CaseScan.registration_id == case_id),
        select(none, none, Delivery.id).where(Delivery.registration_id == case_id),
    )


def _once(rows: Sequence[Any]) -> list[Any]:
    return sorted((row for row in rows if row is not None), key=lambda row: row.id)


def shown_in(scans: Sequence[CaseScan], wanted: int | None) -> CaseScan | None:
    """Return the file asked for when it is one of these, else the newest."""
    return next((scan for scan in scans if scan.id == wanted), scans[0] if scans else None)
