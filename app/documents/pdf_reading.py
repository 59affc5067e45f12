"""Reading a cleaned PDF in the child process: its pages as images, its text with places."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from math import ceil
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

POINT = 72
MOST_SIDE = 4_000  # pixels of a page that is made an image
WRITTEN_PAGES = 60  # pages whose text is kept: an extract says what it says at its beginning
MOST_LINES, LONGEST_LINE = 300, 400  # of one page
FINE = 10_000  # parts into which a page is divided when places are told


class Pages:
    """The pages of a cleaned PDF as images and as text."""

    def __init__(self, content: bytes) -> None:
        """Open what was cleaned; raises pypdfium2.PdfiumError."""
        self.document = pypdfium2.PdfDocument(content)

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self.document)

    def size(self, number: int, dpi: int, longest: int) -> tuple[int, int]:
        """Return width and height in pixels of the image of a page (1…), upright as it is shown."""
        width, height = self.document.get_page_size(number - 1)
        scale = _scale(width, height, dpi, longest)
        return ceil(width * scale), ceil(height * scale)

    def image(self, number: int, dpi: int, longest: int = MOST_SIDE) -> Image.Image:
        """Return a page (1…) as an image; its longer side has at most `longest` pixels."""
        page = self.document[number - 1]
        width, height = page.get_size()
        found: Image.Image = page.render(scale=_scale(width, height, dpi, longest)).to_pil()
        return found.convert("RGB")

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of the text layer: page (1…), text, box in fractions of the page from the top."""
        for number in range(1, min(len(self), WRITTEN_PAGES) + 1):
            page = self.document[number - 1]
            text = page.get_textpage()
            for start, said in _lines(text):
                yield {"page": number, "text": said.strip(), "box": _box(page, text, start, said)}


def _scale(width: float, height: float, dpi: int, longest: int) -> float:
    return min(dpi / POINT, longest / max(width, height, 1))


def _lines(text: Any) -> Iterator[tuple[int, str]]:
    """Yield (place of its first sign, line) of each line that says something."""
    begins = found = 0
    for line in str(text.get_text_range()).splitlines(keepends=True):
        said = line.rstrip("\r\n")[:LONGEST_LINE]
        if said.strip() and found < MOST_LINES:
            found += 1
            yield begins, said
        # Signs are counted as UTF-16 does.
        begins += len(line.encode("utf-16-le")) // 2


def _box(page: Any, text: Any, start: int, said: str) -> list[float]:
    """Return the box around a line: left, top, right, bottom."""
    first = raw.FPDFText_GetCharIndexFromTextIndex(text, start)
    corners = []
    for index in range(text.count_rects(max(first, 0), len(said))):
        left, bottom, right, top = text.get_rect(index)
        corners += [_place(page, left, top), _place(page, right, bottom)]
    across, down = zip(*corners, strict=True) if corners else ((0.0,), (0.0,))
    return [min(across), min(down), max(across), max(down)]


def _place(page: Any, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the page is seen, however the page is turned and cut."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return min(max(across.value / FINE, 0.0), 1.0), min(max(down.value / FINE, 0.0), 1.0)
