"""Rejected rows: kept for the office, written as CSV for the billing system, the first ones shown."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Row, insert, select, tuple_

from app.feed.manifest import ENDING
from app.feed.models import FeedReject
from app.feed.staging import REJECTED
from app.foundation.db import db

AT_ONCE = 2000
COLUMNS = ("file", "line", "key", "column", "value", "reason")


def rejected() -> Iterator[Row[Any]]:
    """Yield the rejected rows of the present feed by file and line, a few thousand at a time."""
    here = (REJECTED.c.file, REJECTED.c.line)
    found = select(*(REJECTED.c[name] for name in COLUMNS)).order_by(*here).limit(AT_ONCE)
    rows = db.session.execute(found).all()
    while rows:
        yield from rows
        rows = db.session.execute(found.where(tuple_(*here) > (rows[-1].file, rows[-1].line))).all()


def keep(run_id: int) -> None:
    """Keep the rejected rows until a later feed brings good ones of their keys."""
    waiting: list[dict[str, Any]] = []
    for row in rejected():
        waiting.append({**dict(zip(COLUMNS, row, strict=True)), "run_id": run_id})
        if len(waiting) >= AT_ONCE:
            db.session.execute(insert(FeedReject), waiting)
            waiting = []
    if waiting:
        db.session.execute(insert(FeedReject), waiting)


def write_csv(path: Path) -> None:
    """Write the rejected rows into a file: values as they came, names of files without `.gz`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((row.file + ENDING, *row[1:]) for row in rejected())
