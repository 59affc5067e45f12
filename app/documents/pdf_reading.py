"""Reading a cleaned PDF in the child process: its pages as images, the lines of its text."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

import pypdfium2
from PIL import Image

from app.documents.text_places import box_of, lines_of

POINT, MOST_SIDE = 72, 4_000  # dpi of a PDF's measures; pixels of a page that is made an image
WRITTEN_PAGES = 60  # pages whose text is kept: an extract says what it says at its beginning


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
        for number, page in zip(range(1, WRITTEN_PAGES + 1), self.document, strict=False):
            text = page.get_textpage()
            for start, said in lines_of(text):
                yield {"page": number, "text": said.strip(), "box": box_of(page, text, start, said)}


def _scale(width: float, height: float, dpi: int, longest: int) -> float:
    return min(dpi / POINT, longest / max(width, height, 1))
