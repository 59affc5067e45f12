"""Invoices of the sample: a household by hand, every invoice's parts, pages as a browser shows them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import ViewportSize
from sqlalchemy import select

from app.billing.documents import bills_beside, lines_of
from app.billing.models import Invoice
from app.billing.sections import rates_of, sections_of
from tests.support.browser import axe_findings
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.sampled import owner

pytestmark = pytest.mark.sampled
NewClient = Callable[..., StrictClient]
HOUSEHOLD, CORRECTED, COMMUNE, LATE = "7408435644", "9260218541", "7531828476", "4815729126"
WINDOWS: list[ViewportSize] = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]


def number_of(database: Database, invoice_no: str) -> int:
    """Return the id of an invoice of the sample."""
    return int(database.one(select(Invoice.id).where(Invoice.invoice_no == invoice_no)))


def plain(words: str) -> str:
    """Return words with plain spaces and minus signs."""
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def test_a_household_with_two_zones_by_hand(
    new_client: NewClient, office: Office, database: Database
) -> None:
    number = number_of(database, "R/2026/10/01000065")
    page = new_client(owner(office, HOUSEHOLD)).get(f"/home/invoices/{number}")
    rows = [plain(row) for row in page.parts(".lines tbody tr")]
    assert rows[0] == "Energia czynna – dzień 166 kWh 0,561 zł 23% 93,13 zł"
    assert rows[6] == "Opłata kogeneracyjna 0,515 MWh 3,00 zł 23% 1,55 zł"
    assert rows[-1] == "Opłata abonamentowa 1 miesiąc 4,50 zł 23% 4,50 zł"
    assert len(rows) == 10
    # 166 + 349 kWh in 29 days; (359.63 - 35.10) x 1.23 / 515 kWh; the month before 325 kWh in 30 days.
    beside = [plain(row) for row in page.parts(".beside tbody tr")]
    assert beside[0].endswith("2917,8 kWh0,7751 zł442,34 zł")
    assert beside[1].endswith("3010,8 kWh0,7721 zł294,12 zł")
    assert "148,22 zł więcej" in plain(page.part("[aria-labelledby=why]"))
    assert "27 października 2026: 442,34 zł" in plain(page.part("[aria-labelledby=paid]"))


def test_the_lines_of_every_invoice_make_the_invoice(database: Database) -> None:
    with database.read() as session:
        agreements = session.scalars(select(Invoice.agreement_id).distinct()).all()
        seen = 0
        for agreement in agreements:
            first = session.scalars(
                select(Invoice.id).where(Invoice.agreement_id == agreement).limit(1)
            ).one()
            bills = bills_beside(first, [agreement])
            lines = lines_of([bill.id for bill in bills])
            for bill in bills:
                seen += 1
                rates = rates_of(bill, lines[bill.id])
                assert sum(one.net for one in sections_of(lines[bill.id])) == bill.net, bill
                assert [(one.net, one.vat, one.gross) for one in rates] == [(bill.net, bill.vat, bill.gross)]
        assert seen == database.count(Invoice)


@pytest.mark.parametrize("customer", [CORRECTED, LATE])
def test_every_invoice_of_a_customer_opens(
    new_client: NewClient, office: Office, database: Database, customer: str
) -> None:
    person = owner(office, customer)
    client = new_client(person)
    page = client.get("/home/invoices")
    opened = 0
    while True:
        links = [link.attr("href") for link in page.document.select("tbody th > a")]
        for link in links:
            assert client.get(link).status_code == 200
        opened += len(links)
        after = page.document.select("a[rel=next]")
        if not after:
            break
        page = client.get(after[0].attr("href"))
    assert opened >= 20
    assert database.count(Invoice) > opened


@pytest.mark.one_engine("pages are made of what the queries return")
@pytest.mark.parametrize("window", WINDOWS, ids=["phone", "desktop"])
@pytest.mark.parametrize("invoice", [(CORRECTED, "R/2025/12/01000151"), (COMMUNE, "R/2026/10/01000188")])
def test_an_invoice_is_accessible_and_as_wide_as_the_window(
    browser_as: Callable[[Person], BrowserPage],
    office: Office,
    database: Database,
    window: ViewportSize,
    invoice: tuple[str, str],
) -> None:
    page = browser_as(owner(office, invoice[0]))
    page.set_viewport_size(window)
    for address in (f"/home/invoices/{number_of(database, invoice[1])}", "/home/invoices"):
        page.goto(address)
        assert not axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.one_engine("pages are made of what the queries return")
def test_paper_shows_what_is_folded_on_the_screen(
    browser_as: Callable[[Person], BrowserPage], office: Office, database: Database
) -> None:
    page = browser_as(owner(office, COMMUNE))
    page.goto(f"/home/invoices/{number_of(database, 'R/2026/10/01000188')}")
    lines = page.locator(".lines tbody tr").count()
    with database.read():
        assert lines == len(lines_of([number_of(database, "R/2026/10/01000188")]).popitem()[1])
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    words = " ".join(one.get_textpage().get_text_bounded() for one in document)
    document.close()
    assert words.count("23%") == lines + 1
