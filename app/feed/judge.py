"""Judging one record: its values, or the first bad column in the contract's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.feed.cells import LONGEST, Read
from app.feed.reasons import CellError, FeedRefusedError
from app.feed.records import Block, is_unicode
from app.feed.specs import Check, FileSpec
from app.foundation.bulk import Cell

MOST_KEY = 400
FEW = 8


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


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of some records: values of good ones, in the order of `staging.read_columns`, and bad ones.

    `odd` holds line and natural key of good ones whose key came in another form than it is stored in.
    """

    good: list[Values] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        """Return how many records they were."""
        return len(self.good) + len(self.bad)


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
        self._derived = [([known[name] for name in each.of], each.make) for each in spec.derived]

    def _places(self, check: Check) -> list[int]:
        return [self.spec.position[name] for name in (check.column, *check.others)]

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Judged]:
        """Yield what becomes of the records, block by block."""
        for lines, records in blocks:
            judged = Judged()
            self._judge(lines, records, judged)
            yield judged

    def _judge(self, lines: Sequence[int], records: list[list[str]], into: Judged) -> None:
        """Judge records all at once; where there may be a fault its halves, in the end one by one."""
        found = self._quickly(lines, records)
        if found is not None:
            into.good.extend(found)
        elif len(records) > FEW:
            half = len(records) // 2
            self._judge(lines[:half], records[:half], into)
            self._judge(lines[half:], records[half:], into)
        else:
            for line, cells in zip(lines, records, strict=True):
                self._slowly(line, cells, into)

    def _quickly(self, lines: Sequence[int], rows: list[list[str]]) -> Iterator[Values] | None:
        """Return what is stored, column by column, or None when there may be a fault in any of the rows."""
        if {*map(len, rows)} != {self._width}:
            return None
        joined = [*map("".join, rows)]
        whole = "".join(joined)
        is_plain = whole.isprintable()  # then " " is its only white space
        if max(map(len, joined)) > LONGEST or not (is_plain or _is_sound(whole)):
            return None
        came = [*zip(*rows, strict=True), ("",) * len(rows)]
        columns = self._columns(came, is_trimmed=is_plain and " " not in whole)
        if columns is None or self._fails(columns):
            return None
        if any(_differ(came[at], columns[place]) for at, place in self._key):
            return None
        columns += [[*map(make, *[columns[at] for at in places])] for places, make in self._derived]
        return zip(lines, *columns, strict=True)

    def _fails(self, columns: list[list[Cell]]) -> bool:
        return any(any(map(each.fails, *[columns[at] for at in places])) for places, each in self._checks)

    def _columns(self, came: Sequence[Sequence[str]], *, is_trimmed: bool) -> list[list[Cell]] | None:
        """Return the columns in the contract's order as they are stored, or None when there is a bad cell."""
        columns: list[list[Cell]] = []
        try:
            for at, read, required in self._plan:
                cells = came[at] if is_trimmed else [*map(str.strip, came[at])]
                if "" not in cells:
                    columns.append([*map(read, cells)])
                elif required:
                    return None
                else:
                    columns.append([read(cell) if cell else None for cell in cells])
        except CellError:
            return None
        return columns

    def _slowly(self, line: int, record: list[str], into: Judged) -> None:
        """Judge one record by itself."""
        if not record:
            into.bad.append(Bad(line, "", -1, "", "", "unreadable"))
        elif len(record) != self._width:
            into.bad.append(self._miscounted(line, record))
        else:
            cells = [*record, ""]
            values = self._values(line, cells)
            if isinstance(values, Bad):
                into.bad.append(values)
                return
            if any(_differ([cells[at]], [values[place]]) for at, place in self._key):
                into.odd.append((line, self._key_of(cells)))
            values += [make(*[values[place] for place in places]) for places, make in self._derived]
            into.good.append((line, *values))

    def _values(self, line: int, cells: list[str]) -> list[Cell] | Bad:
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
            return Bad(line, self._key_of(cells), place, column, shown(cells[at]), str(error), told)
        return values

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


def _is_sound(text: str) -> bool:
    return "\0" not in text and is_unicode(text)


def _differ(came: Sequence[str], read: Sequence[Cell]) -> bool:
    """Say whether cells of a key came in another form than they are stored in."""
    return [*came] != read and [*came] != [*map(str, read)]


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
