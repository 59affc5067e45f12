"""Two people, one case: the second is told what the first did, what he typed, and what is still possible."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.registrations import tally
from tests.registrations.desk_cases import case, clerk, customer, row_of
from tests.support.cast import Office
from tests.support.client import StrictClient


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def pair(new_client: Callable[..., StrictClient], office: Office) -> tuple[StrictClient, StrictClient]:
    """The browsers of two clerks."""
    return new_client(clerk(office)), new_client(clerk(office, "Dorota Druga"))


def test_the_second_keeps_what_he_typed_and_learns_what_happened(
    pair: tuple[StrictClient, StrictClient], office: Office
) -> None:
    one = case(office, customer(office))
    celina, dorota = pair
    page = dorota.get(one.desk)
    celina.press(celina.get(one.desk), step="ask", text="Which invoice?")
    conflict = dorota.press(page, step="ask", text="My own question, long and careful.")
    assert conflict.status_code == 409
    assert conflict.heading == "Somebody was faster"
    assert "My own question, long and careful." in conflict.words
    assert conflict.parts(".timeline-text") == ["Celina Biurowa asked the applicant a question"]
    assert "Waiting for the applicant" in conflict.words
    assert "Take the question back" in conflict.words
    assert dorota.click(conflict, "Open it as it stands now").address == one.desk
    assert row_of(office, one).version == 2


def test_a_change_of_data_makes_a_page_stale_too(
    pair: tuple[StrictClient, StrictClient], office: Office
) -> None:
    one = case(office, customer(office), last_name="Nowakowska")
    celina, dorota = pair
    page = dorota.get(one.desk)
    celina.press(celina.get(one.desk), step="answers", why_name="married")
    conflict = dorota.press(page, step="withdraw", reason="By telephone.")
    assert conflict.status_code == 409
    assert conflict.parts(".timeline-text") == ["Celina Biurowa worked on the comparison"]
    assert row_of(office, one).state == "needs_review"


def test_a_note_makes_no_conflict(pair: tuple[StrictClient, StrictClient], office: Office) -> None:
    one = case(office, customer(office))
    celina, dorota = pair
    page = dorota.get(one.desk)
    celina.press(celina.get(one.desk), step="note", note="Seen.")
    assert dorota.press(page, step="verify").status_code == 303


def test_an_altered_version_is_stale(pair: tuple[StrictClient, StrictClient], office: Office) -> None:
    one = case(office, customer(office))
    celina, _dorota = pair
    page = celina.get(one.desk)
    assert celina.press(page, step="verify", version="1; drop").status_code == 409
    assert celina.press(page, step="verify", version="99").status_code == 409
    assert row_of(office, one).state == "needs_review"


def test_nothing_is_left_when_the_case_has_ended(
    pair: tuple[StrictClient, StrictClient], office: Office
) -> None:
    one = case(office, customer(office))
    celina, dorota = pair
    page = dorota.get(one.desk)
    celina.press(celina.get(one.desk), step="reject", code="duplicate")
    conflict = dorota.press(page, step="verify")
    assert "There is nothing left for you to do here." in conflict.words
