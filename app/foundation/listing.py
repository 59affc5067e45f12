"""Keyset lists: the cursor is a row's id, sort names come from an allow-list, the id breaks ties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.foundation.db import db

PAGE = 50
LARGEST_ID = 2**63 - 1


def asked(name: str) -> int | None:
    """Return the row id which the address asks for (`?after=12`); None for what no row can be called."""
    number: int | None = request.args.get(name, type=int)
    return number if number is not None and 0 < number <= LARGEST_ID else None


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of a list; `column` is NOT NULL and of the same table as the id."""

    column: InstrumentedAttribute[Any]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows and the cursors of its neighbours (row ids)."""

    rows: Sequence[Row[Any]]
    next: int | None
    previous: int | None


@dataclass(frozen=True, slots=True)
class Order:
    """How a list can be sorted: allowed names, the first is the default."""

    id: InstrumentedAttribute[int]
    sorts: Mapping[str, Sort]

    def page(
        self,
        rows: Select[Any],
        sort: str | None,
        *,
        after: int | None = None,
        before: int | None = None,
        size: int = PAGE,
    ) -> Listing:
        """Return the page of `rows` after or before a row id; an unknown sort name means the default.

        `rows` selects the id column under the name `id`. One statement.
        """
        chosen = self.sorts.get(sort or "") or next(iter(self.sorts.values()))
        backwards = before is not None
        cursor = before if backwards else after
        falling = chosen.descending != backwards
        if cursor is not None:
            mark = tuple_(select(chosen.column).where(self.id == cursor).scalar_subquery(), cursor)
            here = tuple_(chosen.column, self.id)
            rows = rows.where(here < mark if falling else here > mark)
        keys = (chosen.column.desc(), self.id.desc()) if falling else (chosen.column, self.id)
        found = list(db.session.execute(rows.order_by(*keys).limit(size + 1)))
        return _cut(found, size, cursor, backwards=backwards)


def _cut(found: list[Row[Any]], size: int, cursor: int | None, *, backwards: bool) -> Listing:
    more = len(found) > size
    kept = found[:size][::-1] if backwards else found[:size]
    if not kept:
        return Listing((), None, None)
    has_next = more if not backwards else True
    has_previous = more if backwards else cursor is not None
    return Listing(kept, kept[-1].id if has_next else None, kept[0].id if has_previous else None)
