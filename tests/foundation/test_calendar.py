"""Polish working days, and a promise that stands while the applicant is to answer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.calendar import add_working_days, due_day, is_working_day

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),
        ("2026-11-21", False),  # Saturday
        ("2026-11-11", False),  # Independence Day
        ("2026-06-04", False),  # Corpus Christi moves with Easter
        ("2024-12-24", True),
        ("2025-12-24", False),  # Christmas Eve is free since 2025
    ],
)
def test_the_office_knows_polish_holidays(day: str, *, works: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-10", 1, "2026-11-12"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-11-21", 0, "2026-11-23"),
    ],
)
def test_days_off_are_not_counted(start: str, days: int, due: str) -> None:
    assert add_working_days(dt.date.fromisoformat(start), days) == dt.date.fromisoformat(due)


@given(DAYS, st.integers(1, 60))
def test_one_more_day_ends_on_the_next_working_day(start: dt.date, days: int) -> None:
    assert add_working_days(start, days) == add_working_days(add_working_days(start, days - 1), 1) or (
        not is_working_day(start)
    )
    assert is_working_day(add_working_days(start, days))


@given(DAYS, st.integers(1, 20), st.integers(0, 30), st.integers(0, 30))
def test_a_pause_never_makes_the_promise_earlier(start: dt.date, days: int, after: int, length: int) -> None:
    pause = (start + dt.timedelta(days=after), start + dt.timedelta(days=after + length))
    plain, paused = due_day(start, days, []), due_day(start, days, [pause])
    assert plain is not None
    assert paused is not None
    assert paused >= plain


def test_while_the_office_waits_no_day_is_promised() -> None:
    start = dt.date(2026, 11, 23)
    assert due_day(start, 2, [(start, None)]) is None
