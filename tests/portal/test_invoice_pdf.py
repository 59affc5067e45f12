"""An invoice on paper: whole over its pages, with a structure, and the codes it can have and no others."""

from __future__ import annotations

import ctypes
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from app.billing.derive import derive
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient

NewClient = Callable[..., StrictClient]
KSEF = "0001234512-20261105-0100001AF629-16"


class Paper:
    """A PDF as it is read: the words of each page, and its parts as a screen reader is told of them."""

    def __init__(self, answer: Page) -> None:
        assert answer.mimetype == "application/pdf"
        self.made = answer.data
        document = pypdfium2.PdfDocument(self.made)
        self.pages = [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
        self.parts = [part for page in document for part in _parts(page)]
        document.close()

    @property
    def codes(self) -> list[str]:
        """What is said of the pictures, which are all codes."""
        return [said for kind, said in self.parts if kind == "Figure"]

    @property
    def words(self) -> str:
        """All words, with plain spaces."""
        return " ".join(self.pages).replace("\N{NO-BREAK SPACE}", " ")


def _parts(page: Any) -> Iterator[tuple[str, str]]:
    """Yield (kind, words in its place) of every part of a page's structure."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    todo = [
        pdfium.FPDF_StructTree_GetChildAtIndex(tree, number)
        for number in range(pdfium.FPDF_StructTree_CountChildren(tree))
    ]
    while todo:
        part = todo.pop()
        if not part:
            continue
        yield (
            _read(pdfium.FPDF_StructElement_GetType, part),
            _read(pdfium.FPDF_StructElement_GetAltText, part),
        )
        inside = range(pdfium.FPDF_StructElement_CountChildren(part))
        todo += [pdfium.FPDF_StructElement_GetChildAtIndex(part, number) for number in inside]
    pdfium.FPDF_StructTree_Close(tree)


def _read(ask: Callable[..., int], part: Any) -> str:
    size = ask(part, None, 0)
    kept = ctypes.create_string_buffer(size)
    ask(part, kept, size)
    return kept.raw.decode("utf-16-le").rstrip("\0")


@pytest.fixture
def paper(new_client: NewClient, anna: Person) -> Callable[..., Paper]:
    """Open the PDF of an invoice of Anna's, in English unless said otherwise."""

    def open_(number: int, language: str = "en") -> Paper:
        client = new_client(anna)
        with client.session_transaction() as kept:
            kept["language"] = language
        return Paper(client.get(f"/home/invoices/{number}/invoice.pdf"))

    return open_


@pytest.fixture
def issue(office: Office, anna: Person) -> Callable[..., int]:
    """Issue an invoice of Anna's with so many lines."""
    assert anna.agreement_id is not None
    point = office.supply_point(anna.agreement_id, ppe="590543510000000999", city="Bukowina")

    def make(gross: int, lines: int = 1, **columns: Any) -> int:
        number = office.invoice(anna.agreement_id or 0, gross, **columns)
        for place in range(1, lines + 1):
            office.line(number, place, 10_00, label=f"Pozycja {place:03d}", supply_point_id=point)
        return number

    return make


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_it_says_who_what_how_much_and_where_to(
    paper: Callable[..., Paper], issue: Callable[..., int]
) -> None:
    september = {"period_from": dt.date(2026, 9, 1), "period_to": dt.date(2026, 9, 30)}
    number = issue(1_234_50, invoice_no="R/2026/10/000777", due_on=dt.date(2026, 12, 1), **september)
    words = paper(number).words
    for part in (
        "Settlement invoice R/2026/10/000777",
        "VISUALISATION",
        "Przykładowa Energia S.A.",
        "NIP 0001234510",
        "Anna Testowa",
        "September 1, 2026 – September 30, 2026",
        "1,234.50 zł",
        "by December 1, 2026",
        "PPE 590 543 510 000 000 999",
        "Pozycja 001 100 kWh 0.10 zł 23% 10.00 zł",
        "1 / 1",
    ):
        assert part in words, part


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_it_is_an_archive_file_with_a_structure(
    paper: Callable[..., Paper], issue: Callable[..., int]
) -> None:
    found = paper(issue(100_00))
    assert b"<pdfaid:part>2</pdfaid:part>" in found.made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in found.made
    kinds = [kind for kind, _ in found.parts]
    assert kinds.count("Table") == 2
    assert kinds.count("TH") >= 9
    assert {"H1", "TD"} <= set(kinds)


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_a_long_table_goes_on_with_its_heads_and_its_supply_point(
    paper: Callable[..., Paper], issue: Callable[..., int]
) -> None:
    found = paper(issue(100_00, lines=90))
    assert len(found.pages) >= 3
    for number in range(1, 91):
        assert f"Pozycja {number:03d}" in found.words
    with_lines = [page for page in found.pages if "Pozycja" in page]
    assert all("For what" in page and "Bukowina" in page for page in with_lines)


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_what_is_unpaid_has_a_code_for_the_bank(
    paper: Callable[..., Paper], issue: Callable[..., int]
) -> None:
    (code,) = paper(issue(1_234_50)).codes
    assert code.startswith("QR code for a bank's application")


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_what_is_paid_says_so_and_has_no_code(
    paper: Callable[..., Paper], issue: Callable[..., int], office: Office, anna: Person
) -> None:
    number = issue(100_00)
    office.payment(anna.agreement_id or 0, 100_00)
    with office.database.write():
        derive([anna.agreement_id or 0])
    found = paper(number)
    assert "Settled in full" in found.words
    assert found.codes == []


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_a_number_in_ksef_is_printed_with_its_code(
    paper: Callable[..., Paper], issue: Callable[..., int]
) -> None:
    found = paper(issue(12_345_67_00, ksef_no=KSEF))
    assert KSEF in found.words
    # No bank's code holds so large an amount.
    assert found.codes == [f"QR code of the number in KSeF: {KSEF}"]


@pytest.mark.one_engine("what is printed was read by the query of the page")
@pytest.mark.parametrize("ksef_no", ["x" * 2000, "żółć\N{ROCKET}", "#panic() $x$ <a>"])
def test_whatever_the_feed_calls_a_number_makes_a_document(
    paper: Callable[..., Paper], issue: Callable[..., int], ksef_no: str
) -> None:
    assert "Settlement invoice" in paper(issue(100_00, ksef_no=ksef_no)).words


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_a_correction_names_what_it_corrects(paper: Callable[..., Paper], issue: Callable[..., int]) -> None:
    first = issue(224_12, invoice_no="R/1")
    second = issue(-12_26, invoice_no="K/1", kind="correction", corrects_no="R/1")
    assert "It was corrected by K/1: \N{MINUS SIGN}12.26 zł." in paper(first).words
    words = paper(second).words
    assert "It corrects invoice R/1" in words
    assert "In your favour 12.26 zł" in words
    assert "Account for payments" not in words


@pytest.mark.one_engine("what is printed was read by the query of the page")
def test_it_is_polish_for_polish_readers(paper: Callable[..., Paper], issue: Callable[..., int]) -> None:
    words = paper(issue(1_234_50), "pl").words
    assert "WIZUALIZACJA" in words
    assert "1 234,50 zł" in words
    assert "Seller" not in words


@pytest.mark.one_engine("a header of the answer")
def test_the_file_has_the_invoices_name(
    new_client: NewClient, anna: Person, issue: Callable[..., int]
) -> None:
    number = issue(100_00, invoice_no='R/2026"10\r\n/1')
    answer = new_client(anna).get(f"/home/invoices/{number}/invoice.pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="R-2026-10-1.pdf"'
