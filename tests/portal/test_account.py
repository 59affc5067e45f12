"""The account of an agreement: how it stands on a day, interest, the ledger, the statement on paper."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest

from app.billing.derive import derive
from app.feed.models import FeedRun
from app.foundation import clock
from app.portal.account import LONG
from tests.portal.ledgers import Book, ago, plain
from tests.support import html
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

NewClient = Callable[..., StrictClient]


def rows(page: Page) -> list[list[str]]:
    """Return the cells of the ledger, row by row."""
    return [
        [plain(html.words(cell)) for cell in row.select("th, td")] for row in page.document.select("tr.move")
    ]


def said(page: Page) -> list[list[str]]:
    """Return what each move is and what it paid or was paid by, sentence by sentence."""
    return [
        [plain(html.words(part)) for part in row.select(".move-what, td:nth-child(2) .what-it-is, li")]
        for row in page.document.select("tr.move")
    ]


def test_what_is_to_be_paid_today_has_its_interest_with_it(hers: StrictClient, book: Book) -> None:
    book.bill("R/1", 365_00, 24)
    page = hers.get("/home/account")
    figure = plain(page.part(".stat-main"))
    # ten days late at the rate of the day
    assert figure.startswith("To pay today 365.93 zł 365.00 zł is overdue")
    assert "The interest on it comes to 0.93 zł." in figure
    assert "365.00 zł to pay (without interest)" in plain(page.words)
    bearing = plain(page.part(".bearing"))
    assert "R/1" in bearing
    assert "9.25%" in bearing
    assert "0.9250 zł" in bearing


def test_the_balance_of_a_chosen_day_is_shown(hers: StrictClient, book: Book) -> None:
    book.bill("R/1", 100_00, 60)
    book.pay(100_00, 40)
    book.bill("R/2", 70_00, 20)
    page = hers.get(f"/home/account?on={ago(50).isoformat()}")
    assert "100.00 zł to pay" in plain(page.part(".summary"))
    assert [row[2] for row in rows(page)] == ["100.00 zł"]
    assert "How to pay" not in page.words


def test_a_day_ahead_shows_the_interest_until_then(hers: StrictClient, book: Book) -> None:
    book.bill("R/1", 365_00, 0)
    ahead = ago(-24)
    figure = plain(hers.get(f"/home/account?on={ahead.isoformat()}").part(".stat-main"))
    assert figure.startswith("To pay on")
    assert "365.93 zł" in figure


def test_the_ledger_says_newest_first_what_was_charged_paid_and_how(hers: StrictClient, book: Book) -> None:
    book.bill("R/1", 100_00, 60)
    book.bill("K/1", -30_00, 50, kind="correction", corrects_no="R/1")
    book.bill("R/2", 70_00, 40)
    book.pay(150_00, 30, title="za prąd")
    book.pay(-5_00, 10, title="zwrot")
    page = hers.get("/home/account")
    assert [row[2:] for row in rows(page)] == [
        ["5.00 zł", "", "5.00 zł overpaid"],
        ["", "150.00 zł", "10.00 zł overpaid"],
        ["70.00 zł", "", "140.00 zł"],
        ["", "30.00 zł", "70.00 zł"],
        ["100.00 zł", "", "100.00 zł"],
    ]
    paid, back = f"{ago(30):%d/%m/%Y}", f"{ago(10):%d/%m/%Y}"
    assert said(page) == [
        ["Paid back to you", "zwrot", f"5.00 zł of your payment of {paid}"],
        [
            "Your payment",
            "za prąd",
            "70.00 zł for R/1",
            "70.00 zł for R/2",
            f"5.00 zł paid back to you on {back}",
            "5.00 zł not used yet",
        ],
        ["Settlement invoice R/2", f"paid on {paid}"],
        ["Correction K/1", "corrects R/1", "for R/1"],
        ["Settlement invoice R/1", "30.00 zł taken off by K/1", f"70.00 zł paid on {paid}"],
    ]


def test_an_overpayment_and_nothing_to_pay_are_said_plainly(hers: StrictClient, book: Book) -> None:
    assert hers.get("/home/account").part(".stat-main").startswith("Nothing to pay")
    book.pay(20_00, 3)
    assert plain(hers.get("/home/account").part(".stat-main")).startswith("You have overpaid 20.00 zł")


def test_what_was_paid_late_keeps_its_interest_to_be_seen(hers: StrictClient, book: Book) -> None:
    book.bill("R/1", 365_00, 60)
    book.pay(365_00, 36)
    page = hers.get("/home/account")
    assert page.part(".stat-main").startswith("Nothing to pay")
    assert "R/1" in page.part("section[aria-labelledby=once]")


def test_a_long_ledger_comes_year_by_year(hers: StrictClient, book: Book) -> None:
    for number in range(LONG + 2):
        book.bill(f"R/{number}", 10_00, 60 * number)
    page = hers.get("/home/account")
    links = page.document.select(".years a")
    assert len(links) > 1
    shown = said(page)
    for link in links[1:]:
        shown += said(hers.get(link.attr("href")))
    assert [sentences[0].split()[-1] for sentences in shown] == [f"R/{number}" for number in range(LONG + 2)]
    assert len(rows(hers.get("/home/account?year=1977"))) == len(rows(page))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("yesterday", "Please choose a day that exists"),
        ("2026-02-30", "Please choose a day that exists"),
        ("1999-01-01", "This account begins on"),
        ("2999-01-01", "Please choose a day until"),
    ],
)
def test_a_day_that_cannot_be_shown_is_said_politely(
    hers: StrictClient, book: Book, on: str, said: str
) -> None:
    book.bill("R/1", 100_00, 60)
    page = hers.get(f"/home/account?on={on}")
    assert page.status_code == 200
    assert page.errors["on"].removeprefix("Error: ").startswith(said)
    assert page.part(".stat-main").startswith("To pay today")
    paper = hers.get(f"/home/account/statement.pdf?on={on}")
    assert paper.status_code == 303
    assert hers.get(paper.headers["Location"]).errors["on"] == page.errors["on"]


def test_of_several_agreements_the_one_owed_for_is_shown_first(
    hers: StrictClient, office: Office, anna: Person, database: Database
) -> None:
    assert anna.customer_id is not None
    second = office.agreement(anna.customer_id, signed_on=ago(900))
    office.invoice(second, 55_00, invoice_no="R/second")
    with database.write():
        derive([second])
    assert "R/second" in hers.get("/home/account").words


def test_one_of_several_agreements_is_chosen(
    hers: StrictClient, book: Book, office: Office, anna: Person
) -> None:
    assert anna.customer_id is not None
    second = office.agreement(anna.customer_id, signed_on=ago(900))
    office.invoice(second, 55_00, invoice_no="R/second")
    book.bill("R/first", 10_00, 30)
    page = hers.get("/home/account")
    assert "R/first" in page.words
    chosen = hers.press(page, label="Show", agreement=str(second))
    assert "R/second" in chosen.words
    assert "R/first" not in chosen.words


@pytest.mark.parametrize("path", ["/home/account?agreement={0}", "/home/account/statement.pdf?agreement={0}"])
def test_a_strangers_agreement_is_answered_like_one_that_does_not_exist(
    hers: StrictClient, obcy: Person, path: str
) -> None:
    theirs, unknown = (hers.get(path.format(number)) for number in (obcy.agreement_id, 999_999))
    assert theirs.status_code == unknown.status_code == 404


def test_nothing_of_a_stranger_is_on_the_page(
    hers: StrictClient, book: Book, office: Office, obcy: Person
) -> None:
    assert obcy.agreement_id is not None
    office.invoice(obcy.agreement_id, 77_00, invoice_no="R/OBCY")
    book.bill("R/1", 10_00, 30)
    assert "R/OBCY" not in hers.get("/home/account").words


def test_whose_customer_has_no_agreement_is_told_so(
    new_client: NewClient, office: Office, anna: Person
) -> None:
    customer = office.customer("Bez", "Umowy")
    account = office.account("Bez Umowy", "bez@example.com", identifier="12345670")
    person = Person(account, "Bez Umowy", "bez@example.com", "12345670", customer)
    office.access(person, customer)
    office.accept(person)
    client = new_client(person)
    assert client.get("/home/account").status_code == 200
    assert client.get("/home/account/statement.pdf").status_code == 404
    assert anna.agreement_id


def test_the_account_says_from_when_the_data_are(
    hers: StrictClient, database: Database, anna: Person
) -> None:
    assert anna.agreement_id
    assert "as of" not in hers.get("/home/account").part(".prevails")
    run = {"content_sha256": "", "counts": {}, "notes": [], "began_at": clock.now(), "ended_at": clock.now()}
    evening = "2026-11-01T23:00:00+01:00"
    database.save(
        FeedRun(sequence=1, exported_at="2026-10-01T23:00:00+02:00", outcome="taken", **run),
        FeedRun(sequence=2, exported_at=evening, outcome="taken", **run),
        FeedRun(sequence=3, exported_at="2026-11-02T23:00:00+01:00", outcome="refused", **run),
    )
    words = plain(hers.get("/home/account").part(".prevails"))
    assert words.endswith("Data from our billing system: as of November 1, 2026, 23:00.")


def test_the_account_takes_few_statements(hers: StrictClient, database: Database, book: Book) -> None:
    book.bill("R/1", 365_00, 60)
    book.pay(100_00, 20)
    hers.get("/home/account")
    with database.statements() as seen:
        hers.get("/home/account")
    assert len(seen) <= 6, seen


def paper(client: StrictClient, address: str) -> list[str]:
    """Return the words of a PDF, page by page."""
    answer = client.get(address)
    assert answer.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(answer.data)
    try:
        return [plain(page.get_textpage().get_text_bounded()) for page in document]
    finally:
        document.close()


def test_the_statement_says_on_paper_what_the_page_says(hers: StrictClient, book: Book, anna: Person) -> None:
    book.bill("R/1", 365_00, 24)
    book.pay(5_00, 20)
    (read,) = paper(hers, "/home/account/statement.pdf")
    assert "Statement of account" in read
    assert anna.name in read
    assert anna.customer_no
    assert anna.customer_no in read
    for words in ("360.00 zł", "360.91 zł", "R/1", "9.25%", "0.9123 zł", "Your payment", "for R/1"):
        assert words in read


def test_the_statement_of_a_day_ends_with_it(hers: StrictClient, book: Book) -> None:
    book.bill("R/old", 100_00, 60)
    book.bill("R/new", 100_00, 20)
    (read,) = paper(hers, f"/home/account/statement.pdf?on={ago(30).isoformat()}")
    assert "R/old" in read
    assert "R/new" not in read


def test_a_long_statement_has_every_move_once_and_its_head_on_every_page(
    hers: StrictClient, book: Book
) -> None:
    for number in range(40):
        book.bill(f"R/{number:03d}", 10_00, 10 * number, due_on=ago(-30))
    pages = paper(hers, "/home/account/statement.pdf")
    assert len(pages) > 1
    moves = "".join(pages).partition("All moves")[2]
    assert all(moves.count(f"R/{number:03d}") == 1 for number in range(40))
    assert [read.count("Charged") for read in pages] == [1] * len(pages)
