"""What time brings about: terms that end, reminders before they do, and the erasure of what has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, select, update

from app.audit.models import History, HistoryPrivate
from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.mail.models import Outbox
from app.mail.service import write
from app.registrations import events, mails
from app.registrations.models import RegistrationMessage
from app.registrations.queries import TABLE
from app.registrations.subject import KIND, REGISTRATION
from app.settings import service as settings
from app.steps.models import NEVER
from app.steps.service import Order, fire_many

# What one run takes at most; the next minute takes the rest.
AT_ONCE = 500
ENDED = tuple(
    {stage.name for flow in REGISTRATION.workflows for stage in flow.stages if stage.kind == "final"}
)
# What an application is without the person: reference, days, state and history stay.
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


def run() -> None:
    """Do all of it once, in the present transaction (a hook of the worker, every minute)."""
    expire()
    remind()
    erase()


def expire() -> int:
    """End applications whose applicant's term is over; return how many."""
    over = TABLE.c.term_until <= clock.now()
    waiting = select(TABLE.c.id, TABLE.c.version).where(TABLE.c.state.in_(_waiting()), over)
    rows = db.session.execute(waiting.order_by(TABLE.c.id).limit(AT_ONCE)).all()
    moved, _refused = fire_many(REGISTRATION, {row.id: row.version for row in rows}, Order("expire", SYSTEM))
    return len(moved)


def _waiting() -> tuple[str, ...]:
    rules = [rule for flow in REGISTRATION.workflows for rule in flow.rules if rule.step == "expire"]
    return tuple(source for rule in rules for source in rule.sources)


def remind() -> int:
    """Write once per question, some days before the term ends, that an answer is awaited; return how many."""
    soon = clock.now() + settings.span("remind.answer")
    waiting = (TABLE.c.state == "awaiting_applicant") & (TABLE.c.term_until <= soon)
    found = select(TABLE).where(waiting, TABLE.c.term_until > clock.now(), TABLE.c.email.is_not(None))
    rows = db.session.execute(found.order_by(TABLE.c.id).with_for_update()).mappings().all()
    due = _not_reminded(rows)[:AT_ONCE]
    if due:
        write(*(mails.remind(row) for row in due))
        record(*(_entry(row["id"], events.REMIND) for row in due))
    return len(due)


def _not_reminded(rows: Sequence[RowMapping]) -> list[RowMapping]:
    """Return those that got no reminder since they last began to wait. One statement."""
    mine = History.subject_id.in_([row["id"] for row in rows])
    event = (History.subject_kind == KIND) & (History.event == f"{KIND}.{events.REMIND}")
    said: dict[int, dt.datetime] = {}
    for one, at in db.session.execute(select(History.subject_id, History.at).where(event, mine)):
        moment = dt.datetime.fromisoformat(at)
        said[one] = max(moment, said.get(one, moment))
    return [row for row in rows if row["id"] not in said or said[row["id"]] < row["state_since"]]


def erase() -> int:
    """Take the person out of applications that ended long enough ago; return how many."""
    old = (TABLE.c.erase_after < clock.today()) & TABLE.c.state.in_(ENDED)
    held = select(TABLE.c.id).where(old).order_by(TABLE.c.id).limit(AT_ONCE).with_for_update()
    ids = db.session.scalars(held).all()
    if not ids:
        return 0
    db.session.execute(update(TABLE).where(TABLE.c.id.in_(ids)).values(BLANK))
    db.session.execute(delete(RegistrationMessage).where(RegistrationMessage.registration_id.in_(ids)))
    db.session.execute(delete(Outbox).where(Outbox.subject_kind == KIND, Outbox.subject_id.in_(ids)))
    lines = select(History.id).where(History.subject_kind == KIND, History.subject_id.in_(ids))
    db.session.execute(delete(HistoryPrivate).where(HistoryPrivate.history_id.in_(lines)))
    record(*(_entry(one, events.ERASE) for one in ids))
    return len(ids)


def _entry(case_id: int, event: str) -> Entry:
    return Entry(KIND, case_id, f"{KIND}.{event}", SYSTEM)
