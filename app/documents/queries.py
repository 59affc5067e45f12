"""Reading what is known of scans and their pages, without their files."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.documents.models import Scan, ScanPage
from app.foundation.db import db
from app.foundation.errors import NotFoundError

HALF = 180


@dataclass(frozen=True, slots=True)
class Page:
    """A page (1…): size in pixels of its image as it is shown, and how it was turned, clockwise."""

    number: int
    width: int
    height: int
    rotation: int


@dataclass(frozen=True, slots=True)
class ScanShown:
    """What a list of scans says of one."""

    id: int
    file_name: str
    media_type: str
    bytes: int
    sha256: str
    received_at: dt.datetime
    received_by: str
    codes: tuple[str, ...]
    pages: tuple[Page, ...]


def scan_of(scan_id: int) -> Scan:
    """Return the row of a scan; raises NotFoundError."""
    found = db.session.get(Scan, scan_id)
    if found is None:
        raise NotFoundError
    return found


def rotation_of(scan_id: int, number: int) -> int:
    """Return how a page was turned, clockwise in degrees."""
    mine = (ScanPage.scan_id == scan_id) & (ScanPage.number == number)
    return db.session.scalar(select(ScanPage.rotation).where(mine)) or 0


def pages_of(scan_ids: Collection[int]) -> dict[int, ScanShown]:
    """Return scans with all their pages, by id; those that are gone are missing. Two statements."""
    turned: dict[int, dict[int, int]] = defaultdict(dict)
    for page in db.session.scalars(select(ScanPage).where(ScanPage.scan_id.in_(scan_ids))):
        turned[page.scan_id][page.number] = page.rotation
    rows = db.session.scalars(select(Scan).where(Scan.id.in_(scan_ids)))
    return {scan.id: _shown(scan, turned[scan.id]) for scan in rows}


def _shown(scan: Scan, turned: dict[int, int]) -> ScanShown:
    pages = tuple(
        _page(number, width, height, turned.get(number, 0))
        for number, (width, height) in enumerate(scan.sizes, start=1)
    )
    return ScanShown(
        id=scan.id,
        file_name=scan.file_name,
        media_type=scan.media_type,
        bytes=scan.bytes,
        sha256=scan.sha256,
        received_at=scan.received_at,
        received_by=scan.received_by,
        codes=tuple(scan.codes),
        pages=pages,
    )


def _page(number: int, width: int, height: int, rotation: int) -> Page:
    lies = rotation % HALF != 0
    return Page(number, height if lies else width, width if lies else height, rotation)


def named(folders: Collection[str]) -> set[str]:
    """Return which of these folders a scan names. One statement."""
    return set(db.session.scalars(select(Scan.folder).where(Scan.folder.in_(folders))))
