"""Temporary tables: rows wait there, judged one by one, before anything of the office is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    FromClause,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    text,
)
from sqlalchemy.types import TypeEngine

from app.feed.judge import Bad, Judged
from app.feed.specs import FileSpec
from app.foundation.bulk import Cell, bulk
from app.foundation.db import db

MOST_TOLD = 2
MANY = 5000


@dataclass(frozen=True, slots=True)
class Stage:
    """The temporary tables of one file: rows as read; rows with what they refer to and would change."""

    spec: FileSpec
    read: Table
    judged: Table

    def same_key(self, table: FromClause) -> ColumnElement[bool]:
        """Return the condition that a row of the office's table has the key of a judged row."""
        return and_(*(table.c[to] == self.judged.c[own] for to, own in self.spec.stored_key.items()))

    def reference(self, place: int) -> Column[int]:
        """Return the column that holds the id of the row named at a place."""
        return self.judged.c[f"ref_{place}"]


def _temporary(name: str, *parts: Column[Any] | Index) -> Table:
    return Table(name, MetaData(), *parts, prefixes=["TEMPORARY"])


REJECTED = _temporary(
    "stage_reject",
    Column("file", Text),
    Column("line", BigInteger),
    Column("key", Text),
    Column("place", Integer),
    Column("column", Text),
    Column("value", Text),
    Column("reason", Text),
    Column("told_0", Text),
    Column("told_1", Text),
    Index("ix_stage_reject", "file", "key"),
)
TOUCHED = _temporary("stage_touched", Column("kind", Text), Column("id", BigInteger))
# Natural keys of good rows that came in another form than they are stored in.
ODD = _temporary(
    "stage_odd",
    Column("file", Text),
    Column("line", BigInteger),
    Column("key", Text),
    Index("ix_stage_odd", "file", "line"),
)
# Texts that some lines of the present file are to get.
GIVEN = _temporary(
    "stage_given", Column("line", BigInteger, primary_key=True, autoincrement=False), Column("text", Text)
)
SHARED = (REJECTED, TOUCHED, ODD, GIVEN)


def stage_of(spec: FileSpec) -> Stage:
    """Return the temporary tables of a file (descriptions only; `opened` makes them)."""
    judged = [
        Column("line", BigInteger),
        *_own(spec, kept=True),
        *(Column(f"ref_{place}", BigInteger) for place, _, refers in spec.references if not refers.to_itself),
        Column("is_new", Boolean),
        Column("is_changed", Boolean),
    ]
    read = _temporary(f"stage_{spec.name}", *read_columns(spec))
    return Stage(spec, read, _temporary(f"judged_{spec.name}", *judged))


def read_columns(spec: FileSpec) -> list[Column[Any]]:
    """Return the columns of the rows as read: the file's, and what is derived of them."""
    return [Column("line", BigInteger), *_own(spec)]


def _own(spec: FileSpec, *, kept: bool = False) -> list[Column[Any]]:
    """Return the file's own columns, all or (`kept`) those that the table keeps as they are."""
    columns = [
        Column(each.name, _kind(spec, each.target)) for each in spec.columns if each.target or not kept
    ]
    return columns + [Column(each.name, _kind(spec, each.name)) for each in spec.derived]


def _kind(spec: FileSpec, target: str | None) -> TypeEngine[Any]:
    """Return the plain type of a column: whole number, day or text."""
    kind = spec.table.c[target].type if target else Text()
    plain = kind.dialect_impl(db.engine.dialect)
    if isinstance(plain, Integer):
        return BigInteger()
    return Date() if isinstance(plain, Date) else Text()


@contextmanager
def opened(*tables: Table) -> Iterator[None]:
    """Make temporary tables for the time of the block; a failure leaves their removal to the rollback."""
    connection = db.session.connection()
    for table in tables:
        table.create(connection, checkfirst=False)
    yield
    for table in tables:
        table.drop(connection, checkfirst=False)


def pour(stage: Stage, blocks: Iterator[Judged]) -> int:
    """Load the rows of a file, good and bad, into their tables; returns how many there were.

    The one stream is cut where many rows are out of the common, for meanwhile nothing else can be written.
    """
    rows, more = 0, True
    while more:
        aside = Judged()
        with bulk(stage.read) as put:
            for judged in blocks:
                rows += len(judged)
                put(judged.good)
                aside.bad.extend(judged.bad)
                aside.odd.extend(judged.odd)
                if len(aside.bad) + len(aside.odd) >= MANY:
                    break
        more = len(aside.bad) + len(aside.odd) >= MANY
        _pour_aside(stage.spec, aside)
    refresh(stage.read)
    return rows


def _pour_aside(spec: FileSpec, aside: Judged) -> None:
    with bulk(REJECTED) as put:
        put(_rejected(spec, one) for one in aside.bad)
    with bulk(ODD) as put:
        put((spec.name, line, key) for line, key in aside.odd)


def _rejected(spec: FileSpec, one: Bad) -> tuple[Cell, ...]:
    told = [*one.told, *[None] * MOST_TOLD][:MOST_TOLD]
    return (spec.name, one.line, one.key, one.place, one.column, one.value, one.reason, *told)


def refresh(table: Table) -> None:
    """Tell PostgreSQL how much lies in a table, or it plans as for an empty one."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text(f'ANALYZE "{table.name}"'))
