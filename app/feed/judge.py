"""Judging one record: its values, or the first bad column in the contract's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from app.feed.cells import LONGEST, Read
from app.feed.reasons import CellError, FeedRefusedError
from app.feed.records import Record, is_unicode
from app.feed.specs import Check, FileSpec
from app.foundation.bulk import Cell

MOST_KEY = 400
AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that is not taken; a record bad as a whole names no column and has the place -1.

    `told` holds what its columns before the bad one say and only the database can judge: a fault there is
    the first one. Of a record bad as a whole it holds what stands where its columns should be.
    """

    line: int
    key: str
    place: int
    column: str
    value: str
    reason: str
    told: tuple[str | None, ...] = ()


Values = Sequence[Cell]
Outcome = tuple[Values | None, Bad | None]


class Judge:
    """The judge of one file: made from its spec and the header it came with."""

    def __init__(self, spec: FileSpec, header: Sequence[str], name: str) -> None:
        """Find the columns; raises FeedRefusedError when a required one is missing or any stands twice."""
        known = spec.position
        twice = sorted({each for each in header if each in known and header.count(each) > 1})
        if twice:
            raise FeedRefusedError("doubled_columns", file=name, columns=", ".join(twice))
        missing = [each.name for each in spec.columns if each.required and each.name not in header]
        if missing:
            raise FeedRefusedError("missing_columns", file=name, columns=", ".join(missing))
        self.spec = spec
        self.unknown = [each for each in header if each not in known]
        self._width = len(header)
        # An absent optional column reads the empty cell put behind the last one.
        self._at = [header.index(each.name) if each.name in header else -1 for each in spec.columns]
        self._plan = [(at, each.read, each.required) for at, each in zip(self._at, spec.columns, strict=True)]
        self._strangers = [(at, each) for at, each in enumerate(header) if each not in known]
        self._checks = [(self._places(each), each) for each in spec.checks]
        self._key = [(self._at[known[name]], known[name]) for name in spec.key]
        self._weighed = [self._at[known[spec.weighed]]] if spec.weighed else []
        self._derived = [([known[name] for name in each.of], each.make) for each in spec.derived]

    def _places(self, check: Check) -> list[int]:
        return [self.spec.position[name] for name in (check.column, *check.others)]

    def rows(self, records: Iterable[Record]) -> Iterator[Outcome]:
        """Yield, for every record, its values in the order of `staging.read_columns`, or what is wrong."""
        waiting: list[tuple[int, list[str]]] = []
        for line, cells in records:
            if cells is not None and len(cells) == self._width and len(waiting) < AT_ONCE:
                waiting.append((line, cells))
                continue
            yield from self._judged(waiting)
            waiting = []
            if cells is None:
                yield None, Bad(line, "", -1, "", "", "unreadable")
            elif len(cells) == self._width:
                waiting.append((line, cells))
            else:
                yield None, self._miscounted(line, cells)
        yield from self._judged(waiting)

    def _judged(self, records: list[tuple[int, list[str]]]) -> Iterator[Outcome]:
        if not records:
            return
        found = self._quickly(*zip(*records, strict=True))
        if found is not None:
            yield from zip(found, repeat(None))
        else:
            for line, cells in records:
                cells.append("")
                yield self._slowly(line, cells)

    def _quickly(self, lines: tuple[int, ...], rows: tuple[list[str], ...]) -> Iterator[Values] | None:
        """Return what is stored, column by column, or None when there may be a fault in any of the rows."""
        joined = [*map("".join, rows)]
        whole = "".join(joined)
        if max(map(len, joined)) > LONGEST or "\0" in whole or not is_unicode(whole):
            return None
        came = [*zip(*rows, strict=True), ("",) * len(rows)]
        columns: list[list[Cell]] = []
        try:
            for at, read, required in self._plan:
                cells = [*map(str.strip, came[at])]
                if "" not in cells:
                    columns.append([*map(read, cells)])
                elif required:
                    return None
                else:
                    columns.append([read(cell) if cell else None for cell in cells])
        except CellError:
            return None
        if any(any(map(each.fails, *[columns[at] for at in places])) for places, each in self._checks):
            return None
        if any([*came[at]] not in (columns[place], [*map(str, columns[place])]) for at, place in self._key):
            return None
        columns += [[*map(make, *[columns[at] for at in places])] for places, make in self._derived]
        return zip(lines, *columns, repeat(None), *[came[at] for at in self._weighed])

    def _complete(self, line: int, cells: list[str], values: list[Cell]) -> list[Cell]:
        for places, make in self._derived:
            values.append(make(*[values[place] for place in places]))
        came: str | None = None
        for at, place in self._key:
            if cells[at] != values[place] and cells[at] != str(values[place]):
                came = self._key_of(cells)
        return [line, *values, came, *[cells[at] for at in self._weighed]]

    def _slowly(self, line: int, cells: list[str]) -> Outcome:
        """Go column by column, as the contract orders them, up to the first fault."""
        values: list[Cell] = []
        column, at = "", -1
        try:
            for place, (at, read, required) in enumerate(self._plan):
                column = self.spec.columns[place].name
                values.append(_read(_sound(cells[at]), read, required))
                self._check(place, values)
            for at, column in self._strangers:  # noqa: B007 - named when the cell is refused
                _sound(cells[at])
        except CellError as error:
            place = self.spec.position.get(column, len(self._plan))
            told = self._told(values[:place])
            return None, Bad(line, self._key_of(cells), place, column, shown(cells[at]), str(error), told)
        return self._complete(line, cells, values), None

    def _check(self, place: int, values: list[Cell]) -> None:
        for places, each in self._checks:
            if places[0] == place and each.fails(*[values[one] for one in places]):
                raise CellError(each.reason)

    def _told(self, values: Sequence[Cell]) -> tuple[str | None, ...]:
        """Return what the columns read so far say that only the database can judge."""
        places = [self.spec.position[name] for name in self.spec.told]
        found = [values[place] if place < len(values) else None for place in places]
        return tuple(None if each is None else str(each) for each in found)

    def _miscounted(self, line: int, cells: list[str]) -> Bad:
        reason = "too_few_cells" if len(cells) < self._width else "too_many_cells"
        padded = [*cells[: self._width], *[""] * (self._width - len(cells)), ""]
        told = self._told([shown(padded[at].strip()) or None for at in self._at])
        return Bad(line, self._key_of(padded), -1, "", "", reason, told)

    def _key_of(self, cells: list[str]) -> str:
        return shown(self.spec.key_of([cells[at].strip() for at in self._at]))[:MOST_KEY]


def _read(cell: str, read: Read, required: bool) -> Cell:  # noqa: FBT001 - called for every cell: no keywords
    if cell:
        return read(cell)
    if required:
        raise CellError("missing_required")
    return None


def _sound(cell: str) -> str:
    """Return a cell trimmed; raises CellError for what no column may hold."""
    if "\0" in cell:
        raise CellError("nul_byte")
    if not is_unicode(cell):
        raise CellError("not_utf8")
    trimmed = cell.strip()
    if len(trimmed) > LONGEST:
        raise CellError("overlong_cell")
    return trimmed


def shown(value: str) -> str:
    """Return a value as it came, as far as it can be stored and shown: no NUL, no broken bytes, no flood."""
    whole = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return whole.replace("\0", "\N{SYMBOL FOR NULL}")[:LONGEST]
