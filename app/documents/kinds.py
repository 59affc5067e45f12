"""What a file is by its first bytes, whatever its name says, and whether it is something else besides."""

from __future__ import annotations

from app.documents.limits import MOST_BYTES, RefusedFileError

PDF = "application/pdf"
STARTS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
KINDS = {kind for _start, kind in STARTS}
# Brands of what telephones write where a JPEG picture is not asked for (ISO/IEC 23008-12, AV1 in it).
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1", b"avif"))
ARCHIVE_END = b"PK\x05\x06"
TAIL = 66_000  # where the end of a ZIP archive is looked for
HEAD = 1_024  # where readers look for the beginning of a PDF
ACTIVE = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?php")
END = b"%%EOF"
# What mail programs and servers leave behind the end of a PDF.
PADDING = b"\0\t\n\x0c\r \x1a"


def media_type(content: bytes) -> str:
    """Return the media type; raises RefusedFileError."""
    if not content:
        raise RefusedFileError("empty")
    if len(content) > MOST_BYTES:
        raise RefusedFileError("too_big")
    found = next((kind for start, kind in STARTS if content.startswith(start)), None)
    if found is None:
        raise RefusedFileError(_unknown(content))
    if found == PDF and END not in content[-TAIL:]:
        raise RefusedFileError("unreadable")  # it was cut off: pages may be missing
    if _is_two(content, found):
        raise RefusedFileError("two_kinds")
    return found


def _unknown(content: bytes) -> str:
    if content[4:12] in HEIC:
        return "heic"
    return "two_kinds" if STARTS[0][0] in content[:HEAD] else "kind"


def _is_two(content: bytes, kind: str) -> bool:
    """Say whether other programs would take the file for an archive, a page or another document."""
    if ARCHIVE_END in content[-TAIL:]:
        return True
    if kind == PDF:
        return bool(content[content.rfind(END) + len(END) :].strip(PADDING))
    edges = (content[:HEAD] + content[-TAIL:]).lower()
    return b"%pdf-" in edges[:HEAD] or any(sign in edges for sign in ACTIVE)
