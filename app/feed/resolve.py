"""References and repeated keys: which rows name something that exists, and which of equal keys wins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Subquery,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from app.feed.models import FeedReject
from app.feed.specs import Column, FileSpec, Refers
from app.feed.staging import ODD, REJECTED, Stage, refresh
from app.foundation.db import db

MOST_NAMED = 20


def resolve(stage: Stage) -> None:
    """Fill the judged rows of a file and reject those that name nothing."""
    _look_up(stage)
    for place, column, refers in stage.spec.references:
        if refers.to_itself:
            while _reject_unknown(stage, column, refers, _named_nowhere(stage, column, refers)):
                pass
        else:
            missing = stage.reference(place).is_(None)
            named = true() if column.required else stage.read.c[column.name].is_not(None)
            _reject_unknown(stage, column, refers, and_(missing, named))
    for number, (place, column, refers) in reversed(list(enumerate(stage.spec.references))):
        _name_earlier_fault(stage, number, place, column, refers)


def keep_last(stage: Stage) -> None:
    """Keep the last row of each key; the rows before it have given way."""
    judged = stage.judged
    key = [judged.c[own] for own in stage.spec.stored_key.values()]
    same = select(*key).group_by(*key).having(func.count() > 1).subquery("same")
    if db.session.execute(select(literal(1)).select_from(same).limit(1)).first() is None:
        return
    rows = numbered(stage, judged.c.line)
    earlier = select(rows.c.line).where(rows.c.number > 1)
    db.session.execute(delete(judged).where(judged.c.line.in_(earlier)))


def numbered(stage: Stage, *columns: ColumnElement[Any]) -> Subquery:
    """Return columns of the judged rows and the `number` of each among those of its key: the last is 1."""
    judged = stage.judged
    key = [judged.c[own] for own in stage.spec.stored_key.values()]
    number = func.row_number().over(partition_by=key, order_by=judged.c.line.desc()).label("number")
    return select(*columns, number).subquery("numbered")


def key_read(stage: Stage) -> ColumnElement[str]:
    """Return the natural key of the rows read, in the form it is stored in."""
    first, *others = [stage.read.c[name] for name in stage.spec.key]
    whole: ColumnElement[str] = first
    for each in others:
        whole = whole.concat("|").concat(each)
    return whole


def _key_came(stage: Stage) -> ColumnElement[str]:
    mine = (ODD.c.file == stage.spec.name, ODD.c.line == stage.read.c.line)
    return func.coalesce(select(ODD.c.key).where(*mine).scalar_subquery(), key_read(stage))


def values_of(stage: Stage) -> dict[str, ColumnElement[Any]]:
    """Return column of the office's table -> what the judged rows say."""
    spec, judged = stage.spec, stage.judged
    own = {each.target: judged.c[each.name] for each in spec.columns if each.target}
    ids = {refers.id_to: stage.reference(place) for place, _, refers in spec.references if refers.id_to}
    derived = {each.name: judged.c[each.name] for each in spec.derived}
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


def fault(column: str, reason: str) -> dict[str, Any]:
    """Return what `reject` is told of a weighed cell, whose text comes later: column, code of the reason."""
    return {"column": literal(column), "value": cast(null(), Text), "reason": literal(reason)}


def reject(
    stage: Stage, found: dict[str, Any], bad: ColumnElement[bool], joined: FromClause | None = None
) -> int:
    """Move bad rows to the rejected ones; returns how many.

    `found` says column, value and reason (expressions); `joined` is what they and `bad` look at besides the
    judged rows and the rows as read.
    """
    spec, judged, read = stage.spec, stage.judged, stage.read
    source = (judged if joined is None else joined).join(read, read.c.line == judged.c.line)
    place = case(dict(spec.position.items()), value=found["column"])
    told = {f"told_{number}": read.c[name] for number, name in enumerate(spec.told)}
    row = {"file": literal(spec.name), "line": judged.c.line, "key": _key_came(stage), "place": place}
    row = {**row, **found, **told}
    rows = select(*row.values()).select_from(source).where(bad)
    statement = insert(REJECTED).from_select([*row], rows).execution_options(preserve_rowcount=True)
    moved = int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]  # a CursorResult
    if moved:
        gone = select(REJECTED.c.line).where(REJECTED.c.file == spec.name)
        db.session.execute(delete(judged).where(judged.c.line.in_(gone)))
    return moved


def _look_up(stage: Stage) -> None:
    """Join every row with what it names and with what is stored under its key, in the order of the key."""
    spec, read = stage.spec, stage.read
    joined: FromClause = read
    ids: dict[str, ColumnElement[Any]] = {}
    for place, column, refers in spec.references:
        if not refers.to_itself:
            named = refers.table.alias(f"named_{place}")
            joined = joined.outerjoin(named, named.c[refers.key] == read.c[column.name])
            ids[f"ref_{place}"] = named.c.id
    values = {name: ids[name] if name in ids else read.c[name] for name in stage.judged.c.keys()[:-2]}
    key = {to: values[own] for to, own in spec.stored_key.items()}
    stored = spec.table.alias("stored")
    joined = joined.outerjoin(stored, and_(*(stored.c[to] == value for to, value in key.items())))
    changed = or_(*(stored.c[to].is_distinct_from(values[own]) for to, own in _compared(spec)))
    is_new = stored.c[next(iter(key))].is_(None)
    rows = select(*values.values(), is_new, changed).select_from(joined).order_by(*key.values())
    db.session.execute(insert(stage.judged).from_select(stage.judged.c.keys(), rows))
    refresh(stage.judged)


def _compared(spec: FileSpec) -> list[tuple[str, str]]:
    """Return (stored column, judged column) of everything that can have changed."""
    own = [(each.target, each.name) for each in spec.columns if each.target and not each.sealed]
    ids = [(refers.id_to, f"ref_{at}") for at, _, refers in spec.references if refers.id_to]
    derived = [(each.name, each.name) for each in spec.derived]
    return [each for each in (*own, *ids, *derived) if each[0] not in spec.stored_key]


def _named_nowhere(stage: Stage, column: Column, refers: Refers) -> ColumnElement[bool]:
    """Return the condition that a row names neither a stored row nor a good one of its own file."""
    name = stage.judged.c[column.name]
    return and_(name.is_not(None), ~_stored(refers, name), ~_good(stage, refers, name))


def _stored(refers: Refers, name: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(refers.table.c[refers.key] == name)


def _good(stage: Stage, refers: Refers, name: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a name is one of the file's own good rows; few names are asked for."""
    other, names = stage.judged.alias("other"), name.table.alias("names")
    asked = select(names.c[name.key]).where(names.c[name.key].is_not(None))
    return name.in_(select(other.c[refers.key]).where(other.c[refers.key].in_(asked)))


def _why(refers: Refers, name: ColumnElement[str]) -> ColumnElement[str]:
    """Return the reason: the row named was rejected, now or earlier, or nobody knows it."""
    now = REJECTED.alias("now")
    rejected = or_(
        exists().where(now.c.file == refers.file, now.c.key == name),
        exists().where(FeedReject.file == refers.file, FeedReject.key == name),
    )
    return case((rejected, literal("refers_to_rejected")), else_=literal(refers.unknown))


def _reject_unknown(stage: Stage, column: Column, refers: Refers, bad: ColumnElement[bool]) -> int:
    name = stage.read.c[column.name]
    return reject(stage, {"column": literal(column.name), "value": name, "reason": _why(refers, name)}, bad)


def _name_earlier_fault(stage: Stage, number: int, place: int, column: Column, refers: Refers) -> None:
    """Where a row with a bad cell names an unknown row in an earlier column, that is the first bad one."""
    name = REJECTED.c[f"told_{number}"]
    unknown = and_(name.is_not(None), ~_stored(refers, name))
    if refers.to_itself:
        unknown = and_(unknown, ~_good(stage, refers, name))
    db.session.execute(
        update(REJECTED)
        .where(REJECTED.c.file == stage.spec.name, REJECTED.c.place > place, unknown)
        .values(place=place, column=column.name, value=name, reason=_why(refers, name))
    )
