"""Letters: printed as often as need be, posted once; then their codes are gone."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest
from sqlalchemy import select

from app.audit.models import History
from app.mail import queries
from app.mail.models import Outbox
from tests.mail.conftest import Write
from tests.support.cast import Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]
SECRETS = {
    "name": "Anna Źdźbłowska",
    "address_lines": ["ul. Żółta 1 m. 2", "90-001 Łódź"],
    "identifier": "1234 5678",
    "pin": "8765 4321",
}


@pytest.fixture
def letter(written: Write, anna: Person) -> int:
    """Return a letter with codes for Anna."""
    return written(
        name="access_letter",
        recipient=None,
        params={"until": "22 stycznia 2027"},
        secrets=SECRETS,
        channel="letter",
        subject=("account", anna.account_id),
    )


def words(page: Page) -> str:
    """Return the words of a PDF that came as the answer."""
    assert page.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(page.data)
    try:
        return " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    finally:
        document.close()


def test_the_list_shows_to_whom_and_no_code(new_client: Visitors, celina: Person, letter: int) -> None:
    page = new_client(celina).get("/desk/letters")
    assert "Anna Źdźbłowska, ul. Żółta 1 m. 2, 90-001 Łódź" in page.words
    assert "8765" not in page.text
    assert "posted" not in page.steps, "what has not been printed cannot be in the post"
    assert letter


def test_a_printed_letter_holds_address_and_codes_and_who_printed_it_is_known(
    new_client: Visitors, celina: Person, anna: Person, letter: int, database: Database
) -> None:
    clerk = new_client(celina)
    read = words(clerk.press(clerk.get("/desk/letters"), step="print"))
    for part in ("Anna Źdźbłowska", "ul. Żółta 1 m. 2", "90-001 Łódź", "1234 5678", "8765 4321"):
        assert part in read
    assert "22 stycznia 2027" in read
    told = database.one(select(History).where(History.event == "letter.printed"))
    assert (told.actor, told.subject_id) == (f"staff:{celina.account_id}", anna.account_id)
    assert letter


def test_a_letter_is_read_for_printing_outside_the_transaction(letter: int, database: Database) -> None:
    with database.write() as session:
        assert queries.letter(letter) is not None
        assert not session().in_transaction(), "nobody waits for the database while the PDF is made"


def test_a_letter_can_be_printed_again_until_it_is_posted(
    new_client: Visitors, celina: Person, letter: int, database: Database
) -> None:
    clerk = new_client(celina)
    clerk.press(clerk.get("/desk/letters"), step="print")
    clerk.press(clerk.get("/desk/letters"), step="print")
    assert database.get(Outbox, letter).attempts == 2

    seen = clerk.get("/desk/letters")
    page = clerk.press(seen, step="posted", follow=True)
    assert page.parts(".empty")
    row = database.get(Outbox, letter)
    assert (row.outcome, row.secrets) == ("sent", None)
    assert row.done_at is not None
    assert clerk.press(seen, step="print").status_code == 404
    assert clerk.press(seen, step="posted").status_code == 409


def test_letters_are_never_sent_by_mail(letter: int, database: Database) -> None:
    from_the_worker = database.get(Outbox, letter)
    assert from_the_worker.leased_until is None


def test_customers_find_no_letters(new_client: Visitors, anna: Person) -> None:
    assert new_client(anna).get("/desk/letters").status_code == 404
