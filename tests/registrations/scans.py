"""Small files of every kind that the paper desk takes in, made on the spot."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from tests.support.client import Page, StrictClient


def pdf(pages: int = 1, word: str = "") -> bytes:
    """Return a PDF of so many pages; another word makes another file."""
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    made.docinfo["/Title"] = word or "scan"
    written = io.BytesIO()
    made.save(written, deterministic_id=True)
    return written.getvalue()


def picture(kind: str = "PNG", word: str = "A") -> bytes:
    """Return an image with a word on it."""
    image = Image.new("RGB", (200, 280), "white")
    ImageDraw.Draw(image).text((20, 20), word, fill="black")
    written = io.BytesIO()
    image.save(written, kind)
    return written.getvalue()


def file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    """Return a file as the client sends it."""
    return io.BytesIO(content), name


def send(desk: StrictClient, page: Page, **files: Any) -> Page:
    """Send files by the form of a page: kind of document, or `unsorted` -> a file or several."""
    named = {f"file-{kind.removeprefix('unsorted')}": sent for kind, sent in files.items()}
    return desk.press(page, "Send the files", **named)


def base64(content: bytes) -> str:
    """Return bytes as a script in a browser can read them."""
    return b64encode(content).decode()
