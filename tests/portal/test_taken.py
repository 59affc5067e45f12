"""Months and seasons by themselves: when they are whole, when they are alike. No database."""

from __future__ import annotations

import datetime as dt

import pytest

from app.billing.energy_queries import MonthView
from app.foundation.months import later
from app.portal.seasons import last_winter
from app.portal.taken import Taken, months_from

FEBRUARY = dt.date(2024, 2, 1)


def _month(*rows: tuple[int, str, int]) -> Taken:
    """A leap February of (supply, zone, days covered)."""
    return months_from(MonthView(supply, FEBRUARY, zone, 1000, 0, days) for supply, zone, days in rows)[
        FEBRUARY
    ]


def test_a_month_is_whole_when_every_supply_is_covered_every_day() -> None:
    assert _month((1, "total", 29)).is_whole
    assert not _month((1, "total", 28)).is_whole
    assert not _month((1, "total", 29), (2, "total", 28)).is_whole
    assert not Taken(FEBRUARY).is_whole


def test_zones_count_side_by_side_and_a_register_of_all_zones_before_or_after_them() -> None:
    both = _month((1, "day", 29), (1, "night", 29))
    assert (both.known_days, both.is_whole) == (29, True)
    exchanged = _month((1, "total", 10), (1, "day", 19), (1, "night", 19))
    assert (exchanged.known_days, exchanged.is_whole) == (29, True)
    twice = _month((1, "total", 29), (1, "day", 29))
    assert twice.known_days == 29, "a month has no more days than it has"


def test_only_whole_months_of_the_same_supplies_are_alike() -> None:
    one = _month((1, "total", 29))
    assert one.is_like(_month((1, "day", 29), (1, "night", 29)))
    assert not one.is_like(_month((2, "total", 29)))
    assert not one.is_like(_month((1, "total", 29), (2, "total", 29)))
    assert not one.is_like(None)


@pytest.mark.parametrize(
    ("year", "day", "begin"),
    [
        (2026, dt.date(2026, 3, 31), dt.date(2024, 10, 1)),
        (2026, dt.date(2026, 4, 1), dt.date(2025, 10, 1)),
        (2026, dt.date(2026, 12, 31), dt.date(2025, 10, 1)),
        (2025, dt.date(2026, 1, 1), dt.date(2024, 10, 1)),
    ],
)
def test_the_last_winter_is_one_that_is_over(year: int, day: dt.date, begin: dt.date) -> None:
    rows = [MonthView(1, later(dt.date(2023, 1, 1), step), "total", 1, 0, 31) for step in range(48)]
    winter = last_winter(months_from(rows), year, day)
    assert (winter.begin, len(winter.months)) == (begin, 6)
