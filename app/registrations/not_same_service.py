"""Two applications look alike and are not the same: said once, and good until either changes."""

from __future__ import annotations

from sqlalchemy import RowMapping, select

from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db, upsert
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import gettext as _
from app.registrations.doubles import fingerprint
from app.registrations.paper_models import NotSame
from app.registrations.queries import TABLE
from app.registrations.subject import INSTITUTION, KIND


def not_same(reference: str, other: str, seen: str, actor: Actor, why: str | None = None) -> None:
    """Keep that two institutions' applications (references) are not the same, for both of them.

    `seen` is the fingerprint of both as they were looked at. Nobody's page becomes stale by it. Raises
    NotFoundError, and RefusedError when either has changed since.
    """
    one, two = _both(reference, other)
    if fingerprint(one, two) != seen:
        raise RefusedError([_("One of the two applications has changed. Please compare them once more.")])
    remember([(one, two), (two, one)], actor, why)


def remember(pairs: list[tuple[RowMapping, RowMapping]], actor: Actor, why: str | None) -> None:
    """Keep the answer for pairs of applications, each way of a pair by itself; history tells of it."""
    rows = [_row(one, two, actor, why) for one, two in pairs]
    said = upsert(NotSame)
    kept = {name: said.excluded[name] for name in ("fingerprint", "why", "by", "at")}
    keys = ["registration_id", "other_kind", "other_id"]
    db.session.execute(said.on_conflict_do_update(index_elements=keys, set_=kept), rows)
    private = {"why": why} if why else None
    record(
        *(
            Entry(
                KIND,
                one["id"],
                "registration.not_same",
                actor,
                data={"other": two["reference"]},
                private=private,
            )
            for one, two in pairs
        )
    )


def _row(one: RowMapping, two: RowMapping, actor: Actor, why: str | None) -> dict[str, object]:
    return {
        "registration_id": one["id"],
        "other_kind": KIND,
        "other_id": two["id"],
        "fingerprint": fingerprint(one, two),
        "why": why,
        "by": actor.id,
        "at": clock.now(),
    }


def _both(reference: str, other: str) -> tuple[RowMapping, RowMapping]:
    rows = select(TABLE).where(
        TABLE.c.reference.in_([reference, other]), TABLE.c.workflow == INSTITUTION.name
    )
    found = {row["reference"]: row for row in db.session.execute(rows).mappings()}
    if len({reference, other} & set(found)) != len((reference, other)):
        raise NotFoundError
    return found[reference], found[other]
