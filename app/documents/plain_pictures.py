"""A picture of any kind of colours as one in black and white, grey or colours, no larger than it is kept."""

from __future__ import annotations

from PIL import Image

# Pixels of the longer side that are kept: A4 at 300 dpi, black and white at 600 dpi.
KEPT, KEPT_BLACK = 3_508, 7_016
GREY_16 = {"I;16", "I;16B", "I;16L", "I"}
SEE_THROUGH = {"RGBA", "LA", "PA", "P", "RGBa", "La"}


def plain_picture(found: Image.Image) -> Image.Image:
    """Return a copy in black and white, grey or colours, no larger than it is kept."""
    if found.mode in SEE_THROUGH:
        layer = _smaller(found if found.mode == "RGBA" else found.convert("RGBA"))
        plain = Image.new("RGB", layer.size, "white")
        plain.paste(layer, mask=layer.getchannel("A"))
        return plain
    if found.mode in GREY_16:
        return _smaller(found.convert("I").point(lambda grey: grey / 256).convert("L"))
    if found.mode == "1":
        return found.copy() if max(found.size) <= KEPT_BLACK else _smaller(found.convert("L"))
    return _smaller(found if found.mode in {"L", "RGB"} else found.convert("RGB"))


def _smaller(picture: Image.Image) -> Image.Image:
    factor = min(1, KEPT / max(picture.size))
    size = [max(1, round(side * factor)) for side in picture.size]
    return picture.resize((size[0], size[1]), reducing_gap=2)
