"""The demo's papers: plainly specimens, read by the office as real ones are, and taken in as files."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
import pytest
from flask import Flask
from PIL import Image

from app.demo import numbers, papers
from app.demo.papers import TITLES, Entity
from app.documents import service as documents
from app.foundation.actor import SYSTEM
from app.foundation.db import transaction
from app.registrations.papers_needed import FORMS, KINDS

DAY = dt.date(2026, 11, 3)
FIRM = Entity(
    "Zakład Wzorcowy sp. z o.o.",
    "llc",
    numbers.nip(901),
    numbers.regon(901),
    numbers.krs(901),
    ["Wzorcowa 10", "90-001 Łódź"],
    [
        {"name": "Maria Prezesowa", "function": "prezes zarządu"},
        {"name": "Jan Członkowski", "function": "członek zarządu"},
    ],
)

pytestmark = pytest.mark.one_engine("papers are files, whatever database keeps what is known of them")


def text_of(pdf: bytes) -> list[str]:
    """Return the words of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


@pytest.mark.parametrize("kind", sorted(TITLES))
def test_every_page_of_every_paper_says_that_it_is_a_specimen(app: Flask, kind: str) -> None:
    with app.app_context():
        pages = text_of(papers.paper(kind, FIRM, DAY, version="2026.1"))
    assert all("WZÓR – dane fikcyjne" in page for page in pages)
    assert FIRM.name in "".join(pages)


def test_there_is_a_paper_for_every_form_that_registers() -> None:
    needed = {kind for form in FORMS.values() for kind in form.required} - {"register_extract"}
    assert needed <= set(TITLES) <= set(KINDS)


@pytest.mark.parametrize("kind", ["krs_extract", "regon_certificate", "ceidg_print"])
def test_the_office_reads_numbers_and_day_from_the_text(app: Flask, kind: str) -> None:
    with app.app_context():
        content = papers.paper(kind, FIRM, DAY)
        examined = documents.examine(content, f"{kind}.pdf")
        with transaction():
            scan = documents.keep(examined, SYSTEM)
            found = {one.field: one.value for one in documents.suggestions(scan)}
    assert found["nip"] == FIRM.nip
    assert found["regon"] == FIRM.regon
    assert found["issued_on"] == DAY.isoformat()
    assert found["name"] == FIRM.name
    if kind == "krs_extract":
        assert (found["krs"], found["rule"]) == (FIRM.krs, "two")
        assert len(found["representatives"]) == len(FIRM.people)


def test_a_scan_has_no_text_and_as_many_pages(app: Flask) -> None:
    with app.app_context():
        pdf = papers.paper("regulations", FIRM, DAY, version="2026.1")
    pages = text_of(papers.scanned(pdf))
    assert pages == [""] * len(text_of(pdf))


def test_a_fax_and_a_photograph_are_taken_in_by_what_they_are(app: Flask) -> None:
    with app.app_context():
        extract = papers.paper("krs_extract", FIRM, DAY)
        fax, photo = papers.scanned_tiff(extract), papers.photographed(extract)
        kinds = [
            documents.examine(fax, "fax.tif").media_type,
            documents.examine(photo, "IMG_1.jpg").media_type,
        ]
    assert kinds == ["image/tiff", "image/jpeg"]
    assert Image.open(io.BytesIO(fax)).n_frames == len(text_of(extract))  # type: ignore[attr-defined]  # of a TIFF
