"""Two clocks: the office's promise in working days, which stands while it waits; the applicant's term."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.calendar import add_working_days, due_day, is_working_day, working_days_between
from app.foundation.clock import WARSAW, Clock
from app.steps import clocks
from app.steps.models import NEVER
from tests.support.database import Database
from workflows.individual_registration import INDIVIDUAL_REGISTRATION

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-12-22", 3, "2026-12-29"),  # over Christmas Eve, free since 2025
        ("2024-12-23", 1, "2024-12-24"),  # when Christmas Eve was a working day
        ("2026-04-30", 1, "2026-05-04"),
        ("2026-11-20", 1, "2026-11-23"),  # a Friday
        ("2026-11-21", 1, "2026-11-23"),  # a Saturday
    ],
)
def test_working_days_are_polish(start: str, days: int, due: str) -> None:
    assert add_working_days(dt.date.fromisoformat(start), days) == dt.date.fromisoformat(due)
    assert due_day(dt.date.fromisoformat(start), days) == dt.date.fromisoformat(due)


def test_a_stop_over_corpus_christi_is_not_counted_twice() -> None:
    stop = (dt.date(2026, 6, 3), dt.date(2026, 6, 10))
    assert due_day(dt.date(2026, 6, 1), 5, [stop]) == dt.date(2026, 6, 15)


def test_while_a_stop_is_open_there_is_no_due_day() -> None:
    assert due_day(dt.date(2026, 6, 1), 5, [(dt.date(2026, 6, 3), None)]) is None


@given(DAYS, st.integers(0, 30), st.integers(0, 20), st.integers(0, 20))
def test_a_due_day_is_a_working_day_and_a_stop_never_shortens(
    start: dt.date, days: int, after: int, length: int
) -> None:
    stop = (start + dt.timedelta(days=after), start + dt.timedelta(days=after + length))
    plain, stopped = due_day(start, days), due_day(start, days, [stop])
    assert plain is not None
    assert stopped is not None
    assert is_working_day(plain)
    assert is_working_day(stopped)
    assert plain <= stopped
    assert working_days_between(start, plain) >= days


def test_the_promise_runs_from_the_check_and_stands_while_we_wait(database: Database, clock: Clock) -> None:
    flow = INDIVIDUAL_REGISTRATION
    with database.read():
        clock.set(dt.datetime(2026, 11, 23, 12, tzinfo=WARSAW))
        case = clocks.begin(flow.stage("submitted"))
        assert case["promise_due"] == NEVER
        assert case["term_until"] == clock.now() + dt.timedelta(hours=24)
        case |= clocks.enter(case, flow.stage("needs_review"))
        assert case["promise_due"] == dt.date(2026, 11, 25)
        assert case["term_until"] is None
        clock.advance(dt.timedelta(days=1))
        case |= clocks.enter(case, flow.stage("awaiting_applicant"))
        assert case["promise_due"] == NEVER
        assert case["term_until"] == dt.datetime(2026, 12, 9, tzinfo=WARSAW)
        clock.advance(dt.timedelta(days=6))
        case |= clocks.enter(case, flow.stage("needs_review"))
        # One working day was used; from Monday 30 November one more is left, the 1st of December.
        assert clocks.due(SimpleNamespace(**case)) == case["promise_due"] == dt.date(2026, 12, 1)
        case |= clocks.enter(case, flow.stage("rejected"))
    assert case["promise"] is None
    assert case["erase_after"] == dt.date(2026, 11, 30) + dt.timedelta(days=90)


def test_the_three_checking_stages_share_one_promise(database: Database, clock: Clock) -> None:
    flow = INDIVIDUAL_REGISTRATION
    clock.set(dt.datetime(2026, 11, 23, 12, tzinfo=WARSAW))
    with database.read():
        case = clocks.begin(flow.stage("needs_review"))
        clock.advance(dt.timedelta(days=1))
        later = case | clocks.enter(case, flow.stage("verified"))
    assert later["promise_due"] == case["promise_due"]
    assert later["state_since"] > case["state_since"]
