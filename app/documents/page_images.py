"""A page as a small image that reads well on a screen, and the thumbnail in the list of pages."""

from __future__ import annotations

import io

from app.foundation.later import Image

THUMB_SIDE = 220
PNG, JPEG = "image/png", "image/jpeg"
PNG_BEGINS = b"\x89PNG"
# Colours nearer to grey than this are a scanner's tint of the paper; ink of stamps and pens is further.
TINT = 14
GREYS = 0b11110000  # sixteen greys are enough for text, and shrink well
MIDDLE, WHITE = 128, 255
CLEAN = 0.5  # of a page that is worth trying as PNG so much is quite white


def page_bytes(page: Image.Image) -> bytes:
    """Return an image as JPEG, or as PNG in greys where that is smaller (printed and never scanned)."""
    if not _is_grey(page):
        return _jpeg(page, 78)
    grey = page.convert("L")
    if grey.histogram()[WHITE] < CLEAN * grey.width * grey.height:
        return _jpeg(grey, 78)
    found = io.BytesIO()
    grey.point(lambda light: min(255, (light & GREYS) * 17 // 16)).save(found, "PNG")
    return min(found.getvalue(), _jpeg(grey, 78), key=len)


def thumb_bytes(page: Image.Image) -> bytes:
    """Return the page so small that many stand side by side."""
    small = page.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return _jpeg(small, 70)


def media_type(image: bytes) -> str:
    """Return which of the two an image of ours is."""
    return PNG if image.startswith(PNG_BEGINS) else JPEG


def turned(image: bytes, degrees: int) -> bytes:
    """Return one of our own images turned clockwise."""
    found = Image.open(io.BytesIO(image)).rotate(-degrees, expand=True)
    if media_type(image) == JPEG:
        return _jpeg(found, 78)
    written = io.BytesIO()
    found.save(written, "PNG")
    return written.getvalue()


def _is_grey(page: Image.Image) -> bool:
    small = page.copy()
    small.thumbnail((THUMB_SIDE * 2, THUMB_SIDE * 2))
    colours: bytes = small.convert("YCbCr").tobytes()
    return all(abs(ink - MIDDLE) <= TINT for ink in {*colours[1::3], *colours[2::3]})


def _jpeg(page: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    page.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
