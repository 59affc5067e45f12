"""Streaming a CSV file: the header, then records with the physical line each begins on."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from app.feed.manifest import Delivered
from app.feed.reasons import FeedRefusedError

# An unclosed quote swallows the rest of a file: a fault, not a reason to run out of memory. A cell of more
# than 2,000 signs is refused anyway.
LONGEST_FIELD = 1 << 17
csv.field_size_limit(LONGEST_FIELD)
# Nor is a record without an end: no row needs more signs, however few each of its cells has.
LONGEST_RECORD = LONGEST_FIELD + (1 << 16)
AT_ONCE = 1 << 14  # signs read at once: some hundred rows
# Rows of digits that hardly differ shrink thirtyfold; a bomb a thousandfold.
MOST_RATIO, SMALL = 200, 1 << 20

# Physical line each record begins on; its cells, none where it cannot be read.
Block = tuple[Sequence[int], list[list[str]]]


class Reader:
    """One open file; bytes that are not UTF-8 become lone surrogates, so that their row alone is rejected."""

    def __init__(self, file: IO[bytes], delivered: Delivered) -> None:
        """Read the header; raises FeedRefusedError when there is none or it is no text."""
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="\n")
        self._block = io.StringIO()  # what was read of it and waits to be taken line by line
        self._line = 0  # physical lines taken so far
        self._taken = 0  # signs of the record being read
        self._csv = csv.reader(self._lines())
        self._delivered = delivered
        self.header = self._header()

    def _header(self) -> list[str]:
        try:
            header = [cell.strip() for cell in next(self._csv)]
        except StopIteration:
            raise FeedRefusedError("no_header", file=self._delivered.name) from None
        except csv.Error as error:
            raise FeedRefusedError("not_utf8", file=self._delivered.name) from error
        text = "".join(header)
        if "\0" in text or not is_unicode(text):
            raise FeedRefusedError("not_utf8", file=self._delivered.name)
        return header

    def _lines(self) -> Iterator[str]:
        """Yield the lines; where a record gets too long a field that no record may hold, so that it ends."""
        while line := self._read():
            self._line += 1
            self._taken += len(line)
            if self._taken < LONGEST_RECORD:
                yield line
                continue
            while line and not line.endswith("\n"):
                line = self._read()
            yield "-" * (LONGEST_FIELD + 1)

    def _read(self) -> str:
        return self._block.readline(LONGEST_RECORD) or self._text.readline(LONGEST_RECORD)

    def __iter__(self) -> Iterator[Block]:
        """Yield the records, some hundreds at a time; empty lines are none."""
        while block := self._text.read(AT_ONCE):
            if not block.endswith("\n"):
                block += self._text.readline(LONGEST_RECORD)
            records = _at_once(block)
            if records is not None:
                first = self._line + 1
                self._line += len(records)
                yield range(first, first + len(records)), records
            else:
                self._block = io.StringIO(block, newline="\n")
                yield self._one_by_one(len(block))

    def _one_by_one(self, size: int) -> Block:
        """Return the records that begin in the block of so many signs; the last may end behind it."""
        lines: list[int] = []
        records: list[list[str]] = []
        while self._block.tell() < size:
            line = self._line + 1
            self._taken = 0
            try:
                cells: list[str] | None = next(self._csv)
            except StopIteration:
                break
            except csv.Error:
                cells = None
            if cells != []:
                lines.append(line)
                records.append(cells or [])
        return lines, records


def _at_once(block: str) -> list[list[str]] | None:
    """Return one record for each line, or None where there may be an empty, a longer or an unreadable one."""
    lines = block.removesuffix("\n").split("\n")
    if len(block) > LONGEST_RECORD or '"' in lines[-1]:  # it may go on behind the block
        return None
    try:
        records = [*csv.reader(lines)]
    except csv.Error:
        return None
    return records if len(records) == len(lines) and all(records) else None


def is_unicode(text: str) -> bool:
    """Say whether every byte of a text was UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Packed(gzip.GzipFile):
    """A packed file that gives no more than a real file of its size can hold."""

    def __init__(self, delivered: Delivered) -> None:
        """Open a delivered file."""
        super().__init__(delivered.path, "rb")
        self._name = delivered.name
        self._most = max(SMALL, delivered.path.stat().st_size * MOST_RATIO)

    def read1(self, size: int = -1) -> bytes:
        """Read what the text is made of; raises FeedRefusedError for a bomb."""
        found = super().read1(size)
        if self.tell() > self._most:
            raise FeedRefusedError("too_dense", file=self._name)
        return found


@contextmanager
def open_file(delivered: Delivered) -> Iterator[Reader]:
    """Open a delivered file, unpacking it when it is gzipped; raises FeedRefusedError when it cannot be."""
    packed = delivered.name.endswith(".gz")
    try:
        with _Packed(delivered) if packed else delivered.path.open("rb") as file:
            yield Reader(file, delivered)  # type: ignore[arg-type]  # GzipFile is what TextIOWrapper needs
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FeedRefusedError("not_gzip", file=delivered.name) from error
