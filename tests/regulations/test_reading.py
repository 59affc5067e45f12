"""Reading the Regulations: in both languages, every version, as a page and as the same text on paper."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest

from app.foundation import clock as office
from app.foundation.clock import Clock
from tests.regulations.conftest import PL, Publish
from tests.support.client import Page, StrictClient

ENGLISH = {"Accept-Language": "en"}
TWO_WEEKS = dt.timedelta(days=14)


def words(page: Page) -> str:
    """Return the words of a PDF that came as the answer."""
    assert page.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(page.data)
    try:
        return " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    finally:
        document.close()


def test_an_office_without_regulations_says_so(client: StrictClient) -> None:
    page = client.get("/regulations")
    assert page.status_code == 200
    assert page.parts(".empty")


def test_the_version_in_force_is_read_in_the_readers_language(
    client: StrictClient, published: Publish
) -> None:
    published()
    assert client.get("/regulations").heading == "Regulamin"
    page = client.get("/regulations", headers=ENGLISH)
    assert page.heading == "Regulations"
    assert "e-BOK is free." in page.words
    assert page.parts("aside a") == ["§ 1. Services", "§ 2. Data"]


def test_every_version_stays_readable_and_says_what_it_is(
    client: StrictClient, published: Publish, clock: Clock
) -> None:
    clock.set(dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.UTC))
    published("2025.1", since=office.today() - TWO_WEEKS)
    published("2026.1", since=office.today() + TWO_WEEKS)
    coming = client.get("/regulations/2026.1", headers=ENGLISH)
    assert coming.part(".notice").startswith("This version takes effect on")
    clock.advance(TWO_WEEKS)
    past = client.get("/regulations/2025.1", headers=ENGLISH)
    assert "has been replaced" in past.part(".notice")
    assert not client.get("/regulations/2026.1", headers=ENGLISH).parts(".notice")


@pytest.mark.parametrize("address", ["/regulations/2026.9", "/regulations/2026.9.pdf", "/regulations/accept"])
def test_what_does_not_exist_is_not_found(client: StrictClient, address: str) -> None:
    assert client.get(address).status_code in {303, 404}


def test_html_in_the_text_is_shown_not_obeyed(client: StrictClient, published: Publish) -> None:
    published(pl=f"{PL}\n\n1 &lt; 2 i <script>alert(1)</script>\n\n[x](javascript:alert)")
    page = client.get("/regulations")
    assert "<script>alert" not in page.text
    assert not [link for link in page.document.select("article a") if "javascript" in str(link.attr("href"))]


@pytest.mark.parametrize(("tongue", "says"), [("pl", "e-BOK jest bezpłatny."), ("en", "e-BOK is free.")])
def test_the_same_text_is_had_on_paper(
    client: StrictClient, published: Publish, tongue: str, says: str
) -> None:
    published()
    answer = client.get(f"/regulations/2026.1.pdf?language={tongue}")
    read = words(answer)
    assert says in read
    assert "§ 2." in read
    assert f"e-BOK-2026.1-{tongue}.pdf" in answer.headers["Content-Disposition"]
    assert b"pdfuaid:part" in answer.data
    assert b"pdfaid:part" in answer.data


def test_page_and_paper_hold_the_same_words(client: StrictClient, published: Publish) -> None:
    published(pl=f"{PL}\n1. Lista:\n   1. raz;\n   2. *dwa*;\n\n- kreska [adres](https://example.com/a)\n")
    on_page = client.get("/regulations").part("article").split()
    read = words(client.get("/regulations/2026.1.pdf"))
    assert not [word for word in on_page if word not in read]
