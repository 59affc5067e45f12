"""Every mail and letter as its reader gets it, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from syrupy.assertion import SnapshotAssertion

from app.foundation.clock import Clock
from app.mail.letters import render_letter
from app.mail.rendering import Rendered, render, revived, subject_of
from tests.mail.samples import LETTERS, MAILS, Sample
from tests.mail.test_delivery import NOON
from tests.support import html

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(folder.name for folder in (TEMPLATES / "mail").iterdir() if folder.is_dir())
SHEETS = sorted(file.stem for file in (TEMPLATES / "letters").glob("[!_]*.typ"))
LANGUAGES = ("pl", "en")

pytestmark = pytest.mark.one_engine("rendering reads the firm's name from the settings and nothing else")


@dataclass(frozen=True)
class Row:
    """What rendering asks of a row of the outbox."""

    name: str
    language: str
    params: Any
    secrets: Any


def row(name: str, language: str, samples: dict[str, Sample]) -> Row:
    """Return the sample of a message as a row."""
    assert name in samples, f"tests/mail/samples.py lacks {name}: say there what the message is told"
    return Row(name, language, samples[name].params, samples[name].secrets)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    return str(request.param)


@pytest.fixture(params=NAMES)
def mail(request: pytest.FixtureRequest, app: Flask, language: str) -> Rendered:
    """Each mail in turn, in each language."""
    with app.app_context():
        return render(row(request.param, language, MAILS))


@pytest.fixture(params=SHEETS)
def letter(request: pytest.FixtureRequest, app: Flask, language: str, clock: Clock) -> bytes:
    """Each letter in turn, in each language."""
    clock.set(NOON)
    with app.app_context():
        return render_letter(row(request.param, language, LETTERS))


def test_samples_belong_to_messages_that_exist() -> None:
    assert sorted(MAILS) == NAMES
    assert sorted(LETTERS) == SHEETS


def test_a_mail_reads_as_it_did(mail: Rendered, snapshot: SnapshotAssertion) -> None:
    assert f"{mail.subject}\n\n{mail.text}" == snapshot


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_tells_the_same_facts_in_html_as_in_text(app: Flask, name: str, language: str) -> None:
    with app.app_context():
        mail = render(row(name, language, MAILS))
    shown = html.read(mail.html)
    words, linked = html.words(shown), {link.attr("href") for link in shown.select("a")}
    told = {str(value) for value in (MAILS[name].params | MAILS[name].secrets).values()}
    text = f"{mail.subject}\n{mail.text}"
    assert {value for value in told if value in text} == {value for value in told if value in words}
    for address in re.findall(r"https?://[^\s<>]+", mail.text):
        assert address.rstrip(".,)") in linked or address in words


def test_a_mail_carries_its_looks_and_nothing_from_elsewhere(mail: Rendered, language: str) -> None:
    shown = html.read(mail.html)
    assert html.one(shown, "html").attr("lang") == language
    assert len(shown.select("h1")) == 1
    assert not shown.select("script, img, link, iframe, form")
    assert all(element.attr("style") for element in shown.select("body, p, h1, a"))
    assert "<b>" not in mail.html, "what people wrote is text"


def test_a_subject_is_one_short_line_without_secrets(mail: Rendered) -> None:
    assert 10 <= len(mail.subject) <= 90
    assert "\n" not in mail.subject
    for sample in MAILS.values():
        assert not [secret for secret in sample.secrets.values() if str(secret) in mail.subject]


def test_a_subject_can_be_listed_without_the_secrets(app: Flask) -> None:
    with app.app_context():
        for name, sample in MAILS.items():
            assert subject_of(Row(name, "pl", sample.params, None)) != name


def test_a_letter_reads_as_it_did(letter: bytes, snapshot: SnapshotAssertion) -> None:
    document = pypdfium2.PdfDocument(letter)
    try:
        assert len(document) == 1
        assert document[0].get_textpage().get_text_bounded().replace("\r\n", "\n") == snapshot
    finally:
        document.close()


def test_a_letter_says_that_it_is_accessible_and_lasting(letter: bytes, language: str) -> None:
    assert b"pdfuaid:part" in letter
    assert b"pdfaid:part" in letter
    assert f"/Lang({language}-".encode() in letter


def test_the_address_stands_in_the_window_of_the_envelope(letter: bytes) -> None:
    # DIN 5008 form B: the window reaches from 45 to 90 mm below the edge and from 20 to 105 mm beside it.
    document = pypdfium2.PdfDocument(letter)
    try:
        page = document[0]
        height = page.get_height()
        point = 72 / 25.4
        left, right, top, bottom = 20 * point, 105 * point, height - 45 * point, height - 90 * point
        seen = page.get_textpage().get_text_bounded(left, bottom, right, top)
        assert "Anna Źdźbłowska" in seen
        assert "90-001 Łódź" in seen
        assert "8765" not in seen
    finally:
        document.close()


def test_codes_lie_on_the_inner_fold(app: Flask) -> None:
    with app.app_context():
        document = pypdfium2.PdfDocument(render_letter(row("access_letter", "pl", LETTERS)))
    try:
        page = document[0]
        lowest_third = page.get_textpage().get_text_bounded(0, 0, page.get_width(), page.get_height() / 3)
        above = page.get_textpage().get_text_bounded(
            0, page.get_height() / 3, page.get_width(), page.get_height()
        )
        for code in ("1234 5678", "8765 4321"):
            assert code in lowest_third
            assert code not in above
    finally:
        document.close()


def test_a_number_that_looks_like_a_day_stays_what_it_is() -> None:
    given = {"number": "2026-99-31", "bills": [{"number": "2026-13-01T25:00:00+00:00"}]}
    assert revived(given) == given
