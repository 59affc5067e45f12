"""Corrections that lie over the feed's contact data (the feed's own values are never edited)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, and_, insert, select, update

from app.audit.chain import canonical
from app.audit.service import Entry, record
from app.customers import events  # noqa: F401 - teaches the sentences of history
from app.customers.models import ContactOverride, Customer
from app.customers.queries import CONTACT_FIELDS
from app.foundation import clock
from app.foundation.actor import SYSTEM, Actor
from app.foundation.crypto import digest
from app.foundation.db import db
from app.foundation.errors import RefusedError
from app.foundation.hooks import hooks
from app.foundation.i18n import N_, _

KIND = "customer"
CHANGED = N_(
    "These contact data have been changed since you opened the page. Please open it again: it shows them now."
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What an admin wants to stand instead of the feed's value; an empty text says: there is none."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class _Moved:
    """A contact field that shows another value than before; the values are personal."""

    customer_id: int
    field: str
    before: str
    after: str

    def as_entry(self, event: str, actor: Actor, why: str | None = None) -> Entry:
        """Return it as a line of the customer's history."""
        private = {"before": self.before, "after": self.after}
        name = f"{KIND}.{event}"
        data = {"field": self.field}
        return Entry(KIND, self.customer_id, name, actor, reason=why, data=data, private=private)


def live_of(customer_id: int) -> dict[str, ContactOverride]:
    """Return the corrections that lie over a customer's data, by field. One statement."""
    found = select(ContactOverride).where(
        ContactOverride.customer_id == customer_id, ContactOverride.ended_at.is_(None)
    )
    return {each.field: each for each in db.session.scalars(found)}


def shown_over(customer: Customer, standing: Mapping[str, ContactOverride]) -> dict[str, str]:
    """Return the contact data with the corrections that stand laid over them."""
    return {
        name: standing[name].value if name in standing else _base(customer, name) for name in CONTACT_FIELDS
    }


def mark_of(shown: Mapping[str, str]) -> str:
    """Return what a form carries of the data it showed, so that a colleague's correction is not undone."""
    return digest("contact", canonical(dict(shown)))


def lay_over(
    customer: Customer, wanted: Collection[Correction], why: str, actor: Actor, seen: str
) -> list[str]:
    """Lay corrections over a customer's contact data; returns the fields that have changed.

    A value equal to the feed's takes the correction away; one that stands already is confirmed: what the
    feed says now counts as seen. Raises RefusedError when the data are no longer those of the mark `seen`.
    """
    _hold(customer.id)
    standing = live_of(customer.id)
    if mark_of(shown_over(customer, standing)) != seen:
        raise RefusedError([_(CHANGED)])
    moves = []
    for one in wanted:
        old = standing.get(one.field)
        base = _base(customer, one.field)
        before = old.value if old else base
        if one.value == before and not (old and old.base_moved):
            continue
        _end(customer.id, one.field)
        if one.value != base:
            _begin(customer, one, why, actor)
        moves.append(_Moved(customer.id, one.field, before, one.value))
    record(*(moved.as_entry("corrected", actor, why) for moved in moves))
    changed = [moved.field for moved in moves]
    _tell(customer.id, changed)
    return changed


def take_away(customer: Customer, field: str, why: str, actor: Actor) -> bool:
    """Let the feed's value show again; says whether a correction stood there."""
    _hold(customer.id)
    old = live_of(customer.id).get(field)
    if old is None:
        return False
    _end(customer.id, field)
    moved = _Moved(customer.id, field, old.value, _base(customer, field))
    record(moved.as_entry("correction_ended", actor, why))
    _tell(customer.id, [field])
    return True


def follow_base(customer_ids: Select[int] | Collection[int]) -> None:
    """After a feed: drop corrections with which it agrees now, flag those whose base has moved."""
    live = and_(ContactOverride.ended_at.is_(None), ContactOverride.customer_id.in_(customer_ids))
    base = [getattr(Customer, name) for name in CONTACT_FIELDS]
    rows = db.session.execute(
        select(ContactOverride, *base).join(Customer, Customer.id == ContactOverride.customer_id).where(live)
    ).all()
    entries = []
    for row in rows:
        over: ContactOverride = row[0]
        now = row[1 + CONTACT_FIELDS.index(over.field)] or ""
        if now == over.value:
            _end(over.customer_id, over.field)
            moved = _Moved(over.customer_id, over.field, over.value, now)
            entries.append(moved.as_entry("correction_confirmed", SYSTEM))
        elif (now != (over.base_seen or "")) != over.base_moved:
            _flag(over, moved=not over.base_moved)
            moved = _Moved(over.customer_id, over.field, over.base_seen or "", now)
            entries.append(moved.as_entry("base_moved", SYSTEM))
    record(*entries)


def _hold(customer_id: int) -> None:
    """Lock a customer: of two admins who correct at once, the second finds what the first one laid over."""
    db.session.execute(select(Customer.id).where(Customer.id == customer_id).with_for_update())


def _base(customer: Customer, field: str) -> str:
    return getattr(customer, field) or ""


def _begin(customer: Customer, one: Correction, why: str, actor: Actor) -> None:
    row = {"customer_id": customer.id, "field": one.field, "value": one.value, "why": why}
    seen = {"base_seen": _base(customer, one.field) or None, "base_moved": False}
    db.session.execute(insert(ContactOverride), {**row, **seen, "set_by": actor.id, "began_at": clock.now()})


def _end(customer_id: int, field: str) -> None:
    db.session.execute(
        update(ContactOverride)
        .where(
            ContactOverride.customer_id == customer_id,
            ContactOverride.field == field,
            ContactOverride.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _flag(over: ContactOverride, *, moved: bool) -> None:
    db.session.execute(
        update(ContactOverride)
        .where(ContactOverride.id == over.id)
        .values(base_moved=moved)
        .execution_options(synchronize_session=False)
    )


def _tell(customer_id: int, changed: list[str]) -> None:
    if changed:
        hooks.after_feed(select(Customer.id).where(Customer.id == customer_id))
