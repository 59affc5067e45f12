"""Reading a picture in the child process: decoded, turned upright, written anew as the pages of a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf
from PIL import Image, ImageFile, ImageOps

from app.documents.limits import LONGEST_SIDE, MOST_PAGES, MOST_PIXELS, RefusedFileError

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
Image.MAX_IMAGE_PIXELS = None  # sizes are looked at below, before anything is decoded
ImageFile.LOAD_TRUNCATED_IMAGES = False
PAPER = 297 / 25.4  # inches: a picture becomes a page as long as A4, whatever it says of itself
# Pixels of the longer side that are kept: A4 at 300 dpi, black and white at 600 dpi.
KEPT, KEPT_BLACK = 3_508, 7_016
WHOLE_16 = 256  # 16 bits are 256 times as many greys as 8
GREY_16 = {"I;16", "I;16B", "I;16L", "I"}
SEE_THROUGH = {"RGBA", "LA", "PA", "P", "RGBa", "La"}


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
    plain = _plain(found)
    most = KEPT_BLACK if plain.mode == "1" else KEPT
    if max(plain.size) > most:
        plain = plain if plain.mode != "1" else plain.convert("L")
        plain.thumbnail((KEPT, KEPT))
    upright = ImageOps.exif_transpose(plain)
    upright.info.clear()
    return upright


def _plain(found: Image.Image) -> Image.Image:
    """Return a copy in black and white, grey or colours, which knows how it must be turned."""
    if found.mode in SEE_THROUGH:
        layer = found.convert("RGBA")
        plain = Image.new("RGB", layer.size, "white")
        plain.paste(layer, mask=layer.getchannel("A"))
    elif found.mode in GREY_16:
        plain = found.convert("I").point(lambda grey: grey / WHOLE_16).convert("L")
    else:
        plain = found.copy() if found.mode in {"1", "L", "RGB"} else found.convert("RGB")
    plain.getexif().update(found.getexif())
    return plain
