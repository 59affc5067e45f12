"""The screen to check: what stands on it, in how many statements, and whose files it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.audit.models import AccessLog
from app.registrations import desk_service, edit_service, tally
from app.registrations.paper_models import CaseScan
from tests.registrations import desk_cases, paper_cases, scanned
from tests.registrations.checking import Checking, begin
from tests.support import numbers
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]
MOST = 8


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def case(office: Office, new_client: Visitors) -> Checking:
    """An application being checked, every paper there."""
    return begin(office, new_client)


def statements(case: Checking, database: Database, kind: str) -> list[str]:
    """Return what the page asked, without who asks and the note of who looked."""
    case.open(kind)
    with database.statements() as seen:
        case.open(kind)
    return seen[1:-1]


@pytest.mark.parametrize("kind", ["regulations", "krs_extract", ""])
def test_sixty_pages_take_eight_statements(case: Checking, database: Database, kind: str) -> None:
    case.add(("krs_extract", scanned.pdf(*(f"Strona {number}" for number in range(1, 61)))))
    case.add((None, scanned.pdf("Nie wiadomo co")))
    paper_cases.received(case.office, case.firma, case.clerk)  # a double
    with database.write():
        desk_service.note(case.reference, case.clerk, "Dzwoniłam.")
    seen = statements(case, database, kind)
    assert len(seen) <= MOST, "\n".join(seen)


def test_the_first_page_comes_at_once_and_the_rest_on_demand(case: Checking) -> None:
    case.add(("krs_extract", scanned.pdf(*(f"Strona {number}" for number in range(1, 61)))))
    page = case.open("krs_extract")
    images = page.document.select("main img")
    assert [image.attr("fetchpriority") for image in images] == ["high"]
    assert str(images[0].attr("src")).endswith("/pages/1")
    assert len(page.document.select("[data-thumb]")) == 60


def test_pages_are_turned_over_by_links(case: Checking) -> None:
    case.add(("krs_extract", scanned.pdf("Pierwsza", "Druga")))
    page = case.open("krs_extract")
    following = page.document.select("a[rel=next]")[0].attr("href")
    second = case.hand.get(following)
    assert "Page 2 of 2" in second.part("[data-number]")
    assert second.document.select("a[rel=prev]")
    assert not second.document.select("a[rel=next]")


def test_a_page_beyond_the_last_is_the_last(case: Checking) -> None:
    assert "Page 1 of 1" in case.open("krs_extract", "&page=77").part("[data-number]")


def test_an_image_is_shown_with_its_own_case_only(case: Checking, office: Office, database: Database) -> None:
    other = paper_cases.in_review(office, paper_cases.firma(office), case.clerk)
    scan = database.all(select(CaseScan.id))[0]
    mine = case.hand.get(f"{case.address}/scans/{scan}/pages/1")
    assert (mine.status_code, str(mine.mimetype)[:6]) == (200, "image/")
    assert case.hand.get(f"/desk/applications/{other}/scans/{scan}/pages/1").status_code == 404
    assert case.hand.get(f"{case.address}/scans/{scan}/pages/2").status_code == 404


def test_a_file_of_another_case_in_the_address_is_not_shown(case: Checking, office: Office) -> None:
    firma = paper_cases.firma(office)
    other = paper_cases.in_review(office, firma, case.clerk)
    scanned.add_all(office, other, case.clerk, firma)
    newest = office.database.all(select(CaseScan.id).order_by(CaseScan.id.desc()))[0]
    page = case.open("krs_extract", f"&file={newest}")
    assert f"/scans/{newest}/" not in page.text


def test_a_turned_page_stays_turned(case: Checking, database: Database) -> None:
    scan = database.all(select(CaseScan.id))[0]
    address = f"{case.address}/scans/{scan}/pages/1"
    before = case.hand.get(address).data
    case.hand.press(case.open("application"), "Turn to the right")
    assert case.hand.get(address).data != before


def test_what_was_declared_and_what_the_base_says_stand_beside_each_field(
    office: Office, new_client: Visitors
) -> None:
    case = begin(office, new_client, name="Zakład Całkiem Inny S.A.")
    page = case.open("krs_extract")
    field = page.parts(".check-field")[0]
    assert "Declared: Zakład Całkiem Inny S.A." in field
    assert "In the base: Zakład Wzorcowy sp. z o.o." in field
    assert "different" in field


def test_others_it_could_be_are_named_with_what_they_share_and_one_is_chosen(
    case: Checking, office: Office
) -> None:
    twin = paper_cases.firma(office)
    page = case.open()
    assert "The same: name" in page.part("#others")
    page = case.hand.press(page, step="customer", follow=True)
    assert paper_cases.row(office, case.reference).customer_id == twin.customer_id


def test_a_difference_is_answered(office: Office, new_client: Visitors) -> None:
    case = begin(office, new_client, nip=numbers.nip(777))
    page = case.hand.press(
        case.open(), step="answers", follow=True, why_nip="Przekształcenie, widziałam akt."
    )
    assert "Accepted: Przekształcenie, widziałam akt." in page.words
    assert "NIP: Przekształcenie, widziałam akt." in page.parts(".timeline")[-1]


def test_what_was_declared_is_completed(case: Checking, office: Office) -> None:
    people: dict[str, Any] = {
        "signers-name": ["Maria Prezesowa", "Jan Drugi"],
        "signers-function": ["prezes", "członek"],
    }
    typed = people | {"phone": "600 700 800", "seat": "Nowa 5\n90-002 Łódź"}
    page = case.hand.press(case.open(), step="edit", follow=True, **typed)
    found = paper_cases.row(office, case.reference)
    assert found.phone == "+48600700800"
    assert found.seat == ["Nowa 5", "90-002 Łódź"]
    assert [one["name"] for one in found.signers] == ["Maria Prezesowa", "Jan Drugi"]
    assert "Phone, Seat, Who will sign" in page.words


def test_a_wrong_number_comes_back_with_what_was_typed(case: Checking) -> None:
    page = case.hand.press(case.open(), step="edit", nip="123", name="Nazwa wpisana")
    assert page.status_code == 422
    assert "A NIP has 10 digits" in page.errors["nip"]
    assert page.document.select("#declared-name")[0].attr("value") == "Nazwa wpisana"


def test_a_second_look_shows_what_came_and_folds_what_was_accepted(
    case: Checking, office: Office, database: Database
) -> None:
    case.judge("application")
    case.judge("regulations")
    page = case.open()
    case.hand.press(page, step="request_documents", ask_regon_certificate="y")
    with database.write():
        version = paper_cases.version(office, case.reference)
        edit_service.edit(case.reference, version, case.clerk, {"phone": "+48600700800"})
    case.add(("regon_certificate", scanned.pdf("Nowe zaświadczenie")))
    page = case.open()
    assert "REGON certificate" in page.part("#judge-title")
    assert "REGON certificate: regon_certificate.pdf, 1 page" in page.part(".check-changes")
    assert "Phone" in page.part(".check-changes")
    assert "2 documents accepted before and unchanged" in page.part(".check-tabs")


def test_what_came_after_a_verdict_is_marked_and_opened(case: Checking) -> None:
    case.accept_all()
    case.add(("krs_extract", scanned.pdf("Aktualny odpis")))
    page = case.open()
    assert "Extract from the National Court Register (KRS) new, to be checked" in page.part("#judge-title")


def test_who_looked_is_noted(case: Checking, database: Database) -> None:
    case.open()
    found = database.all(select(AccessLog.endpoint).where(AccessLog.subject_kind == "registration"))
    assert "desk.application" in found


def test_an_admin_reads_without_the_clerks_buttons(
    case: Checking, office: Office, new_client: Visitors
) -> None:
    page = new_client(desk_cases.admin(office)).get(case.address)
    assert page.status_code == 200
    assert not {"judge", "edit", "verify", "customer", "turn"} & set(page.steps)


def test_before_the_check_begins_documents_are_only_read(office: Office, new_client: Visitors) -> None:
    celina = desk_cases.clerk(office)
    firma = paper_cases.firma(office)
    reference = paper_cases.received(office, firma, desk_cases.actor(celina))
    page = new_client(celina).get(f"/desk/applications/{reference}")
    assert "judge" not in page.steps
    assert "start_review" in page.steps
    assert "There is no file of this document yet." in page.words
