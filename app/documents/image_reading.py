"""Reading a picture in the child process: decoded, turned upright, written anew as the pages of a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from PIL import Image, ImageFile, ImageOps

from app.documents.limits import LONGEST_SIDE, MOST_PAGES, MOST_PIXELS, RefusedFileError
from app.documents.plain_pictures import KEPT, plain_picture

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
Image.MAX_IMAGE_PIXELS = None  # sizes are looked at below, before anything is decoded
ImageFile.LOAD_TRUNCATED_IMAGES = False
PAPER = 297 / 25.4  # inches: a picture becomes a page as long as A4


def cleaned(content: bytes, media_type: str) -> bytes:
    """Return a PDF whose pages are the picture's, upright and without its extra data.

    Raises RefusedFileError, and whatever Pillow raises when a picture is broken.
    """
    written = io.BytesIO()
    with pikepdf.new() as made:
        sheets = []  # they must stay open until all is written
        for frame in _frames(content, media_type):
            sheet = io.BytesIO()
            quality = {} if frame.mode == "1" else {"quality": 85}
            frame.save(sheet, "PDF", resolution=max(frame.size) / PAPER, **quality)
            sheets.append(pikepdf.open(sheet))
            made.pages.append(sheets[-1].pages[0])
        made.save(written)
    return written.getvalue()


def _frames(content: bytes, media_type: str) -> Iterator[Image.Image]:
    """Yield the pages: those of a TIFF, of anything else (an animation) the first."""
    with Image.open(io.BytesIO(content), formats=[FORMATS[media_type]]) as found:
        for number in range(MOST_PAGES + 1):
            try:
                found.seek(number)
            except EOFError:
                return
            if number == MOST_PAGES:
                raise RefusedFileError("pages")
            yield _page(found)
            if media_type != "image/tiff":
                return


def _page(found: Image.Image) -> Image.Image:
    """Decode one page and lay it upright on white paper; raises RefusedFileError."""
    if max(found.size) > LONGEST_SIDE or found.size[0] * found.size[1] > MOST_PIXELS:
        raise RefusedFileError("dimensions")
    found.draft(None, (KEPT, KEPT))  # a JPEG is decoded no larger than it is kept
    plain = plain_picture(found)
    plain.getexif().update(found.getexif())  # it says how the page must be turned
    upright = ImageOps.exif_transpose(plain)
    upright.info.clear()
    return upright
