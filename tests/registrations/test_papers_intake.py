"""The intake of one application: noting how papers came, and files that are each judged for themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.documents.models import Scan
from app.foundation import clock as office_clock
from app.registrations import course_service, desk_service
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan, Delivery, Document
from tests.registrations import desk_cases, paper_cases, scans
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database


@pytest.fixture
def person(office: Office) -> Person:
    """A clerk who reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], person: Person) -> StrictClient:
    """His browser."""
    return new_client(person)


@pytest.fixture
def received(office: Office, person: Person) -> str:
    """An application opened for papers."""
    return paper_cases.received(office, paper_cases.firma(office), desk_cases.actor(person))


def intake(desk: StrictClient, reference: str) -> Page:
    """Open the intake of an application."""
    return desk.get(f"/desk/papers/{reference}")


def take_in(desk: StrictClient, reference: str, **fields: str) -> Page:
    """Note how papers came; return the page that follows."""
    return desk.press(intake(desk, reference), "Take in the papers", follow=True, **fields)


def send(desk: StrictClient, reference: str, **files: object) -> Page:
    """Send files without script: field -> (file, name) or a list of them."""
    return desk.follow(scans.send(desk, intake(desk, reference), **files))


def test_papers_of_an_announced_application_are_taken_in(desk: StrictClient, office: Office) -> None:
    reference = paper_cases.announced(office, paper_cases.firma(office))
    page = take_in(
        desk,
        reference,
        channel="person",
        received_on="27.11.2026" if office_clock.today() > dt.date(2026, 11, 27) else _yesterday(),
        incoming_no="P/77/2026",
        sender="Zakład Wzorcowy",
        pages="14",
        originals="teczka 12",
    )
    assert paper_cases.row(office, reference).state == "received"
    assert "Now add the files." in page.words
    for said in ("Brought in person", "P/77/2026", "Zakład Wzorcowy", "14", "teczka 12"):
        assert said in page.part("[data-papers] table")


def _yesterday() -> str:
    return f"{office_clock.today() - dt.timedelta(days=1):%d.%m.%Y}"


def test_a_day_in_the_future_or_odd_sheets_are_refused_and_what_was_typed_stays(
    desk: StrictClient, office: Office
) -> None:
    reference = paper_cases.announced(office, paper_cases.firma(office))
    tomorrow = f"{office_clock.today() + dt.timedelta(days=1):%d.%m.%Y}"
    page = take_in(desk, reference, received_on=tomorrow, pages="dozen", incoming_no="P/5")
    assert page.status_code == 422
    assert set(page.errors) == {"received_on", "pages"}
    assert page.document.select("#incoming_no")[0].attr("value") == "P/5"
    assert paper_cases.row(office, reference).state == "announced"


def test_a_further_delivery_is_noted_without_files(
    desk: StrictClient, received: str, database: Database
) -> None:
    page = take_in(desk, received, channel="e_delivery", incoming_no="E/2")
    assert database.all(select(Delivery.incoming_no).order_by(Delivery.id)) == ["P/1/2026", "E/2"]
    assert "By e-delivery" in page.part("[data-papers] table")


def test_papers_of_a_resting_application_let_the_check_go_on(
    desk: StrictClient, office: Office, person: Person
) -> None:
    actor = desk_cases.actor(person)
    reference = paper_cases.in_review(office, paper_cases.firma(office), actor)
    with office.database.write():
        until = office_clock.today() + dt.timedelta(days=9)
        version = paper_cases.version(office, reference)
        course_service.rest(reference, version, actor, until, "Czeka na KRS.")
    assert "This application rests" in intake(desk, reference).words
    take_in(desk, reference)
    assert paper_cases.row(office, reference).state == "in_review"


def test_files_of_every_kind_are_taken_in_at_once_each_under_its_document(
    desk: StrictClient, received: str, database: Database
) -> None:
    page = send(
        desk,
        received,
        krs_extract=scans.file(scans.pdf(3), "odpis.pdf"),
        regulations=[
            scans.file(scans.picture("JPEG"), "regulamin.jpg"),
            scans.file(scans.picture("TIFF", "B"), "b.tif"),
        ],
        unsorted=scans.file(scans.picture("PNG", "C"), "zdjęcie.png"),
    )
    assert "4 files have been taken in." in page.words
    assert sorted(database.all(select(Document.kind).join(CaseScan))) == [
        "krs_extract",
        "regulations",
        "regulations",
    ]
    assert sorted(database.all(select(Scan.pages))) == [1, 1, 1, 3]
    assert "1 file to be sorted" in page.words
    assert "zdjęcie.png" in page.words


def test_a_bad_file_says_why_and_the_others_are_kept(
    desk: StrictClient, received: str, database: Database
) -> None:
    files = [
        scans.file(scans.pdf(), "dobry.pdf"),
        scans.file(b"", "pusty.pdf"),
        scans.file(b"MZ" + b"x" * 500, "faktura.pdf.exe"),
    ]
    page = send(desk, received, unsorted=files)
    assert page.status_code == 422
    refused = page.parts(".notice-danger li")
    assert refused[0] == "pusty.pdf: The file is empty."
    assert refused[1].startswith("faktura.pdf.exe: Only PDF, JPEG, PNG and TIFF")
    assert "1 file has been taken in." in page.words
    assert database.all(select(Scan.file_name)) == ["dobry.pdf"]


def test_a_double_is_refused_plainly(desk: StrictClient, received: str, database: Database) -> None:
    send(desk, received, unsorted=scans.file(scans.pdf(), "odpis.pdf"))
    twice = [
        scans.file(scans.pdf(), "znowu.pdf"),
        scans.file(scans.picture(), "nowy.png"),
        scans.file(scans.picture(), "nowy kopia.png"),
    ]
    page = send(desk, received, krs_extract=twice)
    assert page.parts(".notice-danger li") == [
        "znowu.pdf: This very file lies in the application already.",
        "nowy kopia.png: This very file lies in the application already.",
    ]
    assert database.all(select(Scan.file_name).order_by(Scan.id)) == ["odpis.pdf", "nowy.png"]


def test_nothing_chosen_is_said(desk: StrictClient, received: str) -> None:
    page = desk.press(intake(desk, received), "Send the files")
    assert page.status_code == 422
    assert "Please choose a file." in page.words


def test_a_file_too_large_is_refused_before_anything_looks_into_it(
    desk: StrictClient, received: str, database: Database
) -> None:
    token = str(intake(desk, received).document.select("input[name=csrf_token]")[0].attr("value"))
    fields = {"csrf_token": token, "version": "1"}
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}'
    head = '--x\r\nContent-Disposition: form-data; name="file-"; filename="wielki.pdf"\r\n\r\n%PDF-1.7'
    parts = [*(part.format(*each) for each in fields.items()), head + "0" * 25 * 1024**2, "--x--\r\n"]
    body, kind = "\r\n".join(parts).encode(), "multipart/form-data; boundary=x"
    page = desk.post(f"/desk/applications/{received}/scans", data=body, content_type=kind)
    assert "larger than 25 MB" in page.part(".notice-danger li")
    assert database.count(Scan) == 0


def test_a_script_gets_the_version_and_what_was_refused(desk: StrictClient, received: str) -> None:
    token = intake(desk, received).document.select("input[name=csrf_token]")[0].attr("value")
    address, said = f"/desk/applications/{received}/scans", {"Accept": "application/json"}
    good = {"csrf_token": token, "version": "1", "file-": scans.file(scans.pdf(), "a.pdf")}
    assert desk.post(address, data=good, headers=said).json == {"version": 2, "kept": 1, "refused": []}
    bad = {"csrf_token": token, "version": "2", "file-": scans.file(b"", "b.pdf")}
    refused = [{"name": "b.pdf", "why": "The file is empty."}]
    assert desk.post(address, data=bad, headers=said).json == {"version": 2, "kept": 0, "refused": refused}


def test_a_page_that_is_old_takes_no_file(
    desk: StrictClient, received: str, office: Office, person: Person, database: Database
) -> None:
    page = intake(desk, received)
    with office.database.write():
        course_service.start_review(received, 1, desk_cases.actor(person))
    answer = scans.send(desk, page, unsorted=scans.file(scans.pdf(), "a.pdf"))
    assert answer.status_code == 409
    assert database.count(Scan) == 0


def test_unsorted_files_are_sorted_several_at_once(
    desk: StrictClient, received: str, database: Database
) -> None:
    files = [scans.file(scans.picture("PNG", str(number)), f"{number}.png") for number in range(3)]
    page = send(desk, received, unsorted=files)
    first, second, _third = database.all(select(CaseScan.id).order_by(CaseScan.id))
    chosen = {f"kind-{first}": "krs_extract", f"kind-{second}": "other"}
    page = desk.press(page, "Sort the files", follow=True, **chosen)
    assert "2 files have been sorted." in page.words
    assert "1 file to be sorted" in page.words
    moved = desk.press(page, "Sort the files", follow=True, **{f"kind-{first}": "regulations"})
    assert moved.parts("h4") == ["Signed Regulations", "Another document"]


def test_the_checklist_of_the_legal_form_stands_first(desk: StrictClient, received: str) -> None:
    page = send(desk, received, unsorted=scans.file(scans.pdf(), "a.pdf"))
    offered = page.parts(".papers-files select option")
    assert offered[:5] == [
        "not sorted yet",
        "Signed application form",
        "Signed Regulations",
        "Extract from the National Court Register (KRS)",
        "REGON certificate",
    ]
    assert len(page.parts(".papers-kinds li")) == 4


def test_when_the_last_awaited_document_comes_the_check_goes_on(
    desk: StrictClient, office: Office, person: Person
) -> None:
    actor = desk_cases.actor(person)
    reference = paper_cases.in_review(office, paper_cases.firma(office), actor)
    paper_cases.ask(office, reference, actor, "regon_certificate", "krs_extract")
    send(desk, reference, krs_extract=scans.file(scans.pdf(), "a.pdf"))
    assert paper_cases.row(office, reference).state == "awaiting_documents"
    send(desk, reference, regon_certificate=scans.file(scans.pdf(2), "b.pdf"))
    assert paper_cases.row(office, reference).state == "in_review"


def test_what_has_ended_takes_no_papers(desk: StrictClient, office: Office, received: str) -> None:
    actor = desk_cases.actor(desk_cases.clerk(office, "Czesław Inny"))
    with office.database.write():
        desk_service.step(received, 1, "withdraw", actor, "telefonicznie")
    page = intake(desk, received)
    assert "This application has ended" in page.words
    assert {"reconsider"} == set(page.steps) - {"language", "logout"}


def test_persons_have_no_intake(desk: StrictClient, office: Office) -> None:
    case = desk_cases.case(office, desk_cases.customer(office))
    assert intake(desk, case.reference).status_code == 404


def test_the_page_takes_at_most_eight_statements(
    desk: StrictClient, received: str, database: Database
) -> None:
    send(desk, received, unsorted=scans.file(scans.pdf(), "a.pdf"))
    with database.statements() as seen:
        intake(desk, received)
    assert len(seen) <= 8, "\n".join(seen)


def test_only_clerks_take_papers_in(
    new_client: Callable[..., StrictClient], received: str, office: Office, anna: Person, database: Database
) -> None:
    for stranger in (anna, desk_cases.admin(office)):
        client = new_client(stranger)
        assert client.get(f"/desk/papers/{received}").status_code == 404
    assert database.all(select(Registration.state)) == ["received"]
