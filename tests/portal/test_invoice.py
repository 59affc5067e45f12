"""One invoice: what it says, how it stands, what paid it; nobody sees another's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from app.billing.derive import derive
from app.foundation import clock
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]
SEPTEMBER = {"period_from": dt.date(2026, 9, 1), "period_to": dt.date(2026, 9, 30)}
AUGUST = {"period_from": dt.date(2026, 8, 1), "period_to": dt.date(2026, 8, 31)}


class Bills:
    """Anna's invoices: written with lines of her supply point, then read in English."""

    def __init__(self, office: Office, client: StrictClient, anna: Person) -> None:
        assert anna.agreement_id is not None
        self.office, self.client, self.agreement_id = office, client, anna.agreement_id
        self.point = office.supply_point(anna.agreement_id, ppe="590543510000000999", city="Bukowina")

    def issue(self, gross: int, *lines: dict[str, Any], **columns: Any) -> int:
        """Issue an invoice with lines; a line names the supply point unless it says otherwise."""
        number = self.office.invoice(self.agreement_id, gross, **columns)
        for place, line in enumerate(lines, 1):
            self.office.line(number, place, **{"supply_point_id": self.point, **line})
        return number

    def settle(self) -> None:
        """Derive what is settled."""
        with self.office.database.write():
            derive([self.agreement_id])

    def open(self, number: int) -> Page:
        """Return the page of an invoice."""
        return self.client.get(f"/home/invoices/{number}")


@pytest.fixture
def bills(new_client: NewClient, office: Office, anna: Person) -> Bills:
    """Anna's invoices."""
    client = new_client(anna)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return Bills(office, client, anna)


def plain(words: str) -> str:
    """Return words with plain spaces and minus signs."""
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")


def energy(kwh: int, net: int, **columns: Any) -> dict[str, Any]:
    """Return a line of energy."""
    return {"net": net, "quantity": kwh * 10**6, **columns}


def charge(label: str, net: int, **columns: Any) -> dict[str, Any]:
    """Return a line that no zone counts."""
    return {"label": label, "net": net, "zone": None, **columns}


def test_a_stranger_learns_nothing_not_even_that_it_exists(
    bills: Bills, new_client: NewClient, obcy: Person
) -> None:
    number = bills.issue(100_00)
    theirs = new_client(obcy)
    for address in ("/home/invoices/{}", "/home/invoices/{}/invoice.pdf"):
        there, nowhere = (theirs.get(address.format(one)) for one in (number, 999_999))
        assert there.status_code == nowhere.status_code == 404
        assert there.heading == nowhere.heading


def test_whose_access_has_ended_sees_no_invoice(
    bills: Bills, office: Office, anna: Person, new_client: NewClient
) -> None:
    gone = office.customer("Dawny", "Klient")
    number = office.invoice(office.agreement(gone), 100_00)
    office.access(anna, gone, ended_at=clock.now())
    assert bills.open(number).status_code == 404
    assert new_client(anna).get(f"/home/invoices/{number}/invoice.pdf").status_code == 404


def test_a_line_says_what_how_much_at_what_price(bills: Bills) -> None:
    number = bills.issue(
        100_00,
        energy(1234, 614_53, unit_price=498_000, label="Energia czynna", zone="night"),
        {
            "net": 3_08,
            "quantity": 422_000,
            "unit": "MWh",
            "unit_price": 7_300_000,
            "label": "OZE",
            "zone": None,
        },
        {
            "net": 16_80,
            "quantity": 2_000_000,
            "unit": "month",
            "unit_price": 8_400_000,
            "label": "Stała",
            "zone": None,
        },
    )
    rows = [plain(row) for row in bills.open(number).parts(".lines tbody tr")]
    assert rows == [
        "Energia czynnaZone: night 1,234 kWh 0.498 zł 23% 614.53 zł",
        "OZE 0.422 MWh 7.30 zł 23% 3.08 zł",
        "Stała 2 months 8.40 zł 23% 16.80 zł",
    ]


def test_numbers_are_written_the_polish_way(bills: Bills) -> None:
    number = bills.issue(100_00, energy(1234, 1_614_53, unit_price=498_000))
    with bills.client.session_transaction() as kept:
        kept["language"] = "pl"
    (row,) = bills.open(number).parts(".lines tbody tr")
    assert plain(row) == "Energia czynna 1 234 kWh 0,498 zł 23% 1 614,53 zł"


def test_lines_stand_by_supply_point_in_the_order_of_the_invoice(bills: Bills, office: Office) -> None:
    second = office.supply_point(bills.agreement_id, ppe="590543510000000111", street=None, city="Adamów")
    number = bills.issue(
        100_00,
        {"net": -50_00, "label": "Rozliczenie prognozy P/1", "supply_point_id": None},
        energy(10, 5_00),
        energy(20, 9_00, supply_point_id=second),
        energy(30, 6_00, label="Opłata sieciowa"),
    )
    page = bills.open(number)
    places = [plain(words) for words in page.parts("[aria-labelledby=lines] h3")]
    assert "590 543 510 000 000 999" in places[0]
    assert "Adamów" in places[1]
    assert places[2] == "Settled forecasts and other items"
    labels = [table.split(" 100 kWh")[0] for table in page.parts(".lines tbody tr:first-child th")]
    assert labels == ["Energia czynna", "Energia czynna", "Rozliczenie prognozy P/1"]


def test_many_supply_points_are_opened_one_by_one(bills: Bills, office: Office) -> None:
    points = [office.supply_point(bills.agreement_id) for _ in range(4)]
    number = bills.issue(100_00, *(energy(10, 5_00, supply_point_id=point) for point in points))
    page = bills.open(number)
    assert "The invoice covers 4 supply points." in page.words
    assert len(page.parts("details.of-point")) == 4


def test_vat_is_summed_by_rate(bills: Bills) -> None:
    number = bills.issue(231_00, energy(10, 100_00), energy(5, 100_00, vat_rate=8_00), net=200_00, vat=31_00)
    rows = [plain(row) for row in bills.open(number).parts("[aria-labelledby=taxes] tbody tr")]
    assert rows[0].endswith("100.00 zł23.00 zł123.00 zł")
    assert rows[1].endswith("100.00 zł8.00 zł108.00 zł")
    assert rows[2].endswith("200.00 zł31.00 zł231.00 zł")


def test_a_correction_is_gathered_with_what_it_corrects(bills: Bills) -> None:
    first = bills.issue(224_12, invoice_no="R/1")
    given_back = {"kind": "correction", "corrects_no": "R/1", "issued_on": dt.date(2026, 10, 24)}
    second = bills.issue(-12_26, invoice_no="K/1", **given_back)
    bills.settle()
    corrected, correction = bills.open(first), bills.open(second)
    assert "K/1 of October 24, 2026: -12.26 zł" in plain(corrected.part(".notice"))
    assert "With the corrections it comes to 211.86 zł." in plain(corrected.words)
    assert "It corrects R/1" in correction.part(".notice")
    assert plain(correction.part(".stat-main")).startswith("In your favour 12.26 zł")
    assert bills.client.click(correction, "R/1").heading == corrected.heading


def test_another_agreements_correction_is_no_correction_of_this(
    bills: Bills, office: Office, obcy: Person
) -> None:
    assert obcy.agreement_id is not None
    number = bills.issue(100_00, invoice_no="R/1")
    office.invoice(obcy.agreement_id, -50_00, invoice_no="K/9", kind="correction", corrects_no="R/1")
    assert "K/9" not in bills.open(number).words
    assert "K/9" not in bills.client.get("/home/invoices").words


def test_what_paid_it_is_said_with_the_day(bills: Bills, office: Office) -> None:
    number = bills.issue(
        100_00, invoice_no="R/1", due_on=dt.date(2026, 11, 10), issued_on=dt.date(2026, 10, 1)
    )
    office.payment(bills.agreement_id, 60_00, booked_on=dt.date(2026, 10, 20), invoice_no="R/1")
    bills.settle()
    page = bills.open(number)
    assert plain(page.part(".stat-main")).startswith("Overdue 40.00 zł It was payable by November 10, 2026.")
    assert "Of 100.00 zł you have paid 60.00 zł." in plain(page.words)
    assert "October 20, 2026: 60.00 zł, your payment" in plain(page.part("[aria-labelledby=paid]"))
    office.payment(bills.agreement_id, 40_00, booked_on=dt.date(2026, 11, 12))
    bills.settle()
    page = bills.open(number)
    assert plain(page.part(".stat-main")).startswith("Paid 100.00 zł On November 12, 2026.")
    assert len(page.parts("[aria-labelledby=paid] li")) == 2


def test_what_is_to_be_paid_leads_to_paying_it(bills: Bills) -> None:
    number = bills.issue(100_00)
    page = bills.open(number)
    assert f"/home/pay/{bills.agreement_id}" in {link.attr("href") for link in page.document.select("a")}
    bills.office.payment(bills.agreement_id, 100_00)
    bills.settle()
    links = {link.attr("href") for link in bills.open(number).document.select(".actions a")}
    assert links == {f"/home/invoices/{number}/invoice.pdf"}


def test_why_it_is_higher_is_said_in_sentences_that_add_up(bills: Bills) -> None:
    bills.issue(123_00, energy(100, 100_00), issued_on=dt.date(2026, 9, 2), **AUGUST)
    number = bills.issue(246_00, energy(200, 200_00), issued_on=dt.date(2026, 10, 2), **SEPTEMBER)
    why = plain(bills.open(number).part("[aria-labelledby=why]"))
    assert why.startswith("Why is this bill higher? Beside the bill before: 123.00 zł more")
    # 31 days became 30: 123.00 x 30/31 = 119.03; the rest, 126.97, is energy; a kWh cost the same.
    assert "You used more: 6.7 kWh a day instead of 3.2 kWh. This adds 126.97 zł." in why
    assert "The period is shorter: 30 days instead of 31. This takes off 3.97 zł." in why
    assert "kilowatt-hour was" not in why


def test_a_forecast_speaks_of_what_is_expected(bills: Bills) -> None:
    bills.issue(123_00, energy(100, 100_00), kind="forecast", **AUGUST)
    number = bills.issue(246_00, energy(200, 200_00), kind="forecast", **SEPTEMBER)
    why = plain(bills.open(number).part("[aria-labelledby=why]"))
    assert "We expect you to use more: 6.7 kWh a day instead of 3.2 kWh." in why
    assert "You used" not in why


def test_bills_are_compared_after_their_corrections(bills: Bills) -> None:
    bills.issue(123_00, energy(100, 100_00), invoice_no="R/1", issued_on=dt.date(2026, 9, 2), **AUGUST)
    bills.issue(-61_50, energy(-50, -50_00), invoice_no="K/1", kind="correction", corrects_no="R/1")
    number = bills.issue(123_00, energy(100, 100_00), issued_on=dt.date(2026, 10, 2), **SEPTEMBER)
    assert "Beside the bill before: 61.50 zł more" in plain(bills.open(number).part("[aria-labelledby=why]"))


def test_other_supply_points_are_not_compared(bills: Bills, office: Office) -> None:
    bills.issue(123_00, energy(100, 100_00), issued_on=dt.date(2026, 9, 2), **AUGUST)
    second = office.supply_point(bills.agreement_id)
    number = bills.issue(246_00, energy(100, 100_00), energy(9, 100_00, supply_point_id=second), **SEPTEMBER)
    why = bills.open(number).part("[aria-labelledby=why]")
    assert "That bill was for other supply points" in why
    assert "You used more" not in why


def test_an_estimate_at_the_end_of_the_period_is_named(bills: Bills, office: Office) -> None:
    meter = office.meter(bills.point)
    number = bills.issue(123_00, energy(100, 100_00), **SEPTEMBER)
    office.reading(meter, SEPTEMBER["period_to"], 1000, kind="estimated")
    assert "the state of September 30, 2026 is estimated" in bills.open(number).words
    office.reading(meter, SEPTEMBER["period_to"], 1001, kind="actual")
    assert "is estimated" not in bills.open(number).words


def test_of_several_supply_points_some_may_be_estimated(bills: Bills, office: Office) -> None:
    second = office.supply_point(bills.agreement_id)
    number = bills.issue(246_00, energy(1, 100_00), energy(1, 100_00, supply_point_id=second), **SEPTEMBER)
    before = SEPTEMBER["period_from"] - dt.timedelta(days=1)
    office.reading(office.meter(second), before, 1000, kind="estimated")
    why = bills.open(number).part("[aria-labelledby=why]")
    assert "States at the beginning of this period were partly estimated" in why
    assert "at the end" not in why


def test_nothing_is_said_of_a_point_or_a_day_that_the_agreement_does_not_hold(
    bills: Bills, office: Office, obcy: Person
) -> None:
    strangers = office.supply_point(obcy.agreement_id or 0)
    number = bills.issue(123_00, energy(100, 100_00, supply_point_id=strangers), **SEPTEMBER)
    ends = (SEPTEMBER["period_from"] - dt.timedelta(days=1), SEPTEMBER["period_to"])
    for day in ends:
        office.reading(office.meter(strangers), day, 1000, kind="estimated")
    assert "estimated" not in bills.open(number).words


@pytest.mark.one_engine("days are counted without a database")
def test_an_invoice_for_centuries_opens(bills: Bills) -> None:
    ever = {"period_from": dt.date.min, "period_to": dt.date.max, "due_on": dt.date.max}
    bills.issue(123_00, energy(100, 100_00), **AUGUST)
    number = bills.issue(123_00, energy(100, 100_00), **ever)
    assert "123.00 zł" in plain(bills.open(number).words)


def test_the_number_in_ksef_is_shown_where_there_is_one(bills: Bills) -> None:
    number = bills.issue(100_00, ksef_no="0001234512-20261105-0100001AF629-16")
    assert "0001234512-20261105-0100001AF629-16" in bills.open(number).words
    assert "0001234512-20261105-0100001AF629-16" in bills.client.get("/home/invoices").words
    assert "KSeF" not in bills.open(bills.issue(100_00)).words


def test_an_invoice_takes_six_statements(bills: Bills, database: Database) -> None:
    bills.issue(123_00, energy(100, 100_00), invoice_no="R/1", issued_on=dt.date(2026, 9, 2), **AUGUST)
    bills.issue(-1_23, energy(-1, -1_00), kind="correction", corrects_no="R/1")
    number = bills.issue(123_00, energy(100, 100_00), **SEPTEMBER)
    bills.open(number)
    with database.statements() as seen:
        bills.open(number)
    assert len(seen) <= 6, seen
