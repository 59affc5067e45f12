"""The packet to print: its words, that it is accessible and lasting, that scanners read its codes."""

from __future__ import annotations

import re

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from app.registrations import packet as packets
from app.registrations.papers_needed import FORMS, KINDS
from app.registrations.queries import by_reference
from tests.registrations import paper_cases
from tests.support.cast import Office
from tests.support.database import Database

pytestmark = pytest.mark.one_engine("a packet is made of one row and the Regulations, whichever engine")

DPI = 200 / 72


def made(office: Office, **given: object) -> bytes:
    """Let an institution apply and return its packet."""
    known = paper_cases.firma(office)
    known.given |= {"language": "en", **given}
    reference = paper_cases.announced(office, known)
    return packet_of(office.database, reference)


def packet_of(database: Database, reference: str) -> bytes:
    """Return the packet of an application."""
    with database.read():
        row = by_reference(reference)
        assert row is not None
        return packets.packet(row)


def pages_of(pdf: bytes) -> list[str]:
    """Return the words of every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def images_of(pdf: bytes, count: int = 99) -> list[Image.Image]:
    """Return the first pages as a scanner at 200 dpi would see them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[one].render(scale=DPI).to_pil() for one in range(min(count, len(document)))]
    finally:
        document.close()


def test_the_packet_holds_form_regulations_checklist_and_a_sheet_to_keep(office: Office) -> None:
    pages = pages_of(made(office))
    cover, form, last = pages[0], pages[1], pages[-1]
    assert re.search(r"EB-\w{4}-\w{4}-\d\d", cover)
    assert "Zakład Wzorcowy sp. z o.o." in cover
    assert "ul. Wzorcowa 1" in cover  # where it goes
    for value in ("Maria Prezesowa", "prezes zarządu", "Filip Firmowy", "90-001 Łódź", "Signature"):
        assert value in form
    in_force = re.compile(r"Regulations 2026\.\d+, in force from .*The service is free.*accept them")
    assert any(in_force.search(page) for page in pages)
    assert "please keep this sheet" in last


def test_every_sheet_after_the_cover_names_the_application(office: Office) -> None:
    pages = pages_of(made(office))
    reference = re.search(r"EB-\w{4}-\w{4}-\d\d", pages[0])
    assert reference
    assert all(f"Application {reference[0]}" in page for page in pages[1:])


@pytest.mark.parametrize("legal_form", sorted(FORMS))
def test_the_checklist_is_that_of_the_legal_form_and_names_its_law(office: Office, legal_form: str) -> None:
    pages = pages_of(made(office, legal_form=legal_form))
    (checklist,) = [page for page in pages if "Checklist: what to enclose" in page]
    for kind in FORMS[legal_form].required:
        assert KINDS[kind].label in checklist
    others = {"krs_extract", "ceidg_print", "board_resolution"} - set(FORMS[legal_form].required)
    assert not [kind for kind in others if KINDS[kind].label in checklist]
    assert FORMS[legal_form].law in checklist


@pytest.mark.parametrize("turned", [0, 90, 180, 270, 3])
def test_both_codes_hold_exactly_the_reference_whichever_way_the_sheet_lies(
    office: Office, turned: int
) -> None:
    pdf = made(office)
    reference = re.search(r"EB-\w{4}-\w{4}-\d\d", pages_of(pdf)[0])
    (cover,) = images_of(pdf, 1)
    lying = cover.convert("L").rotate(turned, expand=True, fillcolor=255)
    found = {code.format: code.text for code in zxingcpp.read_barcodes(lying)}
    assert reference
    assert found == {
        zxingcpp.BarcodeFormat.QRCode: reference[0],
        zxingcpp.BarcodeFormat.Code128: reference[0],
    }


def test_the_form_and_the_regulations_carry_the_code_too(office: Office) -> None:
    for image in images_of(made(office))[1:]:
        assert [code.text[:3] for code in zxingcpp.read_barcodes(image.convert("L"))] == ["EB-"]


def test_the_packet_is_accessible_and_lasting(office: Office) -> None:
    pdf = made(office)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    document = pypdfium2.PdfDocument(pdf)
    try:
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    assert title.startswith("Packet EB-")


def test_what_was_typed_is_printed_and_never_markup(office: Office) -> None:
    name = "Firma #panic() $x$ [c] *d* <a>"
    assert name in pages_of(made(office, name=name))[0]


def test_in_polish_the_packet_is_polish(office: Office) -> None:
    pages = pages_of(made(office, language="pl"))
    assert any("Usługa jest bezpłatna" in page for page in pages)


def test_four_signers_each_have_a_place_to_sign(office: Office) -> None:
    signers = [{"name": f"Osoba {letter}", "function": "członek zarządu"} for letter in "ABCD"]
    pages = pages_of(made(office, signers=signers))
    assert all(pages[1].count(person["name"]) == 1 for person in signers)
