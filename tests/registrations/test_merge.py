"""An announced application and the one opened for its papers become one, from whichever side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.registrations import merge_service
from tests.registrations import desk_cases, paper_cases
from tests.support.cast import Office, Person
from tests.support.client import StrictClient


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
    """An announced application, and one opened for its papers by somebody who did not know of it."""
    firma = paper_cases.firma(office)
    announced = paper_cases.announced(office, firma)
    unknown = dict.fromkeys(("email", "first_name", "last_name", "krs"))
    return announced, paper_cases.received(office, firma, desk_cases.actor(person), **unknown)


@pytest.mark.parametrize("side", [0, 1], ids=["from the announced one", "from the papers"])
def test_the_two_become_one_from_either_side(
    desk: StrictClient, office: Office, pair: tuple[str, str], side: int
) -> None:
    announced, papers = pair
    page = desk.press(desk.get(f"/desk/papers/{pair[side]}"), "Join the two", follow=True)
    assert page.address == f"/desk/papers/{papers}"
    before, now = paper_cases.row(office, announced), paper_cases.row(office, papers)
    assert (before.state, before.merged_into_id, now.state) == ("merged", now.id, "received")
    assert (now.email, now.krs) == (before.email, before.krs)
    assert "may be the same" not in page.words
    old = desk.get(f"/desk/papers/{announced}")
    assert "Joined with another application" in old.words
    assert papers in old.words


def test_a_page_that_is_old_joins_nothing(
    desk: StrictClient, office: Office, pair: tuple[str, str], person: Person
) -> None:
    page = desk.get(f"/desk/papers/{pair[1]}")
    with office.database.write():
        merge_service.merge(pair[0], 1, desk_cases.actor(person), pair[1])
    assert desk.press(page, "Join the two").status_code == 409


def test_two_opened_from_paper_are_not_joined(desk: StrictClient, office: Office, person: Person) -> None:
    firma, actor = paper_cases.firma(office), desk_cases.actor(person)
    one, other = (paper_cases.received(office, firma, actor) for _each in range(2))
    page = desk.get(f"/desk/papers/{one}")
    assert "Join the two" not in page.parts("button")
    token = page.document.select("input[name=csrf_token]")[0].attr("value")
    sent = {"csrf_token": token, "version": "1"}
    answer = desk.post(f"/desk/applications/{one}/doubles/{other}/join", data=sent)
    assert answer.status_code == 409


def test_what_is_not_there_joins_nothing(desk: StrictClient, pair: tuple[str, str]) -> None:
    token = desk.get("/desk/papers").document.select("input[name=csrf_token]")[0].attr("value")
    sent = {"csrf_token": token, "version": "1"}
    for path in ("join", "not-same"):
        address = f"/desk/applications/{pair[0]}/doubles/EB-0000-0000-00/{path}"
        assert desk.post(address, data=sent).status_code in {404, 409}
