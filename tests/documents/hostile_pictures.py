"""Hostile pictures, and files that are none: bombs, lies, polyglots, other kinds under a good name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageDraw, PngImagePlugin

from tests.documents.hostile_pdf import packed, paper

TOO_BIG = 25 * 1024 * 1024 + 1
ORIENTATION, DESCRIPTION = 0x0112, 0x010E
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def sheet(size: tuple[int, int] = (300, 400), mode: str = "RGB") -> Image.Image:
    """Return a small picture whose upper half is dark."""
    made = Image.new("RGB", size, "white")
    ImageDraw.Draw(made).rectangle((0, 0, size[0], size[1] // 2), fill="darkblue")
    return made.convert(mode)


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    """Return a picture as a file."""
    made = io.BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *more: bytes) -> bytes:
    """Return a PNG that says it is so large; its content is that of one line."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    lines = chunk(b"IDAT", zlib.compress(b"\0" * (width // 8 + 2)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + lines + chunk(b"IEND", b"")


def tiff(width: int, height: int, *, following: int = 0) -> bytes:
    """Return a TIFF that says it is so large; `following` is where its next page would be."""
    entries = [
        (256, 4, width),
        (257, 4, height),
        (258, 3, 1),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (279, 4, 100),
    ]
    packed = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    place = 108
    return (
        b"II*\0"
        + struct.pack("<I", place)
        + b"\0" * 100
        + struct.pack("<H", len(entries))
        + packed
        + struct.pack("<I", following)
    )


def zipped() -> bytes:
    """Return a ZIP with a script."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("run.js", "alert('CANARY')")
    return made.getvalue()


def lying_exif() -> bytes:
    """Return a JPEG whose EXIF says what no EXIF can say, and holds a script."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION] = 99, "CANARY javascript:alert(1)"
    return saved(sheet(), "JPEG", exif=exif, comment=b"CANARY")


def many_pages(count: int) -> bytes:
    """Return a TIFF of small pages."""
    page = Image.new("1", (20, 30), 1)
    return saved(page, "TIFF", save_all=True, append_images=[page] * (count - 1))


def animated() -> bytes:
    """Return a PNG whose first picture is followed by others."""
    return saved(sheet(), "PNG", save_all=True, append_images=[sheet((300, 400), "L").convert("RGB")] * 3)


def with_text() -> bytes:
    """Return a PNG with text, a script among it."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "CANARY")
    return saved(sheet(), "PNG", pnginfo=text)


def wrong_size(content: bytes) -> bytes:
    """Return a JPEG that says it is of 65500 times 65500 pixels."""
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", 65_500, 65_500) + content[at + 4 :]


def brand(name: bytes) -> bytes:
    """Return the beginning of a picture in a container of the MPEG group."""
    return struct.pack(">I", 24) + b"ftyp" + name + b"\0\0\0\0mif1" + name + b"\0" * 200


JPEG, PNG, TIFF = saved(sheet(), "JPEG"), saved(sheet(), "PNG"), saved(sheet(), "TIFF")
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
XXE = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'
BOMB_TEXT = packed(300)

# Taken in and cleaned: the picture stays, nothing else does.
ACTIVE: dict[str, bytes] = {
    "EXIF that lies": lying_exif(),
    "PNG with text": with_text(),
    "PNG that moves": animated(),
    "JPEG for printers (CMYK)": saved(sheet(mode="CMYK"), "JPEG"),
    "film behind a photograph": JPEG + b"\0\0\0\x18ftypmp42CANARY" + b"\0" * 4096,
    "PNG with fewer lines than it says": png(20, 20),
    "TIFF whose pages go round": tiff(200, 4, following=108),
}

# Refused, with this reason.
REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "one byte": (b"%", "kind"),
    "25 MB and one byte": (paper() + b"\n" * (TOO_BIG - len(paper())), "too_big"),
    "virus test as .pdf": (EICAR, "kind"),
    "web page as .jpg": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "kind"),
    "SVG with a script": (SVG, "kind"),
    "SVG that reads a file": (XXE, "kind"),
    "ZIP as .pdf": (zipped(), "kind"),
    "program as .pdf": (b"MZ" + b"\0" * 500, "kind"),
    "GIF as .png": (saved(sheet(mode="P"), "GIF"), "kind"),
    "BMP as .png": (saved(sheet(), "BMP"), "kind"),
    "WebP as .jpg": (saved(sheet(), "WEBP"), "kind"),
    "HEIC of a telephone": (brand(b"heic"), "heic"),
    "AVIF of a telephone": (brand(b"avif"), "heic"),
    "PDF that is a ZIP": (paper() + zipped(), "two_kinds"),
    "JPEG that is a ZIP": (JPEG + zipped(), "two_kinds"),
    "JPEG that is a web page": (JPEG + b"<html><script>alert(1)</script></html>", "two_kinds"),
    "JPEG that says it is a web page": (
        saved(sheet(), "JPEG", comment=b"<script>alert(1)</script>"),
        "two_kinds",
    ),
    "PNG that is a PDF": (PNG[:33] + chunk(b"teXt", b"%PDF-1.7") + PNG[33:], "two_kinds"),
    "PNG of 10 gigapixels": (png(100_000, 100_000), "dimensions"),
    "PNG of 100 megapixels": (png(10_000, 10_000), "dimensions"),
    "PNG with a bomb as text": (png(20, 20, chunk(b"zTXt", b"a\0\0" + BOMB_TEXT)), "unreadable"),
    "PNG with a bomb as profile": (png(20, 20, chunk(b"iCCP", b"a\0\0" + BOMB_TEXT)), "unreadable"),
    "TIFF of 10 gigapixels": (tiff(100_000, 100_000), "dimensions"),
    "TIFF that lies about its content": (tiff(9_000, 8_000), "unreadable"),
    "TIFF of 201 pages": (many_pages(201), "pages"),
    "JPEG that says it is of 4 gigapixels": (wrong_size(JPEG), "dimensions"),
    "JPEG cut off": (saved(sheet((900, 900)), "JPEG")[:-2000], "unreadable"),
    "PNG cut off": (PNG[: len(PNG) // 2], "unreadable"),
    "TIFF cut off": (TIFF[: len(TIFF) // 2], "unreadable"),
    "TIFF without pages": (b"II*\0" + struct.pack("<I", 8) + b"\0" * 6, "unreadable"),
    "JPEG of nothing but its first bytes": (b"\xff\xd8\xff\xe0", "unreadable"),
}
