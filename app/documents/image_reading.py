"""Reading a picture in the child process: decoded, turned upright, written anew without its extra data."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageFile, ImageOps, TiffImagePlugin

from app.documents.limits import LONGEST_SIDE, MOST_PAGES, MOST_PIXELS, RefusedFileError

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # at twice this Pillow raises; between the two it warns
ImageFile.LOAD_TRUNCATED_IMAGES = False


def opened(content: bytes, media_type: str) -> Image.Image:
    """Return a picture of just this kind, not yet decoded; raises RefusedFileError."""
    found = Image.open(io.BytesIO(content), formats=[FORMATS[media_type]])
    if max(found.size) > LONGEST_SIDE or found.size[0] * found.size[1] > MOST_PIXELS:
        raise RefusedFileError("dimensions")
    return found


def cleaned(content: bytes, media_type: str) -> bytes:
    """Return the picture written anew, upright; raises RefusedFileError."""
    found = opened(content, media_type)
    count = getattr(found, "n_frames", 1) if media_type == "image/tiff" else 1
    if count > MOST_PAGES:
        raise RefusedFileError("pages")
    frames = [_frame(found, number) for number in range(count)]
    written = io.BytesIO()
    if media_type == "image/tiff":
        more: dict[str, Any] = {"save_all": True, "append_images": frames[1:], "compression": "tiff_deflate"}
    else:
        more = {"quality": 90} if media_type == "image/jpeg" else {}
    frames[0].save(written, FORMATS[media_type], **more)
    return written.getvalue()


def _frame(found: Image.Image, number: int) -> Image.Image:
    if number or isinstance(found, TiffImagePlugin.TiffImageFile):
        found.seek(number)
        if max(found.size) > LONGEST_SIDE or found.size[0] * found.size[1] > MOST_PIXELS:
            raise RefusedFileError("dimensions")
    upright = ImageOps.exif_transpose(found)
    plain = upright.convert("L" if upright.mode in {"1", "L", "I;16"} else "RGB")
    plain.info.clear()
    return _on_white(upright) if upright.mode in {"RGBA", "LA", "P"} else plain


def _on_white(picture: Image.Image) -> Image.Image:
    """Lay a picture with transparent parts on white paper."""
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper


class Pages:
    """The pages of a cleaned picture."""

    def __init__(self, content: bytes, media_type: str) -> None:
        """Open what `cleaned` returned."""
        self.picture = opened(content, media_type)

    def __len__(self) -> int:
        """Return the number of pages."""
        return int(getattr(self.picture, "n_frames", 1))

    def image(self, number: int, _dpi: int) -> Image.Image:
        """Return a page (1…) as it is."""
        self.picture.seek(number - 1)
        return self.picture.copy()

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield nothing: a picture has no text layer."""
        return iter(())
