"""A feed that comes as a ZIP: judged before it is kept, unpacked by the worker, thrown away afterwards.

Only the contract's files are taken, each to its own name in a new folder: nothing in a ZIP names a place.
"""

from __future__ import annotations

import secrets
import shutil
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from flask import current_app

from app.config import Config
from app.feed.files import ORDER
from app.feed.job_words import ZipRefusedError
from app.feed.manifest import ENDING, NAME, PACKED
from app.foundation import clock

MOST_BYTES = 512 * 1024**2
MOST_UNPACKED = 8 * 1024**3
# Rows of digits that hardly differ shrink thirtyfold; a bomb a thousandfold.
MOST_RATIO, SMALL = 200, 1024**2
MOST_DIRECTORY = 1024**2
BLOCK = 1024**2
OLD_SECONDS = 3600.0

NAMES = frozenset({NAME, *(kind + ending for kind in ORDER for ending in (ENDING, PACKED))})
KEPT = "feed.zip"
LOCKED = 0x1


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
    with _opened(file):
        pass


def keep(file: IO[bytes]) -> Path:
    """Keep a ZIP that was found good in a folder of its own; returns the folder."""
    folder = _uploads() / f"new-{secrets.token_hex(8)}"
    folder.mkdir(parents=True)
    file.seek(0)
    with (folder / KEPT).open("wb") as kept:
        shutil.copyfileobj(file, kept, BLOCK)
    return folder


def hand_over(folder: Path, job_id: int) -> None:
    """Call a folder by the number of the import that will need it."""
    throw_away(folder_of(job_id))  # of an import whose transaction came to nothing
    folder.rename(folder_of(job_id))


def folder_of(job_id: int) -> Path:
    """Return the folder of an import's upload."""
    return _uploads() / str(job_id)


def unpack(job_id: int) -> Path:
    """Unpack the ZIP of an import; returns the folder of the feed.

    Raises ZipRefusedError, FileNotFoundError when the upload is gone, OSError when the disk is full.
    """
    packed, feed = folder_of(job_id) / KEPT, folder_of(job_id) / "feed"
    with packed.open("rb") as file, _opened(file) as (zipped, entries):
        feed.mkdir()
        for name, entry in entries.items():
            # The library gives no more bytes than the entry said it has, and compares their check sum.
            with zipped.open(entry) as source, (feed / name).open("wb") as target:
                shutil.copyfileobj(source, target, BLOCK)
    packed.unlink()
    return feed


def throw_away(folder: Path) -> None:
    """Remove the folder of an upload with all that is in it, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def throw_old_away(but: int | None) -> None:
    """Remove what was left by processes that ended too early; not the upload of the import going on."""
    now = clock.now().timestamp()
    for folder in _uploads().iterdir() if _uploads().is_dir() else ():
        if folder.name != str(but) and now - folder.stat().st_mtime > OLD_SECONDS:
            throw_away(folder)


def _uploads() -> Path:
    config: Config = current_app.config["EBOK"]
    return config.upload_folder


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[tuple[ZipFile, dict[str, ZipInfo]]]:
    try:
        with ZipFile(cast("IO[bytes]", _Bounded(file))) as zipped:
            yield zipped, _entries(zipped.infolist())
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, UnicodeDecodeError) as error:
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
    if entry.file_size > max(SMALL, entry.compress_size * MOST_RATIO):
        raise ZipRefusedError("too_dense", name=_shown(entry))


def _shown(entry: ZipInfo) -> str:
    return entry.filename[:100]
