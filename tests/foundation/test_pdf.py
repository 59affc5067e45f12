"""PDF: data are content, never markup; faults name their place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
import typst
from flask import Flask

from app.foundation import pdf
from app.foundation.errors import BusyError
from app.foundation.i18n import speaking
from tests.support.cast import Person
from tests.support.client import StrictClient

pytestmark = pytest.mark.one_engine("the firm's name is all it takes from the database")

DATA: dict[str, Any] = {
    "title": "Tytuł #panic() $x$ <a> @b [c] *d*",
    "number": "1",
    "day": "dziś",
    "sha256": "0",
    "blocks": [{"kind": "paragraph", "children": [{"kind": "text", "text": '"#include \\"/etc/passwd\\""'}]}],
}


def words(made: bytes) -> str:
    """Return the text of a PDF."""
    document = pypdfium2.PdfDocument(made)
    try:
        return str(document[0].get_textpage().get_text_bounded())
    finally:
        document.close()


def test_what_looks_like_markup_is_printed(app: Flask) -> None:
    with app.app_context():
        read = words(pdf.render("regulations/document.typ", DATA))
    assert "#panic() $x$ <a> @b [c] *d*" in read
    assert "#include" in read


def test_a_sign_that_the_font_lacks_is_a_question_mark(app: Flask) -> None:
    title = "Zażółć \N{ROCKET}\N{ZERO WIDTH JOINER}漢\N{NO-BREAK SPACE}jaźń – ok\x01"
    with app.app_context():
        read = words(pdf.render("regulations/document.typ", {**DATA, "title": title}))
    assert "Zażółć ?? jaźń – ok" in read.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("block", [range(0x20, 0x250), range(0x2000, 0x2100), range(0x1E00, 0x1F00)])
def test_whatever_signs_come_a_document_is_made(app: Flask, block: range) -> None:
    signs = "".join(map(chr, block))
    with app.app_context():
        assert pdf.render("regulations/document.typ", {**DATA, "title": signs})


def test_a_missing_value_is_a_fault_with_its_place(app: Flask) -> None:
    with app.app_context(), pytest.raises(typst.TypstError, match="title"):
        pdf.render("regulations/document.typ", {})


def test_the_same_document_is_made_in_many_threads(app: Flask) -> None:
    made: list[str] = []

    def make(number: int) -> None:
        with app.app_context(), speaking("en"):
            made.append(words(pdf.render("regulations/document.typ", {**DATA, "number": f"N{number}N"})))

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(any(f"N{number}N" in text for text in made) for number in range(6))


def test_who_wants_more_than_two_at_once_waits_for_none(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[bytes] = []
    monkeypatch.setattr(pdf, "_customer", lambda: 7)

    def press() -> None:
        with app.app_context():
            made.append(pdf.render("regulations/document.typ", DATA))

    threads = [threading.Thread(target=press) for _ in range(2)]
    with pdf.one_at_a_time:
        for thread in threads:
            thread.start()
        while pdf.wanted[7] < 2:
            threads[0].join(0.01)
        with app.app_context(), pytest.raises(BusyError):
            pdf.render("regulations/document.typ", DATA)
    for thread in threads:
        thread.join()
    assert (len(made), pdf.wanted[7]) == (2, 0)


def test_a_customer_who_wants_too_many_is_told_and_the_office_is_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch, new_client: Callable[..., StrictClient], anna: Person
) -> None:
    monkeypatch.setattr(pdf, "MOST_AT_ONCE", 0)
    answer = new_client(anna).get("/home/account/statement.pdf")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    with app.app_context():
        assert pdf.render("regulations/document.typ", DATA)


def test_nobody_waits_for_ever(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LONGEST_WAIT", 0.01)
    with pdf.one_at_a_time, app.app_context(), pytest.raises(BusyError):
        pdf.render("regulations/document.typ", DATA)
    with app.app_context():
        assert pdf.render("regulations/document.typ", DATA)
