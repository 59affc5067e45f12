"""Writing a derived table of supplies: only the rows that differ from what stands, loaded in bulk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any

from sqlalchemy import Column, MetaData, Select, Table, delete, select, tuple_

from app.foundation.bulk import bulk
from app.foundation.db import Base, db

FETCH = 250  # rows few enough to be gone before the collector of garbage looks at them

Key = tuple[Any, ...]
Facts = dict[Key, tuple[Any, ...]]  # the rows of a table: what stands beside the three columns of its key
Write = Callable[[list[int], Facts], None]


@contextmanager
def differing(model: type[Base]) -> Iterator[Write]:
    """Open a table derived by supply; call what is given with supplies and all that is to stand of them."""
    table: Any = model.__table__
    columns = [Column(key.name, key.type) for key in table.primary_key]
    gone = Table(f"gone_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"])
    gone.create(db.session.connection(), checkfirst=False)
    yield partial(_write, table, gone)
    gone.drop(db.session.connection(), checkfirst=False)


def rows_of(statement: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Yield rows as they come, block by block."""
    # Past the session, which would spend more on a row than all of the arithmetic.
    found = db.session.connection().execute(statement.execution_options(yield_per=FETCH))
    return chain.from_iterable(found.partitions())


def _write(table: Table, gone: Table, supplies: list[int], derived: Facts) -> None:
    """Take away the rows that differ or are no more, then bring those that are new or differ."""
    stored = _stored(table, supplies)
    if stored == derived:
        return
    old = [key for key, facts in stored.items() if derived.get(key) != facts]
    new = [key + facts for key, facts in derived.items() if stored.get(key) != facts]
    if old:
        _load(gone, old)
        # The supplies are named too, so that neither engine reads the whole table.
        mine = table.c.supply_id.in_({key[0] for key in old})
        db.session.execute(delete(table).where(mine, tuple_(*table.primary_key).in_(select(gone))))
        db.session.execute(delete(gone))
    if new:
        _load(table, new)


def _stored(table: Table, supplies: list[int]) -> Facts:
    rows = rows_of(select(table).where(table.c.supply_id.in_(supplies)))
    return {(supply, second, zone): (a, b, c) for supply, second, zone, a, b, c in rows}


def _load(table: Table, rows: list[tuple[Any, ...]]) -> None:
    with bulk(table) as put:
        for row in sorted(rows):
            put(written(row))


def written(row: Iterable[Any]) -> list[Any]:
    """Return cells with days as they are written."""
    return [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row]
