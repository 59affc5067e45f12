"""Looking up applications: by reference, by link, by form; their messages and public past."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, select

from app.audit.models import History, HistoryPrivate
from app.foundation.db import db
from app.registrations.models import Registration, RegistrationMessage

TABLE = Registration.metadata.tables["registration"]


def by_reference(reference: str) -> RowMapping | None:
    """Return the application of a reference as stored, or None. One statement."""
    return db.session.execute(select(TABLE).where(TABLE.c.reference == reference)).mappings().one_or_none()


def by_id(registration_id: int) -> RowMapping | None:
    """Return an application by its id, or None. One statement."""
    return db.session.execute(select(TABLE).where(TABLE.c.id == registration_id)).mappings().one_or_none()


def by_link(link_digest: str, *, lock: bool = False) -> RowMapping | None:
    """Return the application whose present link has this digest, or None. One statement."""
    statement = select(TABLE).where(TABLE.c.link_digest == link_digest)
    if lock:
        statement = statement.with_for_update()
    return db.session.execute(statement).mappings().one_or_none()


def locked(registration_id: int) -> RowMapping | None:
    """Return an application and keep others from changing it until the transaction ends. One statement."""
    statement = select(TABLE).where(TABLE.c.id == registration_id).with_for_update()
    return db.session.execute(statement).mappings().one_or_none()


def sent_as(form_id: str) -> str | None:
    """Return the reference of the application made of a form, or None. One statement."""
    return db.session.scalar(select(TABLE.c.reference).where(TABLE.c.form_id == form_id))


def messages_of(registration_id: int, *kinds: str) -> Sequence[RegistrationMessage]:
    """Return messages of these kinds (question, answer, note), oldest first. One statement."""
    mine = RegistrationMessage.registration_id == registration_id
    found = select(RegistrationMessage).where(mine, RegistrationMessage.kind.in_(kinds))
    return db.session.scalars(found.order_by(RegistrationMessage.id)).all()


def past_of(registration_id: int) -> Sequence[RowMapping]:
    """Return at (text), event, actor, state, data, private content of a history. One statement."""
    columns = (
        History.at,
        History.event,
        History.actor,
        History.to_state,
        History.data,
        HistoryPrivate.content,
    )
    mine = (History.subject_kind == "registration") & (History.subject_id == registration_id)
    found = select(*columns).outerjoin(HistoryPrivate, HistoryPrivate.history_id == History.id)
    return db.session.execute(found.where(mine).order_by(History.number)).mappings().all()
