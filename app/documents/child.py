"""The child process that opens files of strangers: `python -m app.documents.child examine|render …`.

It limits itself before it opens anything, reads one file, writes what it made into one folder, and ends.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Protocol

import zxingcpp
from PIL import Image

from app.documents import image_reading, pdf_reading
from app.documents.kinds import media_type
from app.documents.limits import CPU_SECONDS, MEMORY, MOST_WRITTEN, RefusedFileError

READING_DPI, CODE_DPI = 150, 200
PAGE_SIDE, THUMB_SIDE = 2_000, 220
ENTRIES = 2


class Pages(Protocol):
    """The pages of a cleaned file."""

    def __len__(self) -> int:
        """Return the number of pages."""
        ...

    def image(self, number: int, dpi: int) -> Image.Image:
        """Return a page (1…) as an image."""
        ...

    def lines(self) -> Any:
        """Yield the lines of the text layer."""
        ...


def limit_myself() -> None:
    """Give up more time, memory and disk than a file of 25 MB can need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def pages_of(content: bytes, kind: str) -> Pages:
    """Open a cleaned file."""
    return pdf_reading.Pages(content) if kind == "application/pdf" else image_reading.Pages(content, kind)


def examine(source: Path, folder: Path) -> dict[str, Any]:
    """Clean a file; write its copy, its first page and its text; return what is to be known of it."""
    content = source.read_bytes()
    kind = media_type(content)
    clean = (
        pdf_reading.cleaned(content) if kind == "application/pdf" else image_reading.cleaned(content, kind)
    )
    pages = pages_of(clean, kind)
    (folder / "clean").write_bytes(clean)
    first = pages.image(1, CODE_DPI)
    _write_page(first, folder, 1)
    (folder / "words.json").write_text(json.dumps(list(pages.lines()), ensure_ascii=False), encoding="utf-8")
    return {"media_type": kind, "pages": len(pages), "codes": _codes(first)}


def render(source: Path, folder: Path, kind: str, numbers: list[int]) -> dict[str, Any]:
    """Write pages of a cleaned file as images."""
    pages = pages_of(source.read_bytes(), kind)
    for number in numbers:
        _write_page(pages.image(number, READING_DPI), folder, number)
    return {}


def _write_page(image: Image.Image, folder: Path, number: int) -> None:
    page = image.convert("L") if image.mode in {"1", "L"} else image.convert("RGB")
    page.thumbnail((PAGE_SIDE, PAGE_SIDE))
    page.save(folder / f"page-{number}.jpg", "JPEG", quality=80, optimize=True)
    page.thumbnail((THUMB_SIDE, THUMB_SIDE))
    page.save(folder / f"thumb-{number}.jpg", "JPEG", quality=70)


def _codes(image: Image.Image) -> list[str]:
    formats = zxingcpp.BarcodeFormat.QRCode | zxingcpp.BarcodeFormat.Code128
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L"), formats=formats)]


def main(arguments: list[str]) -> None:
    """Do what was asked for; what came of it stands in result.json of the folder."""
    limit_myself()
    what, source, folder, *more = arguments
    target = Path(folder)
    try:
        if what == "examine":
            result = examine(Path(source), target)
        else:
            result = render(Path(source), target, more[0], [int(number) for number in more[1:]])
    except RefusedFileError as error:
        result = {"refused": error.code}
    except Image.DecompressionBombError:
        result = {"refused": "dimensions"}
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes a library raise
        result = {"refused": "unreadable", "fault": type(error).__name__}
    (target / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
