"""The receipt of an institution's papers: on the screen, as PDF, by mail; a code is shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.foundation.tokens import new_reference
from app.registrations.keys import code_digest
from tests.mail.test_letters import words
from tests.registrations import desk_cases, paper_cases, scanned, scans
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.mails import Mailbox

Visitors = Callable[..., StrictClient]


@pytest.fixture
def celina_reads(office: Office) -> Person:
    """A clerk who reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def brought(office: Office, celina_reads: Person) -> str:
    """Papers that came by post without an announcement."""
    return paper_cases.received(office, paper_cases.firma(office), desk_cases.actor(celina_reads))


def address(reference: str) -> str:
    """Return the address of a receipt."""
    return f"/desk/applications/{reference}/papers-receipt"


def code_on(page: Page) -> str:
    """Return the tracker's code which a receipt shows."""
    return page.parts(".receipt-figure")[1].replace(" ", "")


def test_it_says_what_came_when_and_who_took_it_in(
    new_client: Visitors, celina_reads: Person, brought: str
) -> None:
    page = new_client(celina_reads).get(address(brought))
    for part in ("Zakład Wzorcowy sp. z o.o.", "P/1/2026", "By post", "12", celina_reads.name, brought):
        assert part in page.words
    assert len(page.parts(".receipt-figure")) == 1, "the code cannot be read again"


def test_a_new_code_is_shown_once_printed_and_works(
    new_client: Visitors, celina_reads: Person, brought: str, office: Office
) -> None:
    clerk = new_client(celina_reads)
    page = clerk.press(clerk.get(address(brought)), step="papers_receipt", follow=True)
    code = code_on(page)
    assert paper_cases.row(office, brought).code_digest == code_digest(brought, code)
    printed = words(clerk.get(f"{address(brought)}/receipt.pdf"))
    assert f"{code[:4]} {code[4:]}" in printed
    assert "P/1/2026" in printed
    other = words(new_client(celina_reads).get(f"{address(brought)}/receipt.pdf"))
    assert code[:4] not in other


def test_it_goes_by_mail_with_a_new_code_where_there_is_a_mailbox(
    new_client: Visitors, celina_reads: Person, brought: str, office: Office, outbox: Mailbox
) -> None:
    clerk = new_client(celina_reads)
    clerk.press(clerk.get(address(brought)), step="mail", follow=True)
    sent = outbox.last(name="registration_receipt").row
    row = paper_cases.row(office, brought)
    assert sent.recipient == row.email
    assert code_digest(brought, sent.secrets["code"].replace(" ", "")) == row.code_digest
    assert sent.params["received"][0]["number"] == "P/1/2026"


def test_without_an_address_there_is_no_button_for_the_mail(
    new_client: Visitors, celina_reads: Person, office: Office
) -> None:
    clerk, firma = desk_cases.actor(celina_reads), paper_cases.firma(office)
    reference = paper_cases.received(office, firma, clerk, email=None)
    page = new_client(celina_reads).get(address(reference))
    assert "mail" not in page.steps
    assert "papers_receipt" in page.steps


def test_an_old_page_makes_no_new_code(new_client: Visitors, celina_reads: Person, brought: str) -> None:
    clerk = new_client(celina_reads)
    seen = clerk.get(address(brought))
    clerk.press(seen, step="papers_receipt")
    assert clerk.press(seen, step="papers_receipt").status_code == 409


def test_it_takes_at_most_eight_statements(
    new_client: Visitors, celina_reads: Person, brought: str, office: Office
) -> None:
    clerk = new_client(celina_reads)
    kinds = ("application", "regulations", "krs_extract", None)
    papers = [(kind, scans.pdf(2, str(kind))) for kind in kinds]
    scanned.add(office, brought, desk_cases.actor(celina_reads), papers)
    clerk.get(address(brought))
    with office.database.statements() as seen:
        clerk.get(address(brought))
    assert len(seen) <= 8, "\n".join(seen)


def test_an_individual_has_another_receipt(
    new_client: Visitors, celina_reads: Person, office: Office
) -> None:
    case = desk_cases.case(office, desk_cases.customer(office))
    clerk = new_client(celina_reads)
    assert clerk.get(address(case.reference)).status_code == 404
    assert clerk.get(address(new_reference())).status_code == 404
