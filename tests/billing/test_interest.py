"""Interest for delay: stretches of one principal and one rate, equal to the sample feed's own notes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.interest import Rates, Stretch, stretches, total
from app.settings.defaults import DEFAULTS

RATES: Rates = [(since, Fraction(str(rate))) for since, rate in DEFAULTS["interest.rate"].dated]
DAY = dt.timedelta(days=1)
FIRST = dt.date(2025, 4, 1)

# Of the sample feed's interest notes: (gross of the invoice, due, [(paid on, how much)], the note's gross).
NOTES = [
    (398_88, "2025-08-31", [("2025-11-08", 398_88)], 7_64),
    (486_67, "2025-10-01", [("2025-11-08", 486_67)], 5_08),
    (159_092_86, "2025-10-16", [("2025-12-14", 159_092_86)], 2_517_15),
    (503_50, "2025-09-09", [("2025-11-29", 503_50)], 11_19),
    (1_998_34, "2025-04-05", [("2025-04-01", 1_470_00), ("2025-05-28", 528_34)], 8_48),
    (1_823_20, "2026-02-01", [("2026-01-28", 1_400_00), ("2026-03-30", 423_20)], 6_20),
    (940_35, "2025-01-10", [("2024-12-27", 59_40), ("2025-02-09", 880_95)], 8_15),
    (1_456_91, "2024-01-27", [("2024-03-06", 1_456_91)], 17_51),
    (2_125_14, "2026-03-23", [("2026-05-28", 2_125_14)], 35_55),
    (630_35, "2026-09-28", [("2026-10-23", 630_35)], 3_99),
]


@pytest.mark.parametrize(("gross", "due", "paid", "note"), NOTES)
def test_it_is_what_the_interest_note_says(
    gross: int, due: str, paid: list[tuple[str, int]], note: int
) -> None:
    covered = [(dt.date.fromisoformat(day), amount) for day, amount in paid]
    found = stretches(gross, dt.date.fromisoformat(due), covered, dt.date(2026, 11, 2), RATES)
    assert total(found) == note


def test_a_stretch_ends_where_money_or_the_rate_changes() -> None:
    covered = [(dt.date(2025, 5, 20), 400_00), (dt.date(2025, 7, 10), 600_00)]
    found = stretches(1_000_00, dt.date(2025, 5, 1), covered, dt.date(2025, 12, 31), RATES)
    assert [(one.first, one.last, one.days, one.principal, float(one.rate)) for one in found] == [
        (dt.date(2025, 5, 2), dt.date(2025, 5, 7), 6, 1_000_00, 11.25),
        (dt.date(2025, 5, 8), dt.date(2025, 5, 20), 13, 1_000_00, 10.75),
        (dt.date(2025, 5, 21), dt.date(2025, 7, 2), 43, 600_00, 10.75),
        (dt.date(2025, 7, 3), dt.date(2025, 7, 10), 8, 600_00, 10.5),
    ]


@pytest.mark.parametrize(
    ("paid_on", "days"),
    [(FIRST - DAY, 0), (FIRST, 0), (FIRST + DAY, 1), (FIRST + 2 * DAY, 2)],
    ids=["before it was due", "on the day it was due", "a day late", "two days late"],
)
def test_the_day_of_payment_still_bears_interest(paid_on: dt.date, days: int) -> None:
    found = stretches(365_00, FIRST, [(paid_on, 365_00)], FIRST + 60 * DAY, RATES)
    assert sum(one.days for one in found) == days


@pytest.mark.parametrize("until", [FIRST - 30 * DAY, FIRST])
def test_what_is_not_yet_late_bears_none(until: dt.date) -> None:
    assert stretches(365_00, FIRST, [], until, RATES) == []


def test_half_a_grosz_is_rounded_up_once_for_the_document() -> None:
    third = Stretch(FIRST, FIRST, 365_00, Fraction(1, 6))
    assert third.exact == Fraction(1, 6)
    assert total([third, third]) == 0
    assert total([third, third, third]) == 1


def test_before_the_first_rate_that_is_known_the_first_counts() -> None:
    found = stretches(365_00, dt.date(2020, 1, 1), [], dt.date(2020, 1, 3), RATES)
    assert [(one.days, float(one.rate)) for one in found] == [(2, 12.25)]


DAYS = st.integers(-40, 400).map(lambda days: FIRST + days * DAY)


@given(st.integers(1, 10**7), st.lists(st.tuples(DAYS, st.integers(1, 10**6)), max_size=5), DAYS)
def test_stretches_are_the_days_put_together(
    gross: int, paid: list[tuple[dt.date, int]], until: dt.date
) -> None:
    covered, left = [], gross
    for day, amount in sorted(paid):
        covered.append((day, min(amount, left)))
        left -= min(amount, left)
    found = stretches(gross, FIRST, covered, until, RATES)
    by_day: Counter[dt.date] = Counter()
    for one in found:
        for number in range(one.days):
            by_day[one.first + number * DAY] += one.principal
    expected = {}
    for number in range((until - FIRST).days):
        day = FIRST + (number + 1) * DAY
        owed = gross - sum(amount for since, amount in covered if since < day)
        if owed:
            expected[day] = owed
    assert dict(by_day) == expected


def test_what_is_paid_at_the_end_of_all_days_is_not_paid_until_then() -> None:
    due, until, rates = dt.date(2026, 1, 1), dt.date(2026, 1, 11), [(dt.date(2020, 1, 1), Fraction(10))]

    found = stretches(100_00, due, [(dt.date.max, 100_00)], until, rates)

    assert [(each.days, each.principal) for each in found] == [(10, 100_00)]
