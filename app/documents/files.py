"""Where the parts of scans lie in storage: a folder per scan, written before the row that names it.

A mark stands beside every folder that no row is sure to name (yet, or any longer). So the sweep looks at what
is unsettled, and never at all the scans of the office.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping

import structlog

from app.foundation import clock, storage

log = structlog.get_logger("ebok.documents")
PREFIX, MARKS = "scans", "scans-unsettled"
OLD = dt.timedelta(days=1)
AT_ONCE = 200


def new(parts: Mapping[str, bytes]) -> str:
    """Store the parts of a new scan; returns its folder, which is marked until `settle`."""
    folder = uuid.uuid4().hex
    mark(folder)
    for name, content in parts.items():
        storage.create(f"{PREFIX}/{folder}/{name}", content)
    return folder


def put(folder: str, name: str, content: bytes) -> None:
    """Store a part that can be made anew at any time."""
    storage.put(f"{PREFIX}/{folder}/{name}", content)


def get(folder: str, name: str) -> bytes:
    """Return a part; raises FileNotFoundError."""
    return storage.get(f"{PREFIX}/{folder}/{name}")


def mark(folder: str) -> None:
    """Note that no row may name the folder."""
    storage.put(f"{MARKS}/{folder}", b"")


def settle(folder: str) -> None:
    """Take the mark away: a committed row names the folder. A store that is away leaves it to the sweep."""
    try:
        storage.delete([f"{MARKS}/{folder}"])
    except storage.AWAY as error:
        log.warning("scan_not_settled", fault=type(error).__name__)


def remove(folders: Collection[str]) -> None:
    """Remove folders and their marks. A store that is away leaves them to the sweep."""
    try:
        for folder in folders:
            storage.delete(storage.names(f"{PREFIX}/{folder}"))
            storage.delete([f"{MARKS}/{folder}"])
    except storage.AWAY as error:
        log.warning("scan_not_removed", fault=type(error).__name__)


def sweep(named: Callable[[Collection[str]], Collection[str]]) -> int:
    """Remove folders that have been unsettled for a day; `named` says which ones a row names after all.

    Returns how many folders were removed.
    """
    before = clock.now() - OLD
    marked = [name.rsplit("/", 1)[1] for name in storage.names(MARKS, before=before)[:AT_ONCE]]
    known = set(named(marked)) if marked else set()
    for folder in known:
        settle(folder)
    orphans = [folder for folder in marked if folder not in known]
    remove(orphans)
    return len(orphans)
