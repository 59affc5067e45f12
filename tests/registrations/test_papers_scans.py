"""Pages and files of a case: only those of the case in the address, only for the office, kept by no cache."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from sqlalchemy import select

from app.audit.models import AccessLog, History
from app.registrations.models import Registration
from app.registrations.paper_models import CaseScan
from tests.registrations import desk_cases, paper_cases, scans
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]


@pytest.fixture
def person(office: Office) -> Person:
    """A clerk who reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def desk(new_client: Visitors, person: Person) -> StrictClient:
    """His browser."""
    return new_client(person)


@pytest.fixture
def case(office: Office, person: Person, desk: StrictClient) -> str:
    """An application in which a PDF of two pages and a picture lie."""
    reference = paper_cases.received(office, paper_cases.firma(office), desk_cases.actor(person))
    page = desk.get(f"/desk/papers/{reference}")
    files = [scans.file(scans.pdf(2), "odpis ń.pdf"), scans.file(scans.picture(), "zdjęcie.png")]
    assert scans.send(desk, page, unsorted=files).status_code == 303
    return reference


@pytest.fixture
def other(office: Office, person: Person) -> str:
    """Another application, in which nothing lies."""
    firma = paper_cases.firma(office, "Huta Nowa S.A.")
    return paper_cases.received(office, firma, desk_cases.actor(person))


@pytest.fixture
def room(case: str, database: Database) -> str:
    """The address below which the pages of the PDF lie."""
    first = database.all(select(CaseScan.id).order_by(CaseScan.id))[0]
    return f"/desk/applications/{case}/scans/{first}"


def size(content: bytes) -> tuple[int, int]:
    """Return width and height of an image."""
    return Image.open(io.BytesIO(content)).size


def test_pages_come_as_images_large_and_small(desk: StrictClient, room: str) -> None:
    large, small = desk.get(f"{room}/pages/2"), desk.get(f"{room}/pages/2?size=thumb")
    assert {large.mimetype, small.mimetype} <= {"image/jpeg", "image/png"}
    assert size(large.data)[0] > size(small.data)[0]
    assert large.headers["Cache-Control"] == "private, no-cache"
    again = desk.get(f"{room}/pages/2", headers={"If-None-Match": large.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("number", ["0", "3", "99"])
def test_a_page_that_is_not_there_is_none(desk: StrictClient, room: str, number: str) -> None:
    assert desk.get(f"{room}/pages/{number}").status_code == 404


def test_a_page_is_turned_for_everybody(desk: StrictClient, room: str) -> None:
    before = desk.get(f"{room}/pages/1")
    token = desk.get("/desk/papers").document.select("input[name=csrf_token]")[0].attr("value")
    for to in ("right", "left", "left"):
        answer = desk.post(
            f"{room}/pages/1/turn",
            data={"csrf_token": token, "to": to},
            headers={"Accept": "application/json"},
        )
        assert answer.json == {"turned": True}
    after = desk.get(f"{room}/pages/1")
    assert size(after.data) == size(before.data)[::-1]
    assert after.headers["ETag"] != before.headers["ETag"]


def test_files_are_handed_out_to_be_kept_not_shown(desk: StrictClient, room: str) -> None:
    clean, original = desk.get(f"{room}/clean"), desk.get(f"{room}/original")
    assert original.data == scans.pdf(2)
    for answer in (clean, original):
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert "filename*=UTF-8''odpis%20%C5%84.pdf" in original.headers["Content-Disposition"]


def test_a_file_of_another_case_is_none(
    desk: StrictClient, room: str, case: str, other: str, database: Database
) -> None:
    foreign = room.replace(case, other)
    for path in ("pages/1", "pages/1?size=thumb", "clean", "original"):
        assert desk.get(f"{foreign}/{path}").status_code == 404, path
    token = desk.get("/desk/papers").document.select("input[name=csrf_token]")[0].attr("value")
    assert desk.post(f"{foreign}/pages/1/turn", data={"csrf_token": token}).status_code == 404
    scan = room.rsplit("/", 1)[1]
    body = {"csrf_token": token, "version": "1", f"kind-{scan}": "regulations"}
    assert desk.post(f"/desk/applications/{other}/scans/sort", data=body).status_code == 404
    assert database.all(select(CaseScan.document_id)) == [None, None]


def test_strangers_see_nothing_and_an_admin_only_looks(
    new_client: Visitors, room: str, office: Office, anna: Person
) -> None:
    admin = new_client(desk_cases.admin(office))
    for path in ("pages/1", "clean", "original"):
        assert new_client(anna).get(f"{room}/{path}").status_code == 404
        assert new_client().get(f"{room}/{path}").status_code == 303
        assert admin.get(f"{room}/{path}").status_code == 200
    token = admin.get("/desk").document.select("input[name=csrf_token]")[0].attr("value")
    assert admin.post(f"{room}/pages/1/turn", data={"csrf_token": token}).status_code == 404


def test_who_looked_is_noted_but_for_small_pictures(
    desk: StrictClient, room: str, database: Database
) -> None:
    for path in ("pages/1?size=thumb", "pages/1", "clean", "original"):
        desk.get(f"{room}/{path}")
    mine = select(AccessLog.endpoint).where(AccessLog.endpoint.startswith("scans."))
    noted = database.all(mine.order_by(AccessLog.id))
    assert noted == ["scans.image", "scans.clean", "scans.original"]


def test_who_turned_a_page_is_noted_and_the_case_is_as_new_as_before(
    desk: StrictClient, room: str, case: str, person: Person, database: Database
) -> None:
    mine = select(Registration).where(Registration.reference == case)
    before, lines = database.one(mine), database.count(History)
    token = desk.get("/desk/papers").document.select("input[name=csrf_token]")[0].attr("value")
    assert desk.post(f"{room}/pages/1/turn", data={"csrf_token": token, "to": "left"}).status_code == 303
    noted = database.one(select(AccessLog).where(AccessLog.endpoint == "scans.turn"))
    assert (noted.actor, noted.subject_id) == (desk_cases.actor(person).id, before.id)
    assert (database.one(mine).version, database.count(History)) == (before.version, lines)


def test_a_page_takes_few_statements(desk: StrictClient, room: str, database: Database) -> None:
    desk.get(f"{room}/pages/1")
    with database.statements() as seen:
        desk.get(f"{room}/pages/1?size=thumb")
    assert len(seen) <= 4, "\n".join(seen)
