"""Cells that were found wrong when the whole file was known: it is read again for how they came."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing

from sqlalchemy import delete, select, update

from app.feed.judge import shown
from app.feed.manifest import Delivered
from app.feed.records import open_file
from app.feed.staging import GIVEN, REJECTED, Stage
from app.foundation.bulk import bulk
from app.foundation.db import db

AT_ONCE = 5000


def tell_values(stage: Stage, delivered: Delivered) -> None:
    """Give the rejected rows of a file whose weighed cell was refused that cell as it came.

    Few are: to keep the text of every row for them would cost each import more than to read a file again.
    """
    if stage.spec.weighed is None:
        return
    mine = (REJECTED.c.file == stage.spec.name, REJECTED.c.value.is_(None))
    waiting = select(REJECTED.c.line).where(*mine).order_by(REJECTED.c.line).limit(AT_ONCE)
    last = 0
    with closing(_cells(delivered, stage.spec.weighed)) as cells:
        while lines := db.session.scalars(waiting.where(REJECTED.c.line > last)).all():
            last = lines[-1]
            with bulk(GIVEN) as put:
                put(_found(cells, {*lines}, last))
            told = update(REJECTED).where(*mine, REJECTED.c.line == GIVEN.c.line)
            db.session.execute(told.values(value=GIVEN.c.text))
            db.session.execute(delete(GIVEN))


def _cells(delivered: Delivered, column: str) -> Generator[tuple[int, str], None, None]:
    """Yield (line, cell of a column) of the records that have one."""
    with open_file(delivered) as reader:
        at = reader.header.index(column)
        for lines, records in reader:
            for line, record in zip(lines, records, strict=True):
                if len(record) > at:
                    yield line, shown(record[at])


def _found(cells: Iterator[tuple[int, str]], wanted: set[int], last: int) -> Iterator[tuple[int, str]]:
    for line, cell in cells:
        if line in wanted:
            yield line, cell
        if line >= last:
            return
