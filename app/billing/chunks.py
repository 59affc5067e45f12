"""Working through many ids some at a time: neither statements nor memory grow with every row."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import BigInteger, Column, MetaData, Select, Table, insert, select

from app.foundation.bulk import bulk
from app.foundation.db import db

_wanted = Table(
    "derived_wanted",
    MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)


def in_chunks(ids: Select[int] | Collection[int], size: int) -> Iterator[list[int]]:
    """Yield ids in their order, `size` of them at a time; a Select is asked once, before the first.

    Not to be nested: they wait in one temporary table. It is gone with the last chunk, or the transaction.
    """
    connection = db.session.connection()
    _wanted.create(connection, checkfirst=False)
    if isinstance(ids, Select):
        db.session.execute(insert(_wanted).from_select(["id"], ids.distinct()))
    else:
        with bulk(_wanted) as put:
            put((number,) for number in sorted(set(ids)))
    last = 0
    while chunk := list(
        db.session.scalars(select(_wanted.c.id).where(_wanted.c.id > last).order_by(_wanted.c.id).limit(size))
    ):
        yield chunk
        last = chunk[-1]
    _wanted.drop(connection, checkfirst=False)
