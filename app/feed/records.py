"""Streaming a CSV file: the header, then records with the physical line each begins on."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from app.feed.manifest import Delivered
from app.feed.reasons import FeedRefusedError

# An unclosed quote swallows the rest of a file: a fault, not a reason to run out of memory.
LONGEST_FIELD = 1 << 20
csv.field_size_limit(LONGEST_FIELD)

Record = tuple[int, list[str] | None]


class Reader:
    """One open file; bytes that are not UTF-8 become lone surrogates, so that their row alone is rejected."""

    def __init__(self, file: IO[bytes], delivered: Delivered) -> None:
        """Read the header; raises FeedRefusedError when there is none or it is no text."""
        lines = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="\n")
        self._csv = csv.reader(lines)
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

    def __iter__(self) -> Iterator[Record]:
        """Yield (line, cells) of every record, cells None where it cannot be read; empty lines are none."""
        while True:
            line = self._csv.line_num + 1
            try:
                cells = next(self._csv)
            except StopIteration:
                return
            except csv.Error:
                yield line, None
                continue
            if cells:
                yield line, cells


def is_unicode(text: str) -> bool:
    """Say whether every byte of a text was UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def open_file(delivered: Delivered) -> Iterator[Reader]:
    """Open a delivered file, unpacking it when it is gzipped; raises FeedRefusedError when it cannot be."""
    packed = delivered.name.endswith(".gz")
    try:
        with (gzip.open if packed else open)(delivered.path, "rb") as file:
            yield Reader(file, delivered)  # type: ignore[arg-type]  # GzipFile is what TextIOWrapper needs
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FeedRefusedError("not_gzip", file=delivered.name) from error
