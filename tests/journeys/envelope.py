"""An institution's envelope: the packet as it comes back from a scanner, and what lies beside it."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
import zxingcpp
from flask import Flask

from app.demo import papers
from app.demo.papers import Entity
from tests.registrations.paper_cases import Firma

PDF, TIFF, JPEG = "application/pdf", "image/tiff", "image/jpeg"
File = dict[str, Any]  # a file as a browser chooses it
BOARD = (
    {"name": "Maria Prezesowa", "function": "prezes zarządu"},
    {"name": "Piotr Zarządny", "function": "członek zarządu"},
)


def file(name: str, kind: str, content: bytes) -> File:
    """Return a file as a browser chooses it."""
    return {"name": name, "mimeType": kind, "buffer": content}


@dataclass(frozen=True)
class Envelope:
    """The papers of an institution, issued and signed on a day by two of its board together."""

    app: Flask
    firma: Firma
    day: dt.date

    def _paper(self, kind: str, version: str = "") -> bytes:
        of_paper = ("name", "legal_form", "nip", "regon", "krs", "seat")
        entity = Entity(**{name: self.firma.given[name] for name in of_paper}, people=BOARD)
        with self.app.app_context():
            return papers.paper(kind, entity, self.day, version=version)

    @property
    def extract(self) -> File:
        """The extract from the register, printed from the Ministry's page: it has a text layer."""
        return file("odpis KRS.pdf", PDF, self._paper("krs_extract"))

    @property
    def certificate(self) -> File:
        """The REGON certificate as somebody's telephone takes it."""
        return file("zaświadczenie.jpg", JPEG, papers.photographed(self._paper("regon_certificate")))

    @property
    def faxed_certificate(self) -> File:
        """The REGON certificate as a fax hands it over."""
        return file("faks.tif", TIFF, papers.scanned_tiff(self._paper("regon_certificate")))

    def signed(self, kind: str, version: str = "") -> File:
        """Return a paper that was signed and scanned: images only."""
        return file(f"{kind}.pdf", PDF, papers.scanned(self._paper(kind, version)))


@dataclass(frozen=True)
class Packet:
    """A packet that was printed, signed and scanned; `words` of each sheet are known from the print only."""

    words: tuple[str, ...]
    scan: bytes

    @property
    def code(self) -> str:
        """What a hand scanner types that is held over the cover sheet: its bars, read from the image."""
        document = pypdfium2.PdfDocument(self.scan)
        try:
            cover = document[0].render(scale=papers.DPI / 72).to_pil()
        finally:
            document.close()
        found = zxingcpp.read_barcodes(cover)
        (bars,) = [one.text for one in found if one.format == zxingcpp.BarcodeFormat.Code128]
        return str(bars)

    def sheets(self, first: str, after: str) -> bytes:
        """Return the scan of the sheets from the one with certain words to that before other words."""
        start = next(number for number, said in enumerate(self.words) if first in said)
        end = next(number for number, said in enumerate(self.words) if number > start and after in said)
        written, made = io.BytesIO(), pikepdf.new()
        with pikepdf.open(io.BytesIO(self.scan)) as all_sheets:
            made.pages.extend(all_sheets.pages[start:end])
            made.save(written)
        return written.getvalue()


def posted(printed: bytes) -> Packet:
    """Print a packet and scan it: every sheet an image, a little turned, with noise, without a word."""
    packet = Packet(sheets_of(printed), papers.scanned(printed))
    assert len(packet.words) == len(sheets_of(packet.scan))
    assert not any(sheets_of(packet.scan))
    return packet


def sheets_of(pdf: bytes) -> tuple[str, ...]:
    """Return the words of every sheet that are there as text."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)
    finally:
        document.close()
