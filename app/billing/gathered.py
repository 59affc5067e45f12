"""Corrections gathered with what they correct, and what else a list of invoices says of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from app.billing.models import Invoice
from app.foundation.db import db


@dataclass(frozen=True, slots=True)
class Ref:
    """A document named beside another; `gross` in grosze."""

    id: int
    invoice_no: str
    gross: int
    kind: str


@dataclass(slots=True)
class Beside:
    """What stands beside one document: its number in KSeF, what it corrects, what corrected it, oldest first.

    `comes_to`: what is left of its amount after these corrections, in grosze.
    """

    comes_to: int
    ksef_no: str | None = None
    corrects: Ref | None = None
    corrections: list[Ref] = field(default_factory=list)

    def lay(self, other: Any, number: str) -> None:
        """Lay another document beside the one of this number: its correction, or what it corrects."""
        ref = Ref(other.id, other.invoice_no, other.gross, other.kind)
        if other.corrects_no == number:
            self.corrections.append(ref)
            self.comes_to += other.gross
        else:
            self.corrects = ref


def beside(invoice_ids: Collection[int]) -> dict[int, Beside]:
    """Return what stands beside these invoices, by invoice. One statement.

    A correction belongs to a document of its own agreement: another's number in it names nothing.
    """
    shown = select(Invoice).where(Invoice.id.in_(invoice_ids)).subquery()
    named = or_(Invoice.invoice_no == shown.c.corrects_no, Invoice.corrects_no == shown.c.invoice_no)
    others = select(*_REF, shown.c.id.label("shown")).join(
        shown, (Invoice.agreement_id == shown.c.agreement_id) & named
    )
    own = select(*_REF, Invoice.id.label("shown")).where(Invoice.id.in_(invoice_ids))
    rows = own.union_all(others).order_by("issued_on", "id")
    known = list(db.session.execute(rows))
    found = {row.id: Beside(row.gross, row.ksef_no) for row in known if row.id == row.shown}
    numbers = {row.id: row.invoice_no for row in known}
    for row in known:
        if row.id != row.shown:
            found[row.shown].lay(row, numbers[row.shown])
    return found


_REF: tuple[Any, ...] = (
    Invoice.id,
    Invoice.invoice_no,
    Invoice.gross,
    Invoice.kind,
    Invoice.corrects_no,
    Invoice.ksef_no,
    Invoice.issued_on,
)
