"""Writing derived cells into rows that are there already, loaded in bulk."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Column, MetaData, Table, delete, update

from app.foundation.bulk import Cell, bulk
from app.foundation.db import db

Row = tuple[Any, ...]  # the id of a row, then what is to stand in the columns that were opened
Change = Callable[[Collection[Row]], None]


@contextmanager
def changing(*columns: Any) -> Iterator[Change]:
    """Open columns of one model; call what is given with the rows that differ: few statements for many."""
    table: Any = columns[0].class_.__table__
    cells = [Column(column.key, column.type) for column in columns]
    key = Column("id", table.c.id.type, primary_key=True, autoincrement=False)
    new = Table(f"new_{table.name}", MetaData(), key, *cells, prefixes=["TEMPORARY"])
    new.create(db.session.connection(), checkfirst=False)
    yield partial(_change, table, new)
    new.drop(db.session.connection(), checkfirst=False)


def in_text(value: object) -> str:
    """Return a value of a JSON column as it is stored: the same value is always the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _change(table: Table, new: Table, rows: Collection[Row]) -> None:
    if not rows:
        return
    with bulk(new) as put:
        for row in sorted(rows):  # by their ids, which are all different
            put([_cell(cell) for cell in row])
    values = {column.key: column for column in new.c if not column.primary_key}
    db.session.execute(update(table).where(table.c.id == new.c.id).values(values))
    db.session.execute(delete(new))


def _cell(cell: Any) -> Cell:
    if isinstance(cell, list):
        return in_text(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else cell
