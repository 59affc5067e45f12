"""The customer's home: the one figure first, then agreements, places, invoices; nothing of anybody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.billing.derive import derive
from app.customers.models import CustomerAccess
from app.foundation import clock
from tests.support import html
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]
MONTH = dt.timedelta(days=30)


class Book:
    """Writes what billing knows of Anna, then derives what the home shows."""

    def __init__(self, office: Office, database: Database, agreement_id: int) -> None:
        self.office, self.database, self.agreement_id = office, database, agreement_id

    def bill(self, gross: int, due_on: dt.date, **columns: object) -> None:
        """Issue an invoice a fortnight before it is due."""
        columns = {"issued_on": due_on - dt.timedelta(days=14), **columns}
        self.office.invoice(self.agreement_id, gross, due_on=due_on, **columns)
        self._derive()

    def pay(self, amount: int, booked_on: dt.date) -> None:
        """Book a payment."""
        self.office.payment(self.agreement_id, amount, booked_on=booked_on)
        self._derive()

    def _derive(self) -> None:
        with self.database.write():
            derive([self.agreement_id])


@pytest.fixture
def book(office: Office, database: Database, anna: Person) -> Book:
    """Anna's invoices and payments."""
    assert anna.agreement_id is not None
    return Book(office, database, anna.agreement_id)


def words(page: Page, selector: str) -> str:
    """Return the words of a place with plain spaces."""
    return page.part(selector).replace("\N{NO-BREAK SPACE}", " ")


def headline(page: Page) -> str:
    """Return the words of the page's one figure."""
    return words(page, ".stat-main")


def test_nothing_to_pay_is_said_first(hers: StrictClient) -> None:
    assert headline(hers.get("/home")).startswith("Nothing to pay 0.00 zł")


def test_the_next_payment_is_said_with_its_day_and_its_account(hers: StrictClient, book: Book) -> None:
    book.bill(402_39, clock.today() + MONTH)
    book.bill(100_00, clock.today() + 2 * MONTH)
    page = hers.get("/home")
    assert headline(page).startswith("To pay 402.39 zł by")
    assert "With what is due later: 502.39 zł" in headline(page)
    assert "Account for payments" in headline(page)


def test_arrears_are_said_in_plain_words_with_the_amount_and_since_when(
    hers: StrictClient, book: Book
) -> None:
    book.bill(120_00, dt.date(2026, 10, 3))
    book.bill(50_00, dt.date(2026, 10, 13))
    book.pay(20_00, dt.date(2026, 10, 20))
    page = hers.get("/home")
    assert headline(page).startswith("Arrears 150.00 zł Payable since October 3, 2026.")
    # The only agreement does not say again what the headline has said.
    assert "150.00 zł to pay" in words(page, "article.agreement")
    assert "Arrears" not in words(page, "article.agreement")


def test_of_several_agreements_each_says_its_own_arrears(
    hers: StrictClient, book: Book, office: Office, anna: Person
) -> None:
    assert anna.customer_id is not None
    office.agreement(anna.customer_id)
    book.bill(150_00, dt.date(2026, 10, 3))
    first, second = hers.get("/home").document.select("article.agreement")
    assert "Arrears150.00 zł, since October 3, 2026" in html.words(first)
    assert "Arrears" not in html.words(second)


def test_what_is_due_today_is_not_overdue(hers: StrictClient, book: Book) -> None:
    book.bill(50_00, clock.today())
    assert headline(hers.get("/home")).startswith("To pay")


def test_what_was_owed_before_the_first_invoice_is_overdue(
    hers: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    assert anna.customer_id is not None
    old = office.agreement(anna.customer_id, opening_balance=77_00, opening_on=dt.date(2025, 1, 1))
    with database.write():
        derive([old])
    assert headline(hers.get("/home")).startswith("Arrears 77.00 zł Payable since January 1, 2025.")


def test_an_overpayment_is_said_with_the_amount_and_since_when(hers: StrictClient, book: Book) -> None:
    book.bill(100_00, dt.date(2026, 3, 14))
    book.pay(150_00, dt.date(2026, 3, 10))  # overpaid, but the next invoice takes it up
    book.bill(90_00, dt.date(2026, 5, 14))
    book.pay(400_00, dt.date(2026, 6, 2))
    book.pay(20_00, dt.date(2026, 7, 2))
    page = hers.get("/home")
    assert headline(page).startswith("You have overpaid 380.00 zł Since June 2, 2026.")
    assert "380.00 zł overpaid, since June 2, 2026" in words(page, "article.agreement")


def test_an_overpayment_is_not_set_off_against_another_agreement(
    hers: StrictClient, book: Book, office: Office, database: Database, anna: Person
) -> None:
    assert anna.customer_id is not None
    book.pay(300_00, dt.date(2026, 6, 2))
    second = office.agreement(anna.customer_id)
    office.invoice(second, 80_00)
    with database.write():
        derive([second])
    shown = headline(hers.get("/home"))
    assert shown.startswith("To pay 80.00 zł by")
    assert "All agreements together: 220.00 zł overpaid." in shown
    assert "On one of them you have overpaid 300.00 zł." in shown


@pytest.mark.parametrize(
    ("invoice", "said"),
    [
        ((100_00, 0, 14), "To be paid"),
        ((100_00, 100_00, 14), "Paid"),
        ((100_00, 40_00, 14), "Partly paid 60.00 zł left to pay"),
        ((100_00, 0, -14), "Overdue"),
        ((-30_00, 0, 14), "In your favour"),
    ],
)
def test_each_invoice_says_how_it_stands(
    hers: StrictClient, book: Book, invoice: tuple[int, int, int], said: str
) -> None:
    gross, paid, days = invoice
    book.bill(gross, clock.today() + dt.timedelta(days=days))
    if paid:
        book.pay(paid, clock.today())
    assert words(hers.get("/home"), "td[data-label='How it stands']") == said


def test_an_invoice_is_shown_with_its_days_kind_and_amount(hers: StrictClient, book: Book) -> None:
    book.bill(
        402_39,
        dt.date(2026, 11, 14),
        invoice_no="P/2026/10/000123",
        kind="forecast",
        issued_on=dt.date(2026, 10, 31),
    )
    page = hers.get("/home")
    cells = [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in page.parts("tbody th, tbody td")]
    assert cells[:4] == ["P/2026/10/000123 Forecast invoice", "31/10/2026", "14/11/2026", "402.39 zł"]


def test_places_are_shown_with_address_number_and_tariff_in_words(
    hers: StrictClient, office: Office, anna: Person
) -> None:
    assert anna.agreement_id is not None
    office.supply_point(
        anna.agreement_id, ppe="590543510000000999", tariff="G12w", street=None, city="Bukowina"
    )
    place = hers.get("/home").parts(".places li")[-1].replace("\N{NO-BREAK SPACE}", " ")
    assert "Bukowina" in place
    assert "590 543 510 000 000 999" in place
    assert "G12w, a day price and a cheaper price at night and at weekends" in place


def test_invoices_prevail_over_the_page(hers: StrictClient) -> None:
    assert "What your invoice says prevails" in hers.get("/home").words


def test_the_office_can_be_reached_from_here(hers: StrictClient) -> None:
    line = words(hers.get("/home"), ".office-line")
    assert "+48 42 000 00 00" in line
    assert "8:00–16:00" in line
    assert "ul. Wzorcowa 1" in line


def test_every_customer_of_the_login_is_shown(hers: StrictClient, office: Office, anna: Person) -> None:
    mother = office.customer("Wanda", "Testowa")
    office.agreement(mother)
    office.access(anna, mother)
    page = hers.get("/home")
    assert [name.split(" Customer number")[0] for name in page.parts("[id^=customer-]")] == [
        "Anna Testowa",
        "Wanda Testowa",
    ]
    assert len(page.parts("article.agreement")) == 2


def test_nothing_of_a_stranger_is_shown(hers: StrictClient, office: Office, obcy: Person) -> None:
    assert obcy.agreement_id is not None
    office.invoice(obcy.agreement_id, 999_99, invoice_no="R/2026/01/999999")
    for address in ("/home", "/home/invoices"):
        page = hers.get(address)
        assert "Obcy" not in page.words
        assert "R/2026/01/999999" not in page.words


def test_an_agreement_that_has_ended_is_for_reading(hers: StrictClient, office: Office, anna: Person) -> None:
    assert anna.customer_id is not None
    office.agreement(anna.customer_id, ended_on=dt.date(2026, 1, 31))
    assert "This agreement ended on January 31, 2026." in hers.get("/home").parts("article.agreement")[-1]


def test_access_that_has_ended_shows_nothing_but_that(
    new_client: NewClient, office: Office, anna: Person
) -> None:
    gone = office.customer("Dawny", "Klient")
    office.agreement(gone)
    office.access(anna, gone, ended_at=clock.now())
    page = new_client(anna).get("/home")
    assert "Dawny" not in page.words
    assert len(page.parts("article.agreement")) == 1
    assert page.parts(".notice")


def test_a_login_without_any_customer_says_so(new_client: NewClient, office: Office) -> None:
    account = office.account("Bez Umowy", "bez@example.com", identifier="99999999")
    nobody = Person(account, "Bez Umowy", "bez@example.com")
    office.accept(nobody)
    page = new_client(nobody).get("/home")
    assert page.status_code == 200
    assert page.parts(".empty")


def test_how_to_pay_is_one_click_away(hers: StrictClient, book: Book) -> None:
    book.bill(402_39, clock.today() + MONTH)
    page = hers.get("/home")
    assert hers.click(page, "How to pay").address == f"/home/pay/{book.agreement_id}"


def test_each_agreement_that_owes_has_its_way_to_pay_the_oldest_debt_first(
    hers: StrictClient, book: Book, office: Office, database: Database, anna: Person
) -> None:
    assert anna.customer_id is not None
    book.bill(10_00, clock.today() + MONTH)
    second = office.agreement(anna.customer_id, agreement_no="U/22223333")
    office.invoice(second, 80_00, due_on=clock.today() - MONTH)
    with database.write():
        derive([second])
    ways = hers.get("/home").document.select(".stat-main a.btn")
    assert [way.attr("href") for way in ways] == [f"/home/pay/{second}", f"/home/pay/{book.agreement_id}"]


def test_each_invoice_opens_and_has_its_pdf(hers: StrictClient, book: Book) -> None:
    book.bill(10_00, clock.today() + MONTH, invoice_no="R/2026/11/000777")
    page = hers.get("/home")
    assert hers.click(page, "R/2026/11/000777").status_code == 200
    link = page.document.select_one("td a[href$='invoice.pdf']")
    assert link is not None
    assert hers.get(str(link.attr("href"))).mimetype == "application/pdf"


def test_an_ended_agreement_that_is_settled_is_folded(
    hers: StrictClient, office: Office, database: Database, anna: Person
) -> None:
    assert anna.customer_id is not None
    settled = office.agreement(anna.customer_id, ended_on=dt.date(2026, 1, 31), agreement_no="U/11110000")
    owing = office.agreement(anna.customer_id, ended_on=dt.date(2026, 1, 31), agreement_no="U/22220000")
    office.invoice(owing, 10_00)
    with database.write():
        derive([settled, owing])
    page = hers.get("/home")
    assert page.part("details.step > summary") == "1 ended agreement"
    assert "U/11110000" in page.part("details.step")
    assert "U/22220000" not in page.part("details.step")


def test_a_customer_without_an_agreement_in_force_is_told_that_everything_stays(
    new_client: NewClient, database: Database, anna: Person
) -> None:
    database.run(update(CustomerAccess).values(read_only_on=dt.date(2026, 7, 14)))
    notice = new_client(anna).get("/home").part(".notice")
    assert "14 lipca 2026" in notice.replace("\N{NO-BREAK SPACE}", " ")


def test_home_takes_four_statements(hers: StrictClient, database: Database, book: Book) -> None:
    book.bill(100_00, clock.today())
    book.pay(400_00, clock.today())
    hers.get("/home")
    with database.statements() as seen:
        hers.get("/home")
    assert len(seen) <= 4, seen
