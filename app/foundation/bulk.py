"""Loading many rows fast: COPY on PostgreSQL, batches on SQLite; the rows never lie in memory all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from types import NoneType

from sqlalchemy import Table

from app.foundation.db import db

BLOCK = 2000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})

Cell = str | int | None
Put = Callable[[Iterable[Sequence[Cell]]], None]


@contextmanager
def bulk(table: Table) -> Iterator[Put]:
    """Open a table for loading: call what is given with rows (str, int or None, in its columns' order).

    Days are ISO text; no text holds a NUL. While the block is open, nothing else may use the session.
    """
    connection = db.session.connection()
    raw = connection.connection.cursor()
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    try:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" for _ in table.columns)
            statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - names of our own
            with _blocks(lambda rows: raw.executemany(statement, rows)) as put:
                yield put
        else:
            with (
                raw.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
                _blocks(lambda rows: copy.write(_text(rows))) as put,
            ):
                yield put
    finally:
        raw.close()


@contextmanager
def _blocks(write: Callable[[list[Sequence[Cell]]], object]) -> Iterator[Put]:
    waiting: list[Sequence[Cell]] = []

    def put(rows: Iterable[Sequence[Cell]]) -> None:
        source = iter(rows)
        while more := [*islice(source, BLOCK)]:
            waiting.extend(more)
            if len(waiting) >= BLOCK:
                write(waiting)
                waiting.clear()

    yield put
    if waiting:
        write(waiting)


def _text(rows: list[Sequence[Cell]]) -> str:
    """Write rows in PostgreSQL's text format; where nothing needs an escape, which is nearly always, at once.

    No text holds a NUL: PostgreSQL could not keep it. So it may stand for NULL until it is known whether a
    backslash comes from a cell.
    """
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    block = "\n".join(map("\t".join, zip(*columns, strict=True)))
    tabs = sum(map(len, rows)) - len(rows)
    if "\\" in block or "\r" in block or block.count("\t") != tabs or block.count("\n") != len(rows) - 1:
        return "".join(map(_line, rows))
    return block.replace("\0", "\\N") + "\n"


def _column(cells: Sequence[Cell]) -> Iterable[str]:
    kinds = {*map(type, cells)}
    if kinds == {str}:
        return cells  # type: ignore[return-value]  # all of them are text
    if NoneType not in kinds:
        return map(str, cells)
    return ["\0" if cell is None else str(cell) for cell in cells]


def _line(row: Sequence[Cell]) -> str:
    """Write one row in PostgreSQL's text format."""
    return "\t".join([_cell(cell) for cell in row]) + "\n"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "\\N"
    if isinstance(cell, int):
        return str(cell)
    return cell.translate(_ESCAPES) if not cell.isalnum() else cell
