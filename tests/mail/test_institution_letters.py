"""Letters to institutions: long lists take two pages; the access letter names whose access it is."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from flask import Flask

from app.foundation.clock import Clock
from app.mail.letters import render_letter
from app.registrations.reasons import WORDS as WHY
from tests.mail.samples import LETTERS, NAME, PATH, REFERENCE
from tests.mail.test_delivery import NOON
from tests.mail.test_rendering import Row

pytestmark = pytest.mark.one_engine("rendering reads the firm's name from the settings and nothing else")

LONG = "Spółdzielnia Mieszkaniowo-Budowlana Pracowników Przemysłu Włókienniczego i Dziewiarskiego " * 2
SEAT = ["ul. Bohaterów Powstania Wielkopolskiego 118/120 lok. 4", "90-001 Konstantynów Łódzki"]
WORDS = "Prosimy o dokument podpisany przez osoby uprawnione do reprezentacji, ze wszystkimi stronami. "


def pages(app: Flask, name: str, params: dict[str, Any], secrets: dict[str, Any]) -> list[str]:
    """Return the words of each page of a letter in English."""
    with app.app_context():
        document = pypdfium2.PdfDocument(render_letter(Row(name, "en", params, secrets)))
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


@pytest.fixture(autouse=True)
def _noon(clock: Clock) -> None:
    clock.set(NOON)


def test_thirteen_documents_take_two_pages_and_nothing_is_lost(app: Flask) -> None:
    items = [{"label": f"Dokument numer {number}", "text": f"{WORDS}({number})"} for number in range(1, 14)]
    given = {**REFERENCE, "until": "2026-12-14"}
    read = pages(app, "request", given, {**PATH, "name": LONG, "address_lines": SEAT, "items": items})
    assert len(read) == 2
    for number in range(1, 14):
        assert sum(f"Dokument numer {number} " in page for page in read) == 1
        assert sum(f"({number})" in page for page in read) == 1
    for page in read:
        assert "Please send us documents" in page
        assert "What we ask for" in page
        assert "NIP" in page, "the foot stands on every page"
    assert "2 / 2" in read[1]
    assert REFERENCE["reference"] in read[1]


def test_a_long_name_stays_whole_in_the_window(app: Flask) -> None:
    given = {**LETTERS["request"].params}
    read = pages(app, "request", given, {**LETTERS["request"].secrets, "name": LONG, "address_lines": SEAT})
    seen = "".join(read[0].replace("\x02", "-").split())  # how a dash at the end of a line is read back
    assert all("".join(part.split()) in seen for part in (LONG, *SEAT))


def test_reasons_are_said_in_the_readers_language(app: Flask) -> None:
    given = {**REFERENCE, "reason": WHY["data_differ"], "remark": ""}
    with app.app_context():
        document = pypdfium2.PdfDocument(render_letter(Row("refusal", "pl", given, {**PATH, **NAME})))
    try:
        read = " ".join(document[0].get_textpage().get_text_bounded().split())
    finally:
        document.close()
    assert WHY["data_differ"] not in read
    assert "umow" in read


def test_the_access_letter_of_an_institution_names_it_and_its_first_user(app: Flask) -> None:
    whom = {"institution": "Gmina Wzorcowa", "user": "Filip Firmowy"}
    lines = [whom["institution"], whom["user"], *SEAT]
    codes = {"identifier": "1234 5678", "pin": "8765 4321", "address_lines": lines}
    (read,) = pages(app, "access_letter", LETTERS["access_letter"].params, {**codes, **whom})
    assert read.count("Gmina Wzorcowa") == 2
    assert "Confirm your e-mail address" in read
    assert "opened for you" not in read


def test_a_persons_access_letter_speaks_of_no_institution(app: Flask) -> None:
    sample = LETTERS["access_letter"]
    (read,) = pages(app, "access_letter", sample.params, sample.secrets)
    assert "opened for you" in read
    assert "Confirm your e-mail address" not in read


@pytest.mark.parametrize("code", [None, "K7M2 Q9XP"])
def test_a_receipt_without_a_code_says_nothing_of_one(app: Flask, code: str | None) -> None:
    sample = LETTERS["receipt"]
    (read,) = pages(app, "receipt", sample.params, {**sample.secrets, "code": code})
    assert ("earlier code no longer works" in read) == (code is not None)
    assert "P/118/2026" in read
    assert "Celina Czajka" in read


def test_a_refusal_without_words_gives_no_empty_heading(app: Flask) -> None:
    (read,) = pages(app, "refusal", {**REFERENCE, "reason": "", "remark": ""}, {**PATH, **NAME})
    assert "Why" not in read
    assert "apply again" in read
