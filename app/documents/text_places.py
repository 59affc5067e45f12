"""The lines of a page's text and where each is seen; in the child process, as PDFium is."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from pypdfium2 import raw

MOST_LINES, LONGEST_LINE = 300, 400  # of one page
FINE = 10_000  # parts into which a page is divided when places are told


def lines_of(text: Any) -> Iterator[tuple[int, str]]:
    """Yield (place of its first sign, line) of each line that says something."""
    begins = found = 0
    for line in str(text.get_text_range()).splitlines(keepends=True):
        said = line.rstrip("\r\n")[:LONGEST_LINE]
        if said.strip() and found < MOST_LINES:
            found += 1
            yield begins, said
        # Signs are counted as UTF-16 does.
        begins += len(line.encode("utf-16-le")) // 2


def box_of(page: Any, text: Any, start: int, said: str) -> list[float]:
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
