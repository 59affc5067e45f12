"""From the judged rows into the office's tables: what is new is inserted, what changed is updated."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from app.feed.models import FeedReject
from app.feed.resolve import key_read, values_of
from app.feed.specs import Column
from app.feed.staging import GIVEN, ODD, REJECTED, TOUCHED, Stage, refresh
from app.foundation.bulk import bulk
from app.foundation.crypto import encrypt
from app.foundation.db import db, upsert

SEALED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a file's rows; `repeated` ones gave way to a later row of their key.

    `reasons` says how many were rejected for each (code of reasons.py -> rows).
    """

    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    repeated: int
    reasons: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return the counts as they are stored."""
        return asdict(self)


def merge(stage: Stage, rows: int) -> Counts:
    """Store the judged rows of a file, which had `rows` in all; note whom it touches."""
    counts = _count(stage, rows)
    _forget_rejects(stage)
    if counts.new or counts.changed:
        for column in stage.spec.columns:
            if column.sealed:
                _seal(stage, column)
        _touch_before(stage)
        if not _upserts():
            _update(stage)
        _insert(stage)
        refresh(stage.spec.table)
        _touch(stage)
    return counts


def _is_new(stage: Stage) -> ColumnElement[bool]:
    return stage.judged.c.is_new


def _is_moving(stage: Stage) -> ColumnElement[bool]:
    return or_(_is_new(stage), stage.judged.c.is_changed)


def _count(stage: Stage, rows: int) -> Counts:
    new = func.sum(case((_is_new(stage), 1), else_=0))
    moving = func.sum(case((_is_moving(stage), 1), else_=0))
    good, fresh, moved = db.session.execute(
        select(func.count(), func.coalesce(new, 0), func.coalesce(moving, 0)).select_from(stage.judged)
    ).one()
    reasons = _reasons(stage)
    rejected = sum(reasons.values())
    return Counts(
        rows=rows,
        new=int(fresh),
        changed=int(moved - fresh),
        unchanged=int(good - moved),
        rejected=rejected,
        repeated=rows - rejected - good,
        reasons=reasons,
    )


def _reasons(stage: Stage) -> dict[str, int]:
    reason = REJECTED.c.reason
    found = select(reason, func.count()).where(REJECTED.c.file == stage.spec.name).group_by(reason)
    return {code: int(rows) for code, rows in db.session.execute(found.order_by(reason))}


def _forget_rejects(stage: Stage) -> None:
    """Earlier rejects go when their key came again, good or bad (the bad ones are kept anew)."""
    mine = FeedReject.file == stage.spec.name
    if db.session.execute(select(FeedReject.id).where(mine).limit(1)).first() is None:
        return
    read = select(func.lower(key_read(stage)))
    odd, bad = (
        select(func.lower(aside.c.key)).where(aside.c.file == stage.spec.name) for aside in (ODD, REJECTED)
    )
    key = func.lower(FeedReject.key)
    db.session.execute(delete(FeedReject).where(mine, or_(key.in_(read), key.in_(odd), key.in_(bad))))


def _seal(stage: Stage, column: Column) -> None:
    """Encrypt what is new; where the digest says that nothing changed, what is stored stays."""
    judged, stored = stage.judged, stage.spec.table
    own, digest = judged.c[column.name], f"{column.name}_digest"
    same = and_(stage.same_key(stored), stored.c[digest] == judged.c[digest])
    last = -1
    while True:
        waiting = db.session.execute(
            select(judged.c.line, own)
            .where(judged.c.line > last, own.is_not(None), _is_moving(stage), ~exists().where(same))
            .order_by(judged.c.line)
            .limit(SEALED_AT_ONCE)
        ).all()
        if not waiting:
            break
        with bulk(GIVEN) as put:
            put((line, encrypt(value)) for line, value in waiting)
        last = waiting[-1][0]
    refresh(GIVEN)
    kept = select(stored.c[column.name]).where(same).scalar_subquery()
    sealed = select(GIVEN.c.text).where(GIVEN.c.line == judged.c.line).scalar_subquery()
    db.session.execute(
        update(judged)
        .where(own.is_not(None), _is_moving(stage))
        .values({column.name: func.coalesce(sealed, kept)})
    )
    db.session.execute(delete(GIVEN))


def _touch_before(stage: Stage) -> None:
    """Note what the rows that change belong to, where they may come to belong to something else."""
    table, judged = stage.spec.table, stage.judged
    source = judged.join(table, stage.same_key(table))
    for kind, name in stage.spec.touches.items():
        if name != "id" and name not in stage.spec.stored_key:
            _note(select(literal(kind), table.c[name]).select_from(source).where(judged.c.is_changed))


def _touch(stage: Stage) -> None:
    """Note what the rows that moved belong to; they are stored by now, and have ids."""
    table, judged, values = stage.spec.table, stage.judged, values_of(stage)
    for kind, name in stage.spec.touches.items():
        if name == "id":
            rows = select(literal(kind), table.c.id).select_from(judged.join(table, stage.same_key(table)))
        else:
            rows = select(literal(kind), values[name])
        _note(rows.where(_is_moving(stage)))


def _note(rows: Select[Any]) -> None:
    db.session.execute(insert(TOUCHED).from_select(["kind", "id"], rows.distinct()))


def _update(stage: Stage) -> None:
    table, judged = stage.spec.table, stage.judged
    values = {to: each for to, each in values_of(stage).items() if to not in stage.spec.stored_key}
    moving = and_(stage.same_key(table), ~judged.c.is_new, judged.c.is_changed)
    db.session.execute(update(table).where(moving).values(values))


def _insert(stage: Stage) -> None:
    """Insert in the order of the judged rows, which is the key's: an index grows at one end."""
    values, key = values_of(stage), stage.spec.stored_key
    zero = {name: literal(0) for name in stage.spec.starts_at_zero}
    rows = select(*values.values(), *zero.values()).where((_is_moving if _upserts() else _is_new)(stage))
    stored = upsert(stage.spec.table).from_select([*values, *zero], rows, include_defaults=False)
    if _upserts():
        said = {to: stored.excluded[to] for to in values if to not in key}
        stored = stored.on_conflict_do_update(index_elements=[*key], set_=said)
    db.session.execute(stored)


def _upserts() -> bool:
    """Say whether one statement shall update and insert: SQLite's is faster than two, PostgreSQL's slower."""
    return db.engine.dialect.name == "sqlite"
