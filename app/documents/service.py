"""Contract of the slice (its own code replaces this file)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select

from app.foundation.actor import Actor


class RefusedScanError(Exception):
    """The file is not taken in."""

    def __init__(self, code: str, sentence: str) -> None:
        """Keep why: a code, and an English msgid."""
        super().__init__(code)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that has been read, cleaned and stored, and that no row names yet."""

    sha256: str
    file_name: str
    media_type: str
    pages: int


def examine(content: bytes, file_name: str) -> Examined:
    """Read, clean and store a file in a child process, outside of any transaction; RefusedScanError."""
    raise NotImplementedError


def keep(examined: Examined, actor: Actor) -> int:
    """Make the row of an examined file; returns the scan's id."""
    raise NotImplementedError


def known_in(scan_ids: Select[int], sums: Sequence[str]) -> bool:
    """Say whether one of these scans has one of these digests. One statement."""
    raise NotImplementedError


def page_image(scan_id: int, number: int, *, thumbnail: bool = False) -> tuple[bytes, str]:
    """Return a page (1…) as an image, turned as a clerk turned it, and its media type; NotFoundError."""
    raise NotImplementedError


def turn(scan_id: int, number: int, degrees: int) -> None:
    """Turn a page by a multiple of 90 degrees, clockwise."""
    raise NotImplementedError


def clean_copy(scan_id: int) -> tuple[bytes, str, str]:
    """Return the cleaned copy: content, media type, file name."""
    raise NotImplementedError


def original(scan_id: int) -> tuple[bytes, str, str]:
    """Return the unaltered original: content, media type, file name."""
    raise NotImplementedError


def suggestions(scan_id: int) -> list[Suggestion]:
    """Return what the text layer suggests."""
    raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value read from the text layer: the field, the value, and its place (fractions of the page)."""

    field: str
    value: str
    page: int
    box: tuple[float, float, float, float]
