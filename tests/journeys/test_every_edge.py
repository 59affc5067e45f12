"""Every arrow of an individual's application, taken by pressing the button on the page of its first state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.audit.models import History
from app.billing.models import Invoice
from app.customers.models import Customer
from app.foundation.clock import Clock
from app.foundation.hooks import hooks
from app.registrations import timers
from tests.journeys.way import CLEAN, Way
from tests.support.database import Database
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.roles import Role

Make = Callable[[bool], Way]
Arrow = tuple[str, str, str, Role]

ARROWS: list[Arrow] = sorted(
    (edge.source, edge.step, edge.dest, role) for edge in INDIVIDUAL_REGISTRATION.edges for role in edge.roles
)
PRESSED = [arrow for arrow in ARROWS if arrow[3] is not Role.SYSTEM]
# The clockwork and the feed have no buttons.
BY_ITSELF = {
    ("submitted", "expire", "expired"),
    ("awaiting_applicant", "expire", "expired"),
    ("matched", "rematch", "matched"),
    ("matched", "rematch", "needs_review"),
    ("needs_review", "rematch", "matched"),
    ("needs_review", "rematch", "needs_review"),
}


def _last(database: Database) -> History:
    last: History = database.one(
        select(History).where(History.subject_kind == "registration").order_by(History.id.desc()).limit(1)
    )
    return last


def test_no_arrow_is_forgotten() -> None:
    by_itself = {arrow[:3] for arrow in ARROWS if arrow[3] is Role.SYSTEM}
    assert by_itself == BY_ITSELF
    assert len(PRESSED) + len(BY_ITSELF) == len(ARROWS)


@pytest.mark.parametrize("arrow", PRESSED, ids=lambda arrow: "{}-{}-{}-{}".format(*arrow[:3], arrow[3].value))
def test_a_button_leads_along_every_arrow(way: Make, database: Database, arrow: Arrow) -> None:
    source, step, target, role = arrow
    mine = way(source in CLEAN or (source == "submitted" and target in CLEAN))
    mine.reach(source)
    if step == "verify":
        mine.answer_differences()
    answer = mine.press(step, role)
    assert answer.status_code == 200, answer.words
    assert mine.row.state == target
    last = _last(database)
    assert (last.event, last.from_state, last.to_state) == (f"registration.{step}", source, target)


@pytest.mark.parametrize(("state", "days"), [("submitted", 1), ("awaiting_applicant", 15)])
def test_time_ends_what_nobody_answers(
    way: Make, database: Database, clock: Clock, state: str, days: int
) -> None:
    mine = way(state in CLEAN)
    mine.reach(state)
    clock.advance(dt.timedelta(days=days, hours=1))
    with database.write():
        timers.run()
    assert mine.row.state == "expired"
    assert _last(database).from_state == state


@pytest.mark.parametrize(
    ("source", "target"),
    [(source, target) for source, step, target in sorted(BY_ITSELF) if step == "rematch"],
)
def test_a_feed_has_the_data_compared_again(way: Make, database: Database, source: str, target: str) -> None:
    mine = way(source in CLEAN)
    mine.reach(source)
    if source == target:
        database.run(update(Customer).values(last_name="Testova"))
    else:
        database.run(update(Invoice).values(gross=1_00 if target == "matched" else 100_00))
    with database.write():
        hooks.after_feed(select(Customer.id))
    assert mine.row.state == target
    last = _last(database)
    assert (last.event, last.from_state, last.to_state) == ("registration.rematch", source, target)
