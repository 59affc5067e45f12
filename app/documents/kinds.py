"""What a file is by its first bytes, whatever its name says, and whether it is something else besides."""

from __future__ import annotations

from app.documents.limits import MOST_BYTES, RefusedFileError

STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")
ARCHIVE_END = b"PK\x05\x06"
TAIL = 66_000  # where the end of a ZIP archive is looked for
HEAD = 1_024  # where readers look for the beginning of a PDF
ACTIVE = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?php")


def media_type(content: bytes) -> str:
    """Return the media type; raises RefusedFileError."""
    if not content:
        raise RefusedFileError("empty")
    if len(content) > MOST_BYTES:
        raise RefusedFileError("too_big")
    found = next((kind for start, kind in STARTS if content.startswith(start)), None)
    if found is None:
        raise RefusedFileError("heic" if content[4:12] in HEIC else "kind")
    if _is_two(content, found):
        raise RefusedFileError("two_kinds")
    return found


def _is_two(content: bytes, kind: str) -> bool:
    """Say whether other programs would take the file for an archive, a page or another document."""
    if ARCHIVE_END in content[-TAIL:]:
        return True
    if kind == "application/pdf":
        after = content[content.rfind(b"%%EOF") + 5 :] if b"%%EOF" in content else b""
        return any(sign in after.lower() for sign in ACTIVE)
    edges = (content[:HEAD] + content[-4 * HEAD :]).lower()
    return b"%pdf-" in content[:HEAD].lower() or any(sign in edges for sign in ACTIVE)
