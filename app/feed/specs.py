"""What the feed's files look like: one table of columns per file. To read one more file, add its spec."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Table

from app.feed.cells import Read
from app.foundation.bulk import Cell


@dataclass(frozen=True, slots=True)
class Refers:
    """The row a cell names: its file, table and key, where its id is kept, what to say when there is none."""

    file: str
    table: Table
    key: str
    id_to: str | None  # column of the own table that keeps the id; None: the name itself is kept
    unknown: str
    to_itself: bool = False  # rows of the same file, also later ones


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the contract names it; `to` is its name in the table (None: its reference is kept)."""

    name: str
    read: Read
    required: bool = False
    to: str | None = ""
    refers: Refers | None = None
    sealed: bool = False  # kept encrypted; a digest beside it says whether it changed

    @property
    def target(self) -> str | None:
        """The column of the table that keeps the cell."""
        return self.name if self.to == "" else self.to


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over several columns; the fault is `column`'s, the others stand before it."""

    column: str
    others: tuple[str, ...]
    fails: Callable[..., bool]
    reason: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A column of ours that follows from others: `make` gets their values."""

    name: str
    of: tuple[str, ...]
    make: Callable[..., Cell]


@dataclass(frozen=True)
class FileSpec:
    """One file: its columns in the contract's order (the first bad one is named), its key, its table."""

    name: str
    key: tuple[str, ...]
    table: Table
    columns: Sequence[Column]
    checks: Sequence[Check] = ()
    derived: Sequence[Derived] = ()
    open_codes: Sequence[
        tuple[str, frozenset[str]]
    ] = ()  # (column, known codes): others are named in the report
    touches: Mapping[str, str] = field(default_factory=dict)  # kind of subject -> column of its id
    starts_at_zero: Sequence[str] = ()  # columns that are derived later
    weighed: str | None = None  # column that may be refused when the whole file is known
    remembered: Sequence[str] = ()  # columns, besides references, that can be refused only then

    @cached_property
    def position(self) -> dict[str, int]:
        """Column's name -> its place in the contract's order."""
        return {column.name: place for place, column in enumerate(self.columns)}

    @cached_property
    def references(self) -> list[tuple[int, Column, Refers]]:
        """(place, column, what it refers to) of the columns that name other rows."""
        return [(place, each, each.refers) for place, each in enumerate(self.columns) if each.refers]

    @cached_property
    def stored_key(self) -> dict[str, str]:
        """Column of the table -> column of the judged rows that holds it, for the parts of the key."""
        ids = {column.name: (str(refers.id_to), f"ref_{at}") for at, column, refers in self.references}
        columns = [self.columns[self.position[name]] for name in self.key]
        return dict((each.target, each.name) if each.target else ids[each.name] for each in columns)

    @cached_property
    def told(self) -> list[str]:
        """Columns whose faults only the database can tell: rows that are bad later keep them in mind."""
        return [each.name for _, each, _ in self.references] + list(self.remembered)

    def key_of(self, cells: Sequence[Any]) -> str:
        """Return the natural key of cells in the contract's order, trimmed as they came."""
        return "|".join(str(cells[self.position[name]]) for name in self.key)
