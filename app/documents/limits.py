"""How much a file may ask of us, and why one is refused; shared by the office and its child process."""

from __future__ import annotations

from workflows.words import N_

MOST_BYTES = 25 * 1024 * 1024
MOST_PAGES = 200
MOST_PIXELS = 80_000_000  # A3 at 600 dpi
LONGEST_SIDE = 20_000  # points of a PDF page, pixels of a picture
MOST_UNPACKED = 64 * 1024 * 1024  # of what a page draws; its pictures are counted in pixels
MEMORY = 1_200 * 1024 * 1024  # address space of the child
CPU_SECONDS = 60
WALL_SECONDS = 90
MOST_WRITTEN = 200 * 1024 * 1024

REASONS = {
    "empty": N_("The file is empty."),
    "too_big": N_("The file is larger than 25 MB. Please scan with 200 dpi, or send it in parts."),
    "kind": N_("Only PDF, JPEG, PNG and TIFF can be taken in; this file is none of them."),
    "heic": N_(
        "This is a HEIC photograph. Please set your telephone to take JPEG pictures, or send the file as PDF."
    ),
    "encrypted": N_("The file is protected by a password. Please send it without one."),
    "two_kinds": N_(
        "The file holds something else besides the document, so it is not taken in. Please scan it again, or "
        "print it to a new PDF."
    ),
    "no_pages": N_("The file has no pages."),
    "pages": N_("The file has more than 200 pages. Please send it in parts."),
    "dimensions": N_("A page is too large to be shown. Please scan it again in its real size."),
    "bomb": N_("The file unpacks to far more than a document holds. Please scan it again."),
    "unreadable": N_("The file is broken or cannot be read. Please scan or save it again."),
}


class RefusedFileError(Exception):
    """The file is not taken in; the code stands in REASONS."""

    def __init__(self, code: str) -> None:
        """Keep why."""
        super().__init__(code)
        self.code = code
