"""The child process that opens files of strangers: `python -m app.documents.child examine|render …`.

It limits itself before it opens anything, reads one file, writes what it made into one folder, and ends.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import zxingcpp

from app.documents import image_reading, pdf_cleaning
from app.documents.kinds import PDF, media_type
from app.documents.limits import CPU_SECONDS, MEMORY, MOST_WRITTEN, RefusedFileError
from app.documents.page_images import page_bytes, thumb_bytes
from app.documents.pdf_reading import Pages

READING_DPI, PAGE_SIDE = 150, 2_000
CODE_DPI = 200  # below it a blurred code is not read
MOST_CODES, LONGEST_CODE = 20, 200
FILES = 64  # open at once: libraries, their data, and ours


def limit_myself() -> None:
    """Give up more time, memory, disk and processes than a file of 25 MB can need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what is in memory is somebody's document
    os.nice(5)


def examine(source: Path, folder: Path) -> dict[str, Any]:
    """Clean a file; write its copy, its first page and its text; return what is to be known of it."""
    content = source.read_bytes()
    kind = media_type(content)
    clean = pdf_cleaning.cleaned(content) if kind == PDF else image_reading.cleaned(content, kind)
    pages = Pages(clean)
    numbers = range(1, len(pages) + 1)
    (folder / "clean").write_bytes(clean)
    _write_page(pages, folder, 1)
    (folder / "words.json").write_text(json.dumps(list(pages.lines()), ensure_ascii=False), encoding="utf-8")
    sizes = [pages.size(number, READING_DPI, PAGE_SIDE) for number in numbers]
    return {"media_type": kind, "pages": len(pages), "sizes": sizes, "codes": _codes(pages)}


def render(source: Path, folder: Path, numbers: list[int]) -> dict[str, Any]:
    """Write pages of a cleaned file as images."""
    pages = Pages(source.read_bytes())
    for number in numbers:
        _write_page(pages, folder, number)
    return {}


def _write_page(pages: Pages, folder: Path, number: int) -> None:
    page = pages.image(number, READING_DPI, PAGE_SIDE)
    (folder / f"page-{number}").write_bytes(page_bytes(page))
    (folder / f"thumb-{number}").write_bytes(thumb_bytes(page))


def _codes(pages: Pages) -> list[str]:
    """Return what the QR and Code 128 codes of the first page say, whichever way it lies."""
    formats = zxingcpp.BarcodeFormat.QRCode | zxingcpp.BarcodeFormat.Code128
    found = zxingcpp.read_barcodes(pages.image(1, CODE_DPI).convert("L"), formats=formats)
    return [one.text[:LONGEST_CODE].replace("\0", "") for one in found if one.text][:MOST_CODES]


def _peak() -> int:
    """Return the most memory this process held, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def main(arguments: list[str]) -> None:
    """Do what was asked for; what came of it stands in result.json of the folder."""
    limit_myself()
    what, source, folder, *numbers = arguments
    target = Path(folder)
    try:
        if what == "examine":
            result = examine(Path(source), target)
        else:
            result = render(Path(source), target, [int(number) for number in numbers])
    except RefusedFileError as error:
        result = {"refused": error.code}
    except Exception as error:  # noqa: BLE001 - whatever a broken file makes a library raise
        result = {"refused": "unreadable", "fault": type(error).__name__}
    result["memory"] = _peak()
    result["seconds"] = round(sum(os.times()[:2]), 2)
    (target / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
