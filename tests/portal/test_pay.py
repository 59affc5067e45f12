"""How to pay: the transfer for what is overdue, next or open, with its code; nothing of anybody else."""

from __future__ import annotations

from app.billing.transfer import Transfer, draw, title_of
from app.customers.models import Agreement
from tests.portal.ledgers import Book, ago, plain
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

CODE = ".transfer-code svg"


def pay(client: StrictClient, person: Person, what: str = "") -> Page:
    """Open the page of a person's agreement."""
    return client.get(f"/home/pay/{person.agreement_id}" + (f"?what={what}" if what else ""))


def offered(page: Page) -> list[str]:
    """Return the amounts that can be chosen."""
    return [plain(words) for words in page.parts("fieldset .form-check")]


def test_what_is_overdue_comes_first_and_other_amounts_can_be_chosen(
    hers: StrictClient, book: Book, anna: Person
) -> None:
    book.bill("R/1", 365_00, 24)
    book.bill("R/2", 50_00, 3)
    book.bill("R/3", 60_00, 2)
    page = pay(hers, anna)
    assert offered(page) == [
        "What is overdue: 365.00 zł",
        "What is overdue, with the interest to today: 365.93 zł",
        "What falls due next: 50.00 zł",
        "All that is open: 475.00 zł",
    ]
    assert "365.00 zł" in plain(page.part(".transfer-data"))
    chosen = hers.press(page, label="Show this transfer", what="all")
    assert "475.00 zł" in plain(chosen.part(".transfer-data"))


def test_without_arrears_the_next_payment_is_offered_alone(
    hers: StrictClient, book: Book, anna: Person
) -> None:
    book.bill("R/1", 80_00, 3)
    page = pay(hers, anna)
    assert offered(page) == []
    assert "80.00 zł" in plain(page.part(".transfer-data"))


def test_every_value_can_be_copied_as_a_bank_takes_it(
    hers: StrictClient, book: Book, anna: Person, database: Database
) -> None:
    book.bill("R/1", 1_234_56, 3)
    copied = [button.attr("data-copy") for button in pay(hers, anna).document.select("[data-copy]")]
    agreement = database.get(Agreement, anna.agreement_id)
    title = f"{agreement.agreement_no} nr klienta {anna.customer_no}"
    assert copied == ["Przykładowa Energia S.A.", agreement.nrb, "1234,56", title]


def test_the_code_holds_what_the_page_says(
    hers: StrictClient, book: Book, anna: Person, database: Database
) -> None:
    book.bill("R/1", 80_00, 3)
    agreement = database.get(Agreement, anna.agreement_id)
    assert anna.customer_no
    title = title_of(agreement.agreement_no, anna.customer_no)
    drawn = draw(Transfer("0001234510", agreement.nrb, 80_00, "Przykładowa Energia", title))
    assert drawn
    page = pay(hers, anna)
    assert page.document.select(f"{CODE} path")[0].attr("d") == drawn.path
    label = page.document.select(CODE)[0].attr("aria-label")
    assert plain(str(label)) == "QR code of a transfer of 80.00 zł to the account above"


def test_an_amount_too_large_for_a_code_is_said_with_the_reason(
    hers: StrictClient, book: Book, anna: Person
) -> None:
    book.bill("R/1", 10_000_00, 3)
    page = pay(hers, anna)
    assert not page.document.select(CODE)
    assert "holds at most 9,999.99 zł" in plain(page.words)


def test_who_owes_nothing_is_told_so_and_still_finds_the_account(
    hers: StrictClient, anna: Person, database: Database
) -> None:
    page = pay(hers, anna)
    assert "There is nothing to pay on this agreement now." in page.words
    assert not page.document.select(CODE)
    assert page.document.select(f"[data-copy='{database.get(Agreement, anna.agreement_id).nrb}']")


def test_what_nobody_offers_falls_back_to_the_first(hers: StrictClient, book: Book, anna: Person) -> None:
    book.bill("R/1", 80_00, 3)
    assert "80.00 zł" in plain(pay(hers, anna, "everything").part(".transfer-data"))


def test_a_strangers_agreement_is_answered_like_one_that_does_not_exist(
    hers: StrictClient, office: Office, obcy: Person
) -> None:
    assert obcy.agreement_id is not None
    office.invoice(obcy.agreement_id, 80_00, due_on=ago(1))
    theirs, unknown = (hers.get(f"/home/pay/{number}") for number in (obcy.agreement_id, 999_999))
    assert theirs.status_code == unknown.status_code == 404


def test_how_to_pay_takes_few_statements(
    hers: StrictClient, book: Book, anna: Person, database: Database
) -> None:
    book.bill("R/1", 80_00, 3)
    pay(hers, anna)
    with database.statements() as seen:
        pay(hers, anna)
    assert len(seen) <= 6, seen
