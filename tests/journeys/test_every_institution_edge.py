"""Every arrow of an institution's application, taken by pressing the button on the page of its state."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.foundation.clock import Clock, today
from app.registrations import tally, timers
from tests.journeys.paper_way import PaperWay
from tests.journeys.way import NewClient
from tests.support.cast import Office, Person
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.roles import Role

Arrow = tuple[str, str, str, Role]

ARROWS: list[Arrow] = sorted(
    (edge.source, edge.step, edge.dest, role)
    for edge in INSTITUTION_REGISTRATION.edges
    for role in edge.roles
)
PRESSED = [arrow for arrow in ARROWS if arrow[3] is not Role.SYSTEM]
# The clockwork has no buttons.
BY_ITSELF = {
    ("announced", "expire", "expired"),
    ("awaiting_documents", "expire", "expired"),
    ("on_hold", "resume", "in_review"),
}


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def way(  # noqa: PLR0913, PLR0917 - everybody whom an application meets
    office: Office, outbox: Mailbox, new_client: NewClient, celina: Person, adam: Person, ada: Person
) -> PaperWay:
    """The way of an institution's application."""
    return PaperWay(office, outbox, new_client, celina, adam, ada)


def _last(way: PaperWay) -> History:
    mine = (History.subject_kind == "registration") & (History.subject_id == way.row.id)
    last: History = way.office.database.one(select(History).where(mine).order_by(History.id.desc()).limit(1))
    return last


def test_no_arrow_is_forgotten() -> None:
    assert {arrow[:3] for arrow in ARROWS if arrow[3] is Role.SYSTEM} == BY_ITSELF
    assert len(PRESSED) + len(BY_ITSELF) == len(ARROWS)


@pytest.mark.parametrize("arrow", PRESSED, ids=lambda arrow: "{}-{}-{}-{}".format(*arrow[:3], arrow[3].value))
def test_a_button_leads_along_every_arrow(way: PaperWay, arrow: Arrow) -> None:
    source, step, target, role = arrow
    if (source, target) == ("awaiting_documents", "awaiting_documents"):
        way.asks_for = ("other", "regon_certificate")  # one of them still has to come
    way.reach(source)
    if step == "verify":
        way.accept()
    if step == "merge":
        way.twin()
    answer = way.press(step, role)
    assert answer.status_code == 200, answer.words
    assert way.row.state == target
    last = _last(way)
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
    assert (_last(way).event, _last(way).from_state) == ("registration.expire", state)


def test_the_check_goes_on_by_itself_when_the_day_has_come(
    way: PaperWay, database: Database, clock: Clock
) -> None:
    way.reach("on_hold")
    assert way.row.rests_until is not None
    clock.advance(way.row.rests_until - today() - dt.timedelta(days=1))
    for state in ("on_hold", "in_review"):
        with database.write():
            timers.run()
        assert way.row.state == state
        clock.advance(dt.timedelta(days=1))
    assert (_last(way).event, _last(way).from_state) == ("registration.resume", "on_hold")
