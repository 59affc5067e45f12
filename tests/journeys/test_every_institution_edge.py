"""Every arrow of an institution's application, taken by pressing the button on the page of its state."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.foundation.clock import Clock
from app.registrations import tally, timers
from tests.journeys.paper_way import PaperWay
from tests.journeys.way import NewClient
from tests.support.cast import Office, Person
from tests.support.database import Database
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.roles import Role

Arrow = tuple[str, str, str, Role]

ARROWS: list[Arrow] = sorted(
    (edge.source, edge.step, edge.dest, role)
    for edge in INSTITUTION_REGISTRATION.edges
    for role in edge.roles
)
# Their buttons stand on the page of the intake, of two that are joined, and on the tracker.
ELSEWHERE = {"receive": "intake", "merge": "doubles", "add_papers": "intake and tracker"}
# The clockwork has no buttons.
BY_ITSELF = {
    ("announced", "expire", "expired"),
    ("awaiting_documents", "expire", "expired"),
    ("on_hold", "resume", "in_review"),
}


def _is_elsewhere(arrow: Arrow) -> bool:
    return arrow[1] in ELSEWHERE or arrow[3] is Role.APPLICANT


PRESSED = [arrow for arrow in ARROWS if arrow[3] is not Role.SYSTEM and not _is_elsewhere(arrow)]


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def way(office: Office, new_client: NewClient, celina: Person, adam: Person, ada: Person) -> PaperWay:
    """The way of an institution's application."""
    return PaperWay(office, new_client, celina, adam, ada)


def _last(database: Database) -> History:
    last: History = database.one(
        select(History).where(History.subject_kind == "registration").order_by(History.id.desc()).limit(1)
    )
    return last


def test_no_arrow_is_forgotten() -> None:
    assert {arrow[:3] for arrow in ARROWS if arrow[3] is Role.SYSTEM} == BY_ITSELF
    elsewhere = [arrow for arrow in ARROWS if _is_elsewhere(arrow)]
    assert len(PRESSED) + len(BY_ITSELF) + len(elsewhere) == len(ARROWS)


@pytest.mark.parametrize("arrow", PRESSED, ids=lambda arrow: "{}-{}-{}-{}".format(*arrow[:3], arrow[3].value))
def test_a_button_leads_along_every_arrow(way: PaperWay, database: Database, arrow: Arrow) -> None:
    source, step, target, role = arrow
    way.reach(source)
    if step == "verify":
        way.accept()
    answer = way.press(step, role)
    assert answer.status_code == 200, answer.words
    assert way.row.state == target
    last = _last(database)
    assert (last.event, last.from_state, last.to_state) == (f"registration.{step}", source, target)


@pytest.mark.parametrize(("state", "days"), [("announced", 31), ("awaiting_documents", 15)])
def test_time_ends_what_nobody_answers(
    way: PaperWay, database: Database, clock: Clock, state: str, days: int
) -> None:
    way.reach(state)
    clock.advance(dt.timedelta(days=days, hours=1))
    with database.write():
        timers.run()
    assert way.row.state == "expired"
