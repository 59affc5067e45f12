"""The receipt of an institution's papers: what came, when and how, who took it in, how to follow it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, func, select

from app.documents.models import Scan
from app.foundation.db import db
from app.foundation.hooks import hooks
from app.foundation.i18n import N_
from app.foundation.templating import spaced
from app.mail.letters import render_letter
from app.mail.service import Message
from app.registrations import mails
from app.registrations.models import KIND
from app.registrations.paper_models import CaseScan, Delivery, Document
from app.registrations.papers_needed import KINDS
from app.steps import clocks
from app.steps.models import NEVER

HOW = {
    "post": N_("By post"),
    "person": N_("Brought in person"),
    "e_delivery": N_("By e-delivery"),
    "tracker": N_("On the page of the application"),
}
UNSORTED = N_("Not sorted yet")


@dataclass(frozen=True, slots=True)
class Files:
    """How many files of one kind of document came, and their pages; without a kind they wait to be sorted."""

    kind: str | None
    count: int
    pages: int

    @property
    def label(self) -> str:
        """The document's name, in English words of the catalogue."""
        return KINDS[self.kind].label if self.kind else UNSORTED


def files_of(case_id: int) -> list[Files]:
    """Return what lies in a case, by kind of document in the order of the checklist. One statement."""
    counted = (
        select(Document.kind, func.count(CaseScan.id), func.sum(Scan.pages))
        .select_from(CaseScan)
        .join(Scan, Scan.id == CaseScan.scan_id)
        .outerjoin(Document, Document.id == CaseScan.document_id)
        .where(CaseScan.registration_id == case_id)
        .group_by(Document.kind)
    )
    order = {kind: place for place, kind in enumerate(KINDS)}
    found = [Files(*row) for row in db.session.execute(counted)]
    return sorted(found, key=lambda one: order.get(one.kind or "", len(order)))


def taken_in_by(deliveries: Sequence[Delivery]) -> str:
    """Return the name of whoever took in the latest delivery; empty without one."""
    actor = deliveries[0].by if deliveries else ""
    return hooks.actor_names([actor]).get(actor, "") if actor else ""


def promised(row: RowMapping) -> dt.date | None:
    """Return the day by which the office has promised its answer; None while no promise runs."""
    day: dt.date = row["promise_due"]
    return None if day == NEVER else day


def receipt_pdf(
    row: RowMapping, deliveries: Sequence[Delivery], files: Iterable[Files], code: str | None
) -> bytes:
    """Return the receipt as a letter (PDF), in the language of the application.

    `deliveries` the newest first; `code` of the tracker, where it is known: it cannot be read again.
    """
    return render_letter(mails.letter("receipt", row, _received(row, deliveries, files), _code(code)))


def receipt_mail(
    row: RowMapping, deliveries: Sequence[Delivery], files: Iterable[Files], code: str | None
) -> Message:
    """Return the receipt as a mail; only for an application that may be written to (mails.has_mailbox)."""
    params = {"reference": row["reference"], **_received(row, deliveries, files)}
    subject = (KIND, row["id"])
    return Message(
        "registration_receipt", row["language"], row["email"], params, _code(code), subject=subject
    )


def _code(code: str | None) -> dict[str, Any]:
    return {"code": spaced(code) if code else None}


def _received(row: RowMapping, deliveries: Sequence[Delivery], files: Iterable[Files]) -> dict[str, Any]:
    until, due = clocks.last_day(row["term_until"]), promised(row)
    return {
        "received": [_delivery(one) for one in reversed(deliveries)],
        "files": [{"label": one.label, "count": str(one.count), "pages": str(one.pages)} for one in files],
        "taken_by": taken_in_by(deliveries),
        "promised": due.isoformat() if due else None,
        "until": until.isoformat() if until else None,
    }


def _delivery(one: Delivery) -> dict[str, str]:
    return {
        "day": one.received_on.isoformat(),
        "how": HOW[one.channel],
        "number": one.incoming_no or "",
        "sheets": str(one.pages) if one.pages else "",
    }
