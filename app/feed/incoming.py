"""What lies in the watched folder, as far as can be said without reading the files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.feed import runs
from app.feed.manifest import Delivered, Manifest, read_manifest
from app.feed.reasons import FeedRefusedError


@dataclass(frozen=True, slots=True)
class Incoming:
    """The feed that waits in a folder.

    `fault`: why nothing can be taken from there; `hurdle`: why it is taken by force only; `missing`: the
    files that the manifest names and the folder lacks.
    """

    folder: Path
    manifest: Manifest | None = None
    fault: FeedRefusedError | None = None
    hurdle: FeedRefusedError | None = None
    missing: tuple[Delivered, ...] = ()

    @property
    def can_start(self) -> bool:
        """Whether an import would find what it needs."""
        return self.manifest is not None and not self.missing


def look(folder: Path) -> Incoming:
    """Return what lies in a folder; reads the manifest and, in one statement, the last feed taken in."""
    try:
        manifest = read_manifest(folder)
    except FeedRefusedError as why:
        return Incoming(folder, fault=why)
    missing = tuple(each for each in manifest.files if not each.path.is_file())
    try:
        runs.check_sequence(manifest)
    except FeedRefusedError as why:
        return Incoming(folder, manifest, hurdle=why, missing=missing)
    return Incoming(folder, manifest, missing=missing)


def moment(exported_at: str) -> dt.datetime | None:
    """Return the moment a manifest names; None when it is none, or has no zone."""
    try:
        found = dt.datetime.fromisoformat(exported_at)
    except ValueError:
        return None
    return found if found.tzinfo else None
