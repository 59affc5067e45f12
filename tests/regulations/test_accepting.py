"""The gate before new Regulations: what is new is shown, nothing else opens, one may leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.foundation import clock as office
from app.foundation.clock import Clock
from app.regulations.changes import changes
from app.regulations.models import Acceptance
from app.regulations.service import accept, pass_on
from tests.regulations.conftest import EN, PL, Publish
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]
NEW_PL = (
    PL.replace("Dane są u nas.", "Dane są u nas i są zaszyfrowane.") + "\n## § 3. Skargi\n\n1. W 14 dni.\n"
)
NEW_EN = (
    EN.replace("Data are with us.", "Data are with us, encrypted.") + "\n## § 3. Complaints\n\n1. 14 days.\n"
)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def newer(published: Publish, database: Database, anna: Person, clock: Clock) -> int:
    """Return a version that has taken effect since Anna, who accepted the one before, was here."""
    day = office.today()
    before = published("2026.8", since=day + dt.timedelta(days=1))
    with database.write():
        accept(before, account_id=anna.account_id)
    made = published("2026.9", since=day + dt.timedelta(days=14), pl=NEW_PL, en=NEW_EN)
    clock.set(office.now() + dt.timedelta(days=15))
    return made


def test_until_they_are_accepted_every_page_leads_to_the_gate(
    new_client: Visitors, anna: Person, newer: int
) -> None:
    answer = new_client(anna).get("/home")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/regulations/accept")
    assert newer


def test_the_gate_shows_what_is_new(new_client: Visitors, anna: Person, newer: int) -> None:
    page = new_client(anna).get("/regulations/accept")
    shown = [(part.split()[1], part) for part in page.parts("details")]
    assert [number for number, _part in shown] == ["2.", "3."]
    assert "zaszyfrowane" in shown[0][1]
    assert newer


def test_the_regulations_themselves_can_be_read_before_the_gate(
    new_client: Visitors, anna: Person, newer: int
) -> None:
    assert new_client(anna).get("/regulations").status_code == 200
    assert newer


def test_without_the_tick_nothing_is_accepted(
    new_client: Visitors, anna: Person, newer: int, database: Database
) -> None:
    reader = new_client(anna)
    page = reader.press(reader.get("/regulations/accept"), step="accept")
    assert page.status_code == 422
    assert "accepted" in page.errors
    assert database.count(Acceptance, Acceptance.regulations_id == newer) == 0


def test_accepted_the_version_is_kept_with_the_moment_and_pages_open(
    new_client: Visitors, anna: Person, newer: int, database: Database
) -> None:
    reader = new_client(anna)
    answer = reader.press(reader.get("/regulations/accept"), step="accept", accepted="y")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/home")
    row = database.one(select(Acceptance).where(Acceptance.regulations_id == newer))
    assert (row.account_id, row.at.date()) == (anna.account_id, office.now().date())
    assert row.request_id
    assert reader.get("/home").status_code == 200


def test_who_does_not_accept_can_log_out(new_client: Visitors, anna: Person, newer: int) -> None:
    reader = new_client(anna)
    page = reader.get("/regulations/accept")
    assert "logout" in page.steps
    (action,) = {
        str(form.attr("action"))
        for form in page.document.select("main form")
        if "logout" in str(form.attr("action"))
    }
    token = page.document.select("main input[name=csrf_token]")[0].attr("value")
    reader.post(action, data={"csrf_token": token})
    assert "/login" in reader.get("/home").headers["Location"]
    assert newer


def test_a_version_nobody_has_read_is_not_accepted(
    new_client: Visitors, anna: Person, newer: int, published: Publish, database: Database
) -> None:
    midnight = office.end_of_day(office.today())
    office.clock.set(midnight - dt.timedelta(minutes=1))
    newest = published("2026.10", since=office.today() + dt.timedelta(days=1), pl=PL)
    reader = new_client(anna)
    seen = reader.get("/regulations/accept")

    office.clock.set(midnight + dt.timedelta(minutes=1))
    page = reader.press(seen, step="accept", accepted="y")

    assert page.status_code == 200
    assert "2026.10" in page.words
    assert database.count(Acceptance, Acceptance.regulations_id.in_([newer, newest])) == 0


def test_staff_stand_before_no_gate(new_client: Visitors, adam: Person, newer: int) -> None:
    assert new_client(adam).get("/admin/mail").status_code == 200
    assert newer


def test_a_section_that_only_moved_is_not_new() -> None:
    old = "# T\n\n## § 1. One\n\na\n\n## § 2. Two\n\nb\n"
    new = "# T\n\n## § 1. Two\n\nb\n\n## § 2. Three\n\nc\n"
    found = [(change.kind, change.section.heading) for change in changes(old, new)]
    assert found == [("new", "§ 2. Three"), ("removed", "§ 1. One")]


def test_what_an_applicant_accepted_counts_for_the_account_he_is_given(
    published: Publish, database: Database
) -> None:
    version = published()
    with database.write():
        accept(version, registration_id=7)
        accept(version, registration_id=8)
        pass_on(7, 70)
    found = {
        row.registration_id: row.account_id
        for row in database.all(select(Acceptance).order_by(Acceptance.id))
    }
    assert found == {7: 70, 8: None}
