"""The office's clock: one source, Polish days, moments with a zone."""

from __future__ import annotations

import datetime as dt

from app.foundation import clock as office
from app.foundation.clock import Clock

SUMMER_NIGHT = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)


def test_it_runs_with_the_machine_until_it_is_set(clock: Clock) -> None:
    assert abs(office.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)
    clock.set(SUMMER_NIGHT)
    assert office.now() == SUMMER_NIGHT
    clock.advance(dt.timedelta(hours=1))
    assert office.now() == SUMMER_NIGHT + dt.timedelta(hours=1)
    clock.reset()
    assert office.now() > SUMMER_NIGHT


def test_a_day_is_a_polish_day(clock: Clock) -> None:
    clock.set(SUMMER_NIGHT)
    assert office.today() == dt.date(2026, 7, 2)
    assert office.day_of(SUMMER_NIGHT) == dt.date(2026, 7, 2)


def test_a_day_ends_at_polish_midnight_also_when_the_clocks_change() -> None:
    assert office.end_of_day(dt.date(2026, 7, 1)) == dt.datetime(2026, 7, 1, 22, tzinfo=dt.UTC)
    assert office.end_of_day(dt.date(2026, 10, 25)) == dt.datetime(2026, 10, 25, 23, tzinfo=dt.UTC)
