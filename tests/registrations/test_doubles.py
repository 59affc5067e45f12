"""What makes two institutions' applications alike, and "not the same", which holds until either changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.audit.models import History
from app.foundation.fold import fold
from app.registrations import edit_service
from app.registrations.doubles import doubles, shares
from app.registrations.paper_models import NotSame
from app.registrations.queries import by_reference
from tests.registrations import desk_cases, paper_cases
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database

HERE = ["ul. Fabryczna 12", "90-001 Łódź"]


def institution(name: str, seat: list[str] | None = None, **keys: Any) -> dict[str, Any]:
    """Return the data by which an institution is compared."""
    blank = dict.fromkeys(("nip", "regon", "krs", "customer_no"))
    return {**blank, "name": name, "name_fold": fold(name), "seat": seat or HERE, **keys}


@pytest.mark.parametrize("key", ["nip", "regon", "krs", "customer_no"])
def test_the_same_number_makes_a_double_whatever_the_name(key: str) -> None:
    number = {key: "1234567890"}
    one = institution("Huta Stara S.A.", ["Leśna 1", "00-001 Warszawa"]) | number
    assert shares(one, institution("Bank Nowy S.A.") | number) == (key,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zakład Żółty sp. z o.o.", "Zaklad Zolty sp. z o.o."),
        ("Zakład Wzorcowy sp. z o.o.", "Zakład Wzorcowy spółka z ograniczoną odpowiedzialnością"),
        ("ENERGIA S.A.", "Energia Spółka Akcyjna"),
        ("Zakład Wzorcowy sp. z o.o.", "Zakład Wzrocowy sp. z o.o."),
        ("Przedsiębiorstwo Handlowe „Ela” sp.j.", "Przedsiebiorstwo Handlowe Ela spółka jawna"),
    ],
    ids=["diacritics", "long and short", "short and long", "one slip", "quotes"],
)
def test_a_similar_name_at_the_same_address_makes_a_double(one: str, other: str) -> None:
    there = ["Fabryczna 12", "90-001 Lodz"]
    assert shares(institution(one), institution(other, there)) == ("name", "seat")


def test_the_same_name_in_another_town_makes_none() -> None:
    one, other = (
        institution("Apteka Słoneczna"),
        institution("Apteka Słoneczna", ["Rynek 2", "50-001 Wrocław"]),
    )
    assert shares(one, other) == ()


def test_another_name_at_the_same_address_makes_none() -> None:
    assert shares(institution("Apteka Słoneczna"), institution("Bank Spółdzielczy Zgoda")) == ()


def test_what_is_not_known_is_not_the_same() -> None:
    assert shares(institution("", []), institution("", [])) == ()


WORDS = st.sampled_from(
    ["Zakład", "Zaklad", "Wzorcowy", "sp. z o.o.", "S.A.", "Ela", "Elaa", "spółka akcyjna"]
)
NAMES = st.lists(WORDS, max_size=4).map(" ".join) | st.text(max_size=12)
SEATS = st.lists(st.sampled_from(["ul. Leśna 1", "Leśna 1", "90-001 Łódź", "00-001 Warszawa"]), max_size=2)
NUMBERS = st.sampled_from([None, "", "1111111111", "2222222222"])
ANY = st.builds(
    lambda name, seat, nip, krs: institution(name, nip=nip, krs=krs) | {"seat": seat},
    NAMES,
    SEATS,
    NUMBERS,
    NUMBERS,
)


@given(ANY, ANY)
def test_alike_is_alike_both_ways(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert shares(one, other) == shares(other, one)


@pytest.fixture
def person(office: Office) -> Person:
    """A clerk who reads English."""
    return desk_cases.clerk(office)


@pytest.fixture
def desk(new_client: Callable[..., StrictClient], person: Person) -> StrictClient:
    """His browser."""
    return new_client(person)


@pytest.fixture
def pair(office: Office, person: Person) -> tuple[str, str]:
    """Two applications of the same NIP."""
    firma, actor = paper_cases.firma(office), desk_cases.actor(person)
    other = paper_cases.firma(office, "Bank Spółdzielczy Zgoda", nip=firma.given["nip"])
    return paper_cases.received(office, firma, actor), paper_cases.received(office, other, actor)


def intake(desk: StrictClient, reference: str) -> Page:
    """Open the intake, where doubles stand too."""
    return desk.get(f"/desk/papers/{reference}")


def test_both_stand_side_by_side_with_differences_marked(desk: StrictClient, pair: tuple[str, str]) -> None:
    page = intake(desk, pair[0])
    assert "1 application may be the same" in page.words
    assert "The same: NIP" in page.part(".papers-double summary")
    assert len(page.document.select(".papers-double .diff-equal")) == 2  # NIP and legal form
    assert "Bank Spółdzielczy Zgoda" in page.part(".papers-double table")
    assert len(page.document.select(".papers-double .diff-different")) >= 2


def test_not_the_same_is_kept_for_both_and_told_in_history(
    desk: StrictClient, pair: tuple[str, str], database: Database
) -> None:
    page = desk.press(intake(desk, pair[0]), "Not the same", follow=True, why="Dwie filie.")
    assert "may be the same" not in page.words
    assert "Not the same, as a colleague has said:" in page.words
    assert "may be the same" not in intake(desk, pair[1]).words
    assert database.all(select(NotSame.why)) == ["Dwie filie.", "Dwie filie."]
    assert database.count(History, History.event == "registration.not_same") == 2


def test_the_answer_is_void_when_either_changes(
    desk: StrictClient, pair: tuple[str, str], office: Office
) -> None:
    desk.press(intake(desk, pair[0]), "Not the same")
    clerk = desk_cases.actor(desk_cases.clerk(office, "Czesław Inny"))
    with office.database.write():
        edit_service.edit(pair[1], 1, clerk, {"name": "Bank Spółdzielczy Nowy"})
    assert "may be the same" in intake(desk, pair[0]).words
    assert "may be the same" in intake(desk, pair[1]).words


def test_who_looked_at_other_data_is_asked_to_look_again(
    desk: StrictClient, pair: tuple[str, str], office: Office, person: Person
) -> None:
    page = intake(desk, pair[0])
    with office.database.write():
        edit_service.edit(pair[1], 1, desk_cases.actor(person), {"name": "Inny Bank"})
    assert desk.press(page, "Not the same").status_code == 409


def test_a_number_is_not_crowded_out_by_names_that_begin_alike(office: Office, person: Person) -> None:
    actor = desk_cases.actor(person)
    firma = paper_cases.firma(office, "Spółdzielnia Pierwsza")
    first = paper_cases.received(office, firma, actor)
    for number in range(55):
        paper_cases.received(office, paper_cases.firma(office, f"Spółdzielnia Numer {number}"), actor)
    other = paper_cases.firma(office, "Spółdzielnia Ostatnia", nip=firma.given["nip"])
    last = paper_cases.received(office, other, actor)
    with office.database.write():
        found = doubles(by_reference(last) or {})
    assert [one.row["reference"] for one in found] == [first]
