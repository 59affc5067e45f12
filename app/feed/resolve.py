"""References and repeated keys: which rows name something that exists, and which of equal keys wins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Table,
    and_,
    case,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from app.feed.models import FeedReject
from app.feed.specs import Column, FileSpec, Refers
from app.feed.staging import REJECTED, Stage, refresh
from app.foundation.db import db

MOST_NAMED = 20


def resolve(stage: Stage) -> None:
    """Fill the judged rows of a file, reject those that name nothing, and keep the last row of each key."""
    _look_up(stage)
    for place, column, refers in stage.spec.references:
        if refers.to_itself:
            while _reject(stage, place, column, _named_nowhere(stage, column, refers)):
                pass
        else:
            named = stage.judged.c[column.name].is_not(None)
            _reject(stage, place, column, and_(named, stage.reference(place).is_(None)))
    for number, (place, column, refers) in reversed(list(enumerate(stage.spec.references))):
        _name_earlier_fault(stage, number, place, column, refers)
    _keep_last(stage)


def key_text(spec: FileSpec, table: FromClause) -> ColumnElement[str]:
    """Return the natural key of a table's rows as one text."""
    first, *others = [table.c[name] for name in spec.key]
    whole: ColumnElement[str] = first
    for each in others:
        whole = whole.concat("|").concat(each)
    return whole


def values_of(stage: Stage, table: FromClause) -> dict[str, ColumnElement[Any]]:
    """Return column of the office's table -> what the rows of `table` say."""
    spec = stage.spec
    own = {each.target: table.c[each.name] for each in spec.columns if each.target}
    ids = {refers.id_to: table.c[f"ref_{place}"] for place, _, refers in spec.references if refers.id_to}
    derived = {each.name: table.c[each.name] for each in spec.derived}
    return {**own, **ids, **derived}


def unknown_codes(stage: Stage) -> list[tuple[str, str]]:
    """Return what stands in open lists of codes (tariffs) and is not known here; one statement per list."""
    found = []
    for name, known in stage.spec.open_codes:
        column = stage.judged.c[name]
        others = select(column).where(column.not_in(known)).distinct().order_by(column).limit(MOST_NAMED)
        found += [
            ("unknown_code", f"{stage.spec.name}.csv: {name} {each}") for each in db.session.scalars(others)
        ]
    return found


def _look_up(stage: Stage) -> None:
    """Join every row with what it names and with what is stored under its key."""
    spec, read = stage.spec, stage.read
    joined: FromClause = read
    ids: dict[str, ColumnElement[Any]] = {}
    for place, column, refers in spec.references:
        if not refers.to_itself:
            named = refers.table.alias(f"named_{place}")
            joined = joined.outerjoin(named, named.c[refers.key] == read.c[column.name])
            ids[f"ref_{place}"] = named.c.id
    stored = spec.table.alias("stored")
    key = {to: ids[own] if own in ids else read.c[own] for to, own in spec.stored_key.items()}
    joined = joined.outerjoin(stored, and_(*(stored.c[to] == value for to, value in key.items())))
    changed = or_(*(stored.c[to].is_distinct_from(value) for to, value in _compared(spec, read, ids)))
    columns = [*read.c, *ids.values(), stored.c[next(iter(key))].is_(None), changed]
    names = [*read.c.keys(), *ids, "is_new", "is_changed"]
    db.session.execute(insert(stage.judged).from_select(names, select(*columns).select_from(joined)))
    refresh(stage.judged)


def _compared(
    spec: FileSpec, read: Table, ids: dict[str, ColumnElement[Any]]
) -> list[tuple[str, ColumnElement[Any]]]:
    """Return (stored column, what the row says) of everything that can have changed."""
    own = [
        (each.target, read.c[each.name])
        for each in spec.columns
        if each.target and not each.sealed and each.target not in spec.stored_key
    ]
    named = [(refers.id_to, ids[f"ref_{at}"]) for at, _, refers in spec.references if refers.id_to]
    named = [each for each in named if each[0] not in spec.stored_key]
    return [*own, *named, *((each.name, read.c[each.name]) for each in spec.derived)]


def _named_nowhere(stage: Stage, column: Column, refers: Refers) -> ColumnElement[bool]:
    """Return the condition that a row names neither a stored row nor a good one of its own file."""
    name = stage.judged.c[column.name]
    return and_(name.is_not(None), ~_stored(refers, name), ~_good(stage, refers, name))


def _stored(refers: Refers, name: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(refers.table.c[refers.key] == name)


def _good(stage: Stage, refers: Refers, name: ColumnElement[str]) -> ColumnElement[bool]:
    other = stage.judged.alias("other")
    return exists().where(other.c[refers.key] == name)


def _why(refers: Refers, name: ColumnElement[str]) -> ColumnElement[str]:
    """Return the reason: the row named was rejected, now or earlier, or nobody knows it."""
    now = REJECTED.alias("now")
    rejected = or_(
        exists().where(now.c.file == refers.file, now.c.key == name),
        exists().where(FeedReject.file == refers.file, FeedReject.key == name),
    )
    return case((rejected, literal("refers_to_rejected")), else_=literal(refers.unknown))


def _reject(stage: Stage, place: int, column: Column, bad: ColumnElement[bool]) -> int:
    """Move rows whose reference is bad to the rejected ones; returns how many."""
    spec, judged = stage.spec, stage.judged
    refers = column.refers
    if refers is None:
        return 0
    rows = select(
        literal(spec.name),
        judged.c.line,
        key_text(spec, judged),
        literal(place),
        literal(column.name),
        judged.c[column.name],
        _why(refers, judged.c[column.name]),
    ).where(bad)
    names = ["file", "line", "key", "place", "column", "value", "reason"]
    statement = insert(REJECTED).from_select(names, rows).execution_options(preserve_rowcount=True)
    done = db.session.execute(statement)
    moved = int(done.rowcount)  # type: ignore[attr-defined]  # an INSERT gives a CursorResult
    if moved:
        gone = select(REJECTED.c.line).where(REJECTED.c.file == spec.name)
        db.session.execute(delete(judged).where(judged.c.line.in_(gone)))
    return moved


def _name_earlier_fault(stage: Stage, number: int, place: int, column: Column, refers: Refers) -> None:
    """Where a row with a bad cell names an unknown row in an earlier column, that is the first bad one."""
    name = REJECTED.c[f"refer_{number}"]
    unknown = and_(name.is_not(None), ~_stored(refers, name))
    if refers.to_itself:
        unknown = and_(unknown, ~_good(stage, refers, name))
    db.session.execute(
        update(REJECTED)
        .where(REJECTED.c.file == stage.spec.name, unknown)
        .values(place=place, column=column.name, value=name, reason=_why(refers, name))
    )


def _keep_last(stage: Stage) -> None:
    judged, later = stage.judged, stage.judged.alias("later")
    same = and_(*(later.c[name] == judged.c[name] for name in stage.spec.key))
    db.session.execute(delete(judged).where(exists().where(same, later.c.line > judged.c.line)))
