"""Uploaded feeds: kept in a folder of their own, unpacked by the worker, thrown away afterwards.

Each file goes to its own name in a new folder: nothing in a ZIP names a place.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import IO

from flask import current_app

from app.config import Config
from app.feed.zipped import opened
from app.foundation import clock

MOST_BYTES = 512 * 1024**2
BLOCK = 1024**2
OLD_SECONDS = 3600.0
KEPT = "feed.zip"


def keep(file: IO[bytes]) -> Path:
    """Keep a ZIP that was found good in a folder of its own; returns the folder.

    Raises OSError when the disk is full; then nothing of it stays.
    """
    folder = _uploads() / f"new-{secrets.token_hex(8)}"
    folder.mkdir(parents=True)
    file.seek(0)
    try:
        with (folder / KEPT).open("wb") as kept:
            shutil.copyfileobj(file, kept, BLOCK)
    except OSError:
        throw_away(folder)
        raise
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
    with packed.open("rb") as file, opened(file) as (zipped, entries):
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
