"""Taking the person out of what has ended long ago; reference, days, state and history stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update

from app.audit.models import History, HistoryPrivate
from app.audit.service import Entry, record
from app.documents import service as documents
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.mail.models import Outbox
from app.registrations import events
from app.registrations.models import RegistrationMessage
from app.registrations.paper_models import CaseScan, Delivery, Document, NotSame
from app.registrations.queries import TABLE
from app.registrations.subject import KIND, REGISTRATION
from app.steps.models import NEVER

ENDED = tuple(
    {stage.name for flow in REGISTRATION.workflows for stage in flow.stages if stage.kind == "final"}
)
OPEN = tuple({stage.name for flow in REGISTRATION.workflows for stage in flow.stages if stage.kind == "open"})
BLANK: dict[str, Any] = {
    "customer_no": "",
    "first_name": "",
    "last_name": "",
    "name_fold": "",
    "pesel": None,
    "pesel_digest": None,
    "invoice_no": None,
    "invoice_gross": None,
    "agreement_no": None,
    "agreement_on": None,
    "email": None,
    "phone": None,
    "name": None,
    "nip": None,
    "regon": None,
    "krs": None,
    "seat": None,
    "signers": None,
    "paper": None,
    "customer_id": None,
    "match": {},
    "accepted": {},
    "code_digest": "",
    "link_digest": None,
    "browser_digest": None,
    "erase_after": NEVER,
}


def erase(at_once: int) -> int:
    """Take the person out of applications that ended long enough ago; return how many.

    One that another continues waits until that one is decided: until then its past is looked up.
    """
    old = (TABLE.c.erase_after < clock.today()) & TABLE.c.state.in_(ENDED)
    later = TABLE.alias("later")
    goes_on = select(later.c.id).where(later.c.continues_id == TABLE.c.id, later.c.state.in_(OPEN)).exists()
    held = select(TABLE.c.id).where(old, ~goes_on).order_by(TABLE.c.id).limit(at_once)
    ids = db.session.scalars(held.with_for_update(of=TABLE)).all()
    if not ids:
        return 0
    db.session.execute(update(TABLE).where(TABLE.c.id.in_(ids)).values(BLANK))
    db.session.execute(delete(RegistrationMessage).where(RegistrationMessage.registration_id.in_(ids)))
    _erase_papers(ids)
    db.session.execute(delete(Outbox).where(Outbox.subject_kind == KIND, Outbox.subject_id.in_(ids)))
    lines = select(History.id).where(History.subject_kind == KIND, History.subject_id.in_(ids))
    db.session.execute(delete(HistoryPrivate).where(HistoryPrivate.history_id.in_(lines)))
    record(*(Entry(KIND, one, f"{KIND}.{events.ERASE}", SYSTEM) for one in ids))
    return len(ids)


def _erase_papers(ids: Sequence[int]) -> None:
    """Take out what was written about papers, and the scans that no other application shows."""
    words: tuple[tuple[Any, dict[str, None]], ...] = (
        (Document, {"remark": None, "asked_text": None}),
        (Delivery, {"sender": None}),
        (NotSame, {"why": None}),
    )
    for model, blank in words:
        db.session.execute(update(model).where(model.registration_id.in_(ids)).values(blank))
    mine = CaseScan.registration_id.in_(ids)
    scans = set(db.session.scalars(select(CaseScan.scan_id).where(mine)))
    if scans:
        db.session.execute(delete(CaseScan).where(mine))
        shown = set(db.session.scalars(select(CaseScan.scan_id).where(CaseScan.scan_id.in_(scans))))
        documents.erase(sorted(scans - shown))
