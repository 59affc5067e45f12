"""The intake of one application: what it is, what lies there, how papers came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext as _
from app.registrations.doubles import Double, doubles
from app.registrations.due import Due, due_of
from app.registrations.institution_facts import needs_attorney
from app.registrations.paper_models import Delivery
from app.registrations.paper_queries import (
    Item,
    Lying,
    checklist,
    deliveries_of,
    documents_of,
    lying,
    scans_of,
)
from app.registrations.papers_needed import KINDS
from app.registrations.queries import by_reference
from app.registrations.subject import INSTITUTION, is_institution, stage_of
from app.registrations.successor_queries import ENDED, reference_of, successor_of
from workflows.engine import Stage

TAKEN = ("announced", "received", "in_review", "awaiting_documents", "on_hold", "verified", "expired")


@dataclass(frozen=True, slots=True)
class Intake:
    """What the page of one application's papers shows; `buttons` are the steps that start here."""

    row: RowMapping
    stage: Stage
    due: Due
    items: list[Item]
    lying: list[Lying]
    deliveries: Sequence[Delivery]
    doubles: list[Double]
    buttons: tuple[str, ...]
    successor: str | None
    before: str | None
    merged_into: str | None

    @property
    def unsorted(self) -> list[Lying]:
        """The files of which nobody has said yet what they are."""
        return [one for one in self.lying if one.kind is None]

    @property
    def sorting(self) -> list[tuple[str, str]]:
        """The kinds of documents a file may be, those of the checklist first: (code, words)."""
        return sorting(self.items)

    @property
    def may_receive(self) -> bool:
        """Whether a delivery can be noted: a file that has ended is continued by another."""
        return self.row["state"] in TAKEN and self.successor is None


def sorting(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return the kinds of documents a file may be, those of the checklist first: (code, words)."""
    first = [item.kind for item in items]
    return [(kind, _(KINDS[kind].label)) for kind in (*first, *(one for one in KINDS if one not in first))]


def intake(reference: str) -> Intake:
    """Return the intake of an institution's application; raises NotFoundError. At most seven statements."""
    row = by_reference(reference)
    if row is None or not is_institution(row):
        raise NotFoundError
    case_id = row["id"]
    documents, scans = documents_of([case_id])[case_id], scans_of([case_id])[case_id]
    return Intake(
        row=row,
        stage=stage_of(row),
        due=due_of(row),
        items=checklist(row["legal_form"], documents, scans, attorney=needs_attorney(row)),
        lying=lying(case_id) if scans else [],
        deliveries=deliveries_of(case_id),
        doubles=doubles(row),
        buttons=tuple(INSTITUTION.open_steps(row["state"])),
        successor=successor_of(case_id) if row["state"] in ENDED else None,
        before=reference_of(row["continues_id"]),
        merged_into=reference_of(row["merged_into_id"]),
    )
