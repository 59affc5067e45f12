"""Taking files in, showing their pages, and erasing them.

Files are written before the row that names them: what a transaction took back is swept up a day later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import unicodedata
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import Select, delete, insert, select, update

from app.documents import extract
from app.documents.examining import child
from app.documents.extract import Suggestion
from app.documents.limits import REASONS, RefusedFileError
from app.documents.models import Scan, ScanPage
from app.foundation import clock, storage
from app.foundation.actor import Actor
from app.foundation.db import after_commit, db
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext
from app.steps.models import NEVER

PREFIX = "scans"
BATCH = 10  # pages made at once, when one is asked for that nobody has seen yet
LONGEST_NAME = 120
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif"}
JPEG = "image/jpeg"
QUARTER, WHOLE = 90, 360


class RefusedScanError(Exception):
    """A file that is not taken in; `code` stands in limits.REASONS, `why` is said to the reader."""

    def __init__(self, code: str, file_name: str) -> None:
        """Keep the reason and the file's name as it is shown."""
        super().__init__(code)
        self.code, self.file_name = code, file_name

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return gettext(REASONS[self.code])


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was read, cleaned and stored, and that no row names yet."""

    folder: str
    sha256: str
    bytes: int
    media_type: str
    file_name: str
    pages: int
    codes: tuple[str, ...] = ()


def examine(content: bytes, file_name: str) -> Examined:
    """Read, clean and store a file; to be called outside of any transaction. Raises RefusedScanError.

    A refused file leaves nothing behind.
    """
    shown = shown_name(file_name)
    try:
        with child("examine", content) as (result, made):
            folder = uuid.uuid4().hex
            _store(folder, {"original": content} | {path.name: path.read_bytes() for path in made.iterdir()})
    except RefusedFileError as error:
        raise RefusedScanError(error.code, shown) from error
    return Examined(
        folder=folder,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        media_type=result["media_type"],
        file_name=shown,
        pages=result["pages"],
        codes=tuple(result["codes"]),
    )


def _store(folder: str, parts: Mapping[str, bytes]) -> None:
    for name, content in parts.items():
        if name != "result.json":
            storage.create(f"{PREFIX}/{folder}/{name}", content)


def shown_name(given: str) -> str:
    """Return a file's name as it can be shown: without folders, control signs and signs that turn text."""
    last = re.split(r"[\\/]", given)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip()
    return plain[-LONGEST_NAME:] or gettext("file")


def keep(examined: Examined, actor: Actor) -> int:
    """Make the row of an examined file; returns the scan's id. One statement."""
    row = {
        "folder": examined.folder,
        "sha256": examined.sha256,
        "bytes": examined.bytes,
        "media_type": examined.media_type,
        "file_name": examined.file_name,
        "pages": examined.pages,
        "codes": list(examined.codes),
        "received_at": clock.now(),
        "received_by": actor.id,
        "erase_after": NEVER,
    }
    made: int = db.session.execute(insert(Scan).values(row).returning(Scan.id)).scalar_one()
    return made


def known_in(scan_ids: Select[int], sums: Sequence[str]) -> bool:
    """Say whether one of these scans has one of these digests. One statement."""
    found = select(Scan.id).where(Scan.id.in_(scan_ids), Scan.sha256.in_(sums)).limit(1)
    return db.session.scalar(found) is not None


def page_image(scan_id: int, number: int, *, thumbnail: bool = False) -> tuple[bytes, str]:
    """Return a page (1…) as an image, turned as somebody turned it, and its media type.

    Pages are made when they are first asked for, some at once. Raises NotFoundError, and RefusedScanError
    when the file cannot be shown after all.
    """
    scan = _scan(scan_id)
    if not 1 <= number <= scan.pages:
        raise NotFoundError
    name = f"{PREFIX}/{scan.folder}/{'thumb' if thumbnail else 'page'}-{number}.jpg"
    try:
        found = storage.get(name)
    except FileNotFoundError:
        _render(scan, number)
        found = storage.get(name)
    rotation = db.session.scalar(
        select(ScanPage.rotation).where(ScanPage.scan_id == scan_id, ScanPage.number == number)
    )
    return (_turned(found, rotation) if rotation else found), JPEG


def _render(scan: Scan, number: int) -> None:
    first = (number - 1) // BATCH * BATCH + 1
    numbers = range(first, min(first + BATCH, scan.pages + 1))
    clean = storage.get(f"{PREFIX}/{scan.folder}/clean")
    try:
        with child("render", clean, scan.media_type, *map(str, numbers)) as (_result, made):
            for path in sorted(made.glob("*.jpg")):
                storage.put(f"{PREFIX}/{scan.folder}/{path.name}", path.read_bytes())
    except RefusedFileError as error:
        raise RefusedScanError(error.code, scan.file_name) from error


def _turned(image: bytes, degrees: int) -> bytes:
    """Turn one of our own images clockwise."""
    written = io.BytesIO()
    Image.open(io.BytesIO(image)).rotate(-degrees, expand=True).save(written, "JPEG", quality=80)
    return written.getvalue()


def turn(scan_id: int, number: int, degrees: int) -> None:
    """Turn a page by a multiple of 90 degrees, clockwise, for everybody who looks at it from now on."""
    scan = _scan(scan_id)
    if not 1 <= number <= scan.pages or degrees % QUARTER:
        raise NotFoundError
    mine = (ScanPage.scan_id == scan_id) & (ScanPage.number == number)
    now = db.session.scalar(select(ScanPage.rotation).where(mine).with_for_update())
    if now is None:
        row = {"scan_id": scan_id, "number": number, "rotation": degrees % WHOLE}
        db.session.execute(insert(ScanPage).values(row))
    else:
        db.session.execute(update(ScanPage).where(mine).values(rotation=(now + degrees) % WHOLE))


def clean_copy(scan_id: int) -> tuple[bytes, str, str]:
    """Return the cleaned copy: content, media type, a name for it."""
    return _file(scan_id, "clean")


def original(scan_id: int) -> tuple[bytes, str, str]:
    """Return the unaltered original: content, media type, a name for it."""
    return _file(scan_id, "original")


def _file(scan_id: int, part: str) -> tuple[bytes, str, str]:
    scan = _scan(scan_id)
    name = f"{Path(scan.file_name).stem or 'scan'}.{ENDINGS[scan.media_type]}"
    return storage.get(f"{PREFIX}/{scan.folder}/{part}"), scan.media_type, name


def suggestions(scan_id: int) -> list[Suggestion]:
    """Return what the text layer suggests, each value with its place."""
    scan = _scan(scan_id)
    try:
        lines: list[dict[str, Any]] = json.loads(storage.get(f"{PREFIX}/{scan.folder}/words.json"))
    except FileNotFoundError:
        return []
    return extract.suggest(lines)


def erase(scan_ids: Collection[int]) -> None:
    """Erase scans that no case names any more: rows now, files once the transaction stands."""
    if not scan_ids:
        return
    folders = db.session.scalars(select(Scan.folder).where(Scan.id.in_(scan_ids))).all()
    db.session.execute(delete(ScanPage).where(ScanPage.scan_id.in_(scan_ids)))
    db.session.execute(delete(Scan).where(Scan.id.in_(scan_ids)))
    after_commit(lambda: _remove(folders))


def _remove(folders: Collection[str]) -> None:
    for folder in folders:
        storage.delete(storage.names(f"{PREFIX}/{folder}"))


def sweep() -> int:
    """Remove files that no row names and that are older than a day; returns how many (a timer)."""
    old = storage.names(PREFIX, before=clock.now() - dt.timedelta(days=1))
    folders = {name.split("/")[1] for name in old}
    known = set(db.session.scalars(select(Scan.folder).where(Scan.folder.in_(folders)))) if folders else set()
    orphans = [name for name in old if name.split("/")[1] not in known]
    storage.delete(orphans)
    return len(orphans)


def _scan(scan_id: int) -> Scan:
    found = db.session.get(Scan, scan_id)
    if found is None:
        raise NotFoundError
    return found
