"""A ZIP that is said to hold a feed: judged by its directory, before anything in it is unpacked.

Only the contract's files are taken, at the top or in one folder, each a plain file, honestly packed.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.feed.files import ORDER
from app.feed.job_words import ZipRefusedError
from app.feed.manifest import ENDING, NAME, PACKED

MOST_UNPACKED = 8 * 1024**3
# Rows of digits that hardly differ shrink thirtyfold; a bomb a thousandfold.
MOST_RATIO, SMALL = 200, 1024**2
MOST_DIRECTORY = 1024**2
MOST_MANIFEST = 1024**2  # it is read whole
LOCKED = 0x1
# What the library says of a damaged ZIP: of its own, and whatever wrong places and lengths lead to.
DAMAGED = (BadZipFile, EOFError, zlib.error, struct.error, NotImplementedError, ValueError, LookupError)
NAMES = frozenset({NAME, *(kind + ending for kind in ORDER for ending in (ENDING, PACKED))})


class _Bounded:
    """A file that gives little at once: a ZIP's directory is read whole, however many entries it claims."""

    def __init__(self, file: IO[bytes]) -> None:
        """Stand before an open file."""
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """Read at most a directory's worth; raises BadZipFile when more is wanted."""
        if size > MOST_DIRECTORY:
            raise BadZipFile
        return self._file.read(MOST_DIRECTORY if size < 0 else size)


def check(file: IO[bytes]) -> None:
    """Raise ZipRefusedError when the file is no ZIP that holds a feed, and nothing but a feed."""
    with opened(file):
        pass


@contextmanager
def opened(file: IO[bytes]) -> Iterator[tuple[ZipFile, dict[str, ZipInfo]]]:
    """Open a feed's ZIP: gives it and its entries, by the feed's own names; raises ZipRefusedError."""
    try:
        with ZipFile(cast("IO[bytes]", _Bounded(file))) as zipped:
            yield zipped, _entries(zipped.infolist())
    except DAMAGED as error:
        raise ZipRefusedError("not_a_zip") from error


def _entries(found: list[ZipInfo]) -> dict[str, ZipInfo]:
    """Return the files of a feed by their names; raises ZipRefusedError when something else is there."""
    entries: dict[str, ZipInfo] = {}
    folders: set[str] = set()
    for entry in found:
        folder, name = _place(entry)
        folders.add(folder)
        if len(folders) > 1:
            raise ZipRefusedError("stranger", name=_shown(entry))
        if not entry.is_dir():
            _check(entry)
            if name in entries:
                raise ZipRefusedError("twice", name=name)
            entries[name] = entry
    if NAME not in entries:
        raise ZipRefusedError("no_manifest")
    if sum(entry.file_size for entry in entries.values()) > MOST_UNPACKED:
        raise ZipRefusedError("too_large", most=MOST_UNPACKED // 1024**3)
    return entries


def _place(entry: ZipInfo) -> tuple[str, str]:
    """Return the one folder, or none, and the name of an entry."""
    folder, slash, name = entry.filename.rpartition("/")
    here = not slash or (folder.strip(".") and not set(folder) & set("/\\:"))
    if not here or (name not in NAMES and not entry.is_dir()):
        raise ZipRefusedError("stranger", name=_shown(entry))
    return folder, name


def _check(entry: ZipInfo) -> None:
    """Raise ZipRefusedError unless the entry is a plain file, honestly packed."""
    if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:
        raise ZipRefusedError("link", name=_shown(entry))
    if entry.flag_bits & LOCKED:
        raise ZipRefusedError("locked")
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise ZipRefusedError("packing", name=_shown(entry))
    if entry.filename.endswith(NAME) and entry.file_size > MOST_MANIFEST:
        raise ZipRefusedError("long_manifest")
    if entry.file_size > max(SMALL, entry.compress_size * MOST_RATIO):
        raise ZipRefusedError("too_dense", name=_shown(entry))


def _shown(entry: ZipInfo) -> str:
    return entry.filename[:100]
