"""Taking files in, showing their pages, and erasing them.

Files are written before the row that names them: what a transaction took back is swept up a day later.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from sqlalchemy import Select, delete, insert, select

from app.documents import extract, files
from app.documents.examining import child, parts
from app.documents.extract import Suggestion
from app.documents.kinds import PDF
from app.documents.limits import MOST_BYTES, REASONS, RefusedFileError
from app.documents.models import Scan, ScanPage
from app.documents.page_images import media_type, turned
from app.documents.queries import named, rotation_of, scan_of
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import after_commit, db, reading, upsert
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext
from app.steps.models import NEVER

BATCH = 10  # pages made at once, when one is asked for that nobody has seen yet
LONGEST_NAME = 120
ENDINGS = {PDF: "pdf", "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif"}
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
    """A file that was read, cleaned and stored, and that no row names yet.

    `sizes` are those of the pages' images in pixels; `codes` what QR and Code 128 on its first page say.
    """

    folder: str
    sha256: str
    bytes: int
    media_type: str
    file_name: str
    pages: int
    codes: tuple[str, ...] = ()
    sizes: tuple[tuple[int, int], ...] = ()


def examine(content: bytes, file_name: str) -> Examined:
    """Read, clean and store a file; to be called before the transaction has touched the database.

    It takes seconds, for which SQLite would keep everybody else from writing. A refused file leaves nothing
    behind. Raises RefusedScanError; BusyError where too many files come at once.
    """
    shown = shown_name(file_name)
    if len(content) > MOST_BYTES:
        raise RefusedScanError("too_big", shown)
    try:
        with child("examine", content) as (result, made):
            found = parts(made)
    except RefusedFileError as error:
        raise RefusedScanError(error.code, shown) from error
    return Examined(
        folder=files.new({"original": content} | found),
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        media_type=result["media_type"],
        file_name=shown,
        pages=result["pages"],
        codes=tuple(result["codes"]),
        sizes=tuple((width, height) for width, height in result["sizes"]),
    )


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
        "sizes": [list(size) for size in examined.sizes],
        "codes": list(examined.codes),
        "received_at": clock.now(),
        "received_by": actor.id,
        "erase_after": NEVER,
    }
    made: int = db.session.execute(insert(Scan).values(row).returning(Scan.id)).scalar_one()
    after_commit(partial(files.settle, examined.folder))
    return made


def known_in(scan_ids: Select[int], sums: Sequence[str]) -> bool:
    """Say whether one of these scans has one of these digests. One statement."""
    found = select(Scan.id).where(Scan.id.in_(scan_ids), Scan.sha256.in_(sums)).limit(1)
    return db.session.scalar(found) is not None


def page_image(scan_id: int, number: int, *, thumbnail: bool = False) -> tuple[bytes, str]:
    """Return a page (1…) as an image, turned as somebody turned it, and its media type. Two statements.

    Pages are made when they are first asked for, some at once. Raises NotFoundError, and RefusedScanError
    when the file cannot be shown after all.
    """
    scan = _page_there(scan_id, number)
    name = f"{'thumb' if thumbnail else 'page'}-{number}"
    try:
        found = files.get(scan.folder, name)
    except FileNotFoundError:
        found = _render(scan, number)[name]
    degrees = rotation_of(scan_id, number)
    return (turned(found, degrees) if degrees else found), media_type(found)


def _page_there(scan_id: int, number: int) -> Scan:
    scan = scan_of(scan_id)
    if not 1 <= number <= scan.pages:
        raise NotFoundError
    return scan


def _render(scan: Scan, number: int) -> dict[str, bytes]:
    """Make and store the pages around one; returns them by their names in storage."""
    first = (number - 1) // BATCH * BATCH + 1
    numbers = range(first, min(first + BATCH, scan.pages + 1))
    try:
        with child("render", files.get(scan.folder, "clean"), *map(str, numbers)) as (_result, made):
            found = parts(made)
    except RefusedFileError as error:
        raise RefusedScanError(error.code, scan.file_name) from error
    for name, content in found.items():
        files.put(scan.folder, name, content)
    with reading() as connection:
        still_there = connection.scalar(select(Scan.id).where(Scan.id == scan.id))
    if still_there is None:  # erased while its pages were made
        files.remove([scan.folder])
        raise NotFoundError
    return found


def turn(scan_id: int, number: int, degrees: int) -> None:
    """Turn a page by a multiple of 90 degrees, clockwise, for everybody who looks at it from now on.

    Raises NotFoundError.
    """
    _page_there(scan_id, number)
    if degrees % QUARTER:
        raise NotFoundError
    row = upsert(ScanPage).values(scan_id=scan_id, number=number, rotation=degrees % WHOLE)
    turned_on = (ScanPage.rotation + degrees % WHOLE) % WHOLE
    db.session.execute(
        row.on_conflict_do_update(index_elements=["scan_id", "number"], set_={"rotation": turned_on})
    )


def clean_copy(scan_id: int) -> tuple[bytes, str, str]:
    """Return the cleaned copy, always a PDF: content, media type, a name for it. Raises NotFoundError."""
    scan = scan_of(scan_id)
    return files.get(scan.folder, "clean"), PDF, _name(scan, PDF)


def original(scan_id: int) -> tuple[bytes, str, str]:
    """Return the unaltered original: content, media type, a name for it. Raises NotFoundError.

    It may hold anything: to be handed out as an attachment only, never shown.
    """
    scan = scan_of(scan_id)
    return files.get(scan.folder, "original"), scan.media_type, _name(scan, scan.media_type)


def _name(scan: Scan, kind: str) -> str:
    return f"{PurePath(scan.file_name).stem or 'scan'}.{ENDINGS[kind]}"


def words(scan_id: int) -> list[dict[str, Any]]:
    """Return the lines of the text layer: {"page": 1…, "text", "box": [left, top, right, bottom]}.

    Boxes are fractions of the page as it came, not as it was turned; a picture has no lines.
    Raises NotFoundError.
    """
    lines: list[dict[str, Any]] = json.loads(files.get(scan_of(scan_id).folder, "words.json"))
    return lines


def codes_on(scan_id: int) -> list[str]:
    """Return what the QR and Code 128 codes of the first page say. Raises NotFoundError."""
    return list(scan_of(scan_id).codes)


def suggestions(scan_id: int) -> list[Suggestion]:
    """Return what the text layer suggests, each value with its place. Raises NotFoundError."""
    return extract.suggest(words(scan_id))


def erase(scan_ids: Collection[int]) -> None:
    """Erase scans that no case names any more: rows now, files once the transaction stands."""
    if not scan_ids:
        return
    folders = db.session.scalars(select(Scan.folder).where(Scan.id.in_(scan_ids))).all()
    for folder in folders:
        files.mark(folder)
    db.session.execute(delete(ScanPage).where(ScanPage.scan_id.in_(scan_ids)))
    db.session.execute(delete(Scan).where(Scan.id.in_(scan_ids)))
    after_commit(partial(files.remove, folders))


def sweep() -> int:
    """Remove the folders that no row names and that are older than a day; returns how many (a timer)."""
    return files.sweep(named)
