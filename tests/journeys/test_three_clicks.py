"""What customers come for is reached within three clicks from login, on a phone and on a desk."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from app.billing.derive import derive
from app.foundation import clock
from tests.journeys.browsing import log_in, words
from tests.portal.supplies import Flat, flat
from tests.support.browser import axe_findings
from tests.support.cast import Office, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("a page looks the same whichever engine its figures come from"),
]

MOST = 3
DUE = dt.timedelta(days=10)
NEW, OLD = "R/2026/11/000002", "R/2026/09/000001"


@pytest.fixture(params=[(390, 844), (1280, 900)], ids=["phone", "desk"])
def browser_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A window of a phone, and one of a desk."""
    width, height = request.param
    return {
        "locale": "pl-PL",
        "viewport": {"width": width, "height": height},
        "reduced_motion": "reduce",
    }


@dataclass
class Reader:
    """Somebody who has just logged in, and how often he has clicked since."""

    page: Page
    clicks: int = 0

    def click(self, place: Locator) -> None:
        """Click what is on the page; a menu that is folded on a phone costs a click of its own."""
        toggle = self.page.locator("[data-nav-toggle]")
        if not place.first.is_visible() and toggle.is_visible():
            toggle.click()
            self.clicks += 1
        with self.page.expect_navigation():
            place.first.click()
        self.clicks += 1
        assert self.clicks <= MOST

    def home(self) -> None:
        """Begin again, as after the login."""
        self.page.goto("/home")
        self.clicks = 0

    def reads(self, *said: str) -> None:
        """Hold that all of this stands on the page, in any case, and that the page is well made."""
        shown = words(self.page.locator("main")).casefold()
        missing = [each for each in said if each.casefold() not in shown]
        assert not missing, f"{missing} not in {shown[:2000]}"
        assert not axe_findings(self.page)
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def bills(office: Office, anna: Person) -> None:
    """Anna's flat: read every month since 2024, billed in September and, higher, in November."""
    assert anna.agreement_id is not None
    home = flat(office, anna.agreement_id)
    meter = home.meter(meter_no="77001")
    state = 1000.0
    office.reading(meter, dt.date(2023, 12, 31), state)
    for year, months in ((2024, 12), (2025, 12), (2026, 10)):
        state = home.onward(meter, year, [100 + month for month in range(months)], begin=state)
    home.derive()
    _bill(office, home, OLD, 80_00, (dt.date(2026, 7, 1), dt.date(2026, 8, 31)), settled=True)
    _bill(office, home, NEW, 180_00, (dt.date(2026, 9, 1), dt.date(2026, 10, 31)), settled=False)
    with office.database.write():
        derive([anna.agreement_id])


def _bill(  # noqa: PLR0913 - what stands on a bill
    office: Office, home: Flat, number: str, net: int, period: tuple[dt.date, dt.date], *, settled: bool
) -> None:
    first, last = period
    day = last + dt.timedelta(days=5)
    due = day + dt.timedelta(days=14) if settled else clock.today() + DUE
    gross = round(net * 1.23)
    days = {"period_from": first, "period_to": last, "issued_on": day, "due_on": due}
    invoice = office.invoice(home.agreement, gross, net=net, vat=gross - net, invoice_no=number, **days)
    office.line(invoice, 1, net, supply_point_id=home.point, quantity=net * 10_000)
    if settled:
        office.payment(home.agreement, gross, booked_on=due, invoice_no=number)


@pytest.mark.usefixtures("bills")
def test_what_customers_come_for_is_near(browser_page: Page, anna: Person) -> None:
    page, reader = browser_page, Reader(browser_page)
    log_in(page, anna.login, anna.password)
    # How much do I owe, by when?
    reader.reads("221,40 zł", "Do zapłaty")
    assert page.locator(".stat-main").bounding_box()["y"] < 844 / 2  # type: ignore[index]  # it is visible
    # How do I pay?
    reader.click(page.locator("main a", has_text="Jak zapłacić"))
    reader.reads("221,40 zł")
    assert page.locator("main svg[role=img]").is_visible()
    # What does my meter say?
    reader.home()
    reader.reads("Stan licznika", "kWh", "odczyt")
    reader.click(page.locator("nav a", has_text="Odczyty licznika"))
    reader.reads("77001")
    # What did I use last winter?
    reader.home()
    reader.click(page.locator("nav a", has_text="Zużycie"))
    reader.reads("zim")
    # Why is this bill high?
    reader.home()
    reader.click(page.get_by_role("link", name=NEW, exact=True))
    reader.reads("Dlaczego ta faktura jest wyższa")
    # My invoice as PDF.
    reader.home()
    link = page.locator("main td a", has_text="PDF").first
    address = link.get_attribute("href")
    assert address
    assert re.fullmatch(r"/home/invoices/\d+/invoice\.pdf", address)
    assert page.request.get(address).headers["content-type"] == "application/pdf"
