"""Rows as a CSV file that is written while it is read: every cell quoted, sent as an attachment."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

AT_ONCE = 1000


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return rows as a file; they are asked for while it is being sent."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(
        stream_with_context(_written(head, rows)), mimetype="text/csv; charset=utf-8", headers=headers
    )


def _written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(head)
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % AT_ONCE == 0:
            yield _emptied(text)
    yield _emptied(text)


def _emptied(text: io.StringIO) -> str:
    said = text.getvalue()
    text.seek(0)
    text.truncate()
    return said
