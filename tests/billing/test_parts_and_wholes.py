"""Parts and wholes of energy and money agree to the Wh and to the grosz, whatever the readings and bills."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.billing.consumption import Interval, State, effective, intervals, month_of, parts, share
from app.billing.cost import Charge, by_month, gaps
from app.billing.rounding import vat_of

FIRST = dt.date(2023, 12, 20).toordinal()
LAST = FIRST + 900
EVER = (FIRST - 400, LAST + 400)
DAY = st.integers(FIRST, LAST)
TIME = st.tuples(DAY, DAY).map(sorted)
KIND = st.sampled_from(["control", "actual", "remote", "exchange", "customer", "estimated"])
DIGITS = 5

READINGS = st.lists(st.tuples(DAY, KIND, st.integers(0, 10**DIGITS * 1000 - 1)), max_size=12)
GROSZE = st.integers(-500_000, 2_000_000)


@st.composite
def charges(draw: st.DrawFn, *, forecasts: bool = True) -> list[Charge]:
    """Up to eight documents of one supply point."""
    found = []
    for first, last in draw(st.lists(TIME, max_size=8)):
        is_forecast = forecasts and draw(st.booleans())
        covers = not is_forecast and draw(st.booleans())
        found.append(Charge(first, last, draw(GROSZE), covers, is_forecast))
    return found


def _energy(readings: list[State], since: int, until: int) -> int:
    found = intervals(effective(readings), DIGITS, 1)
    return sum(part.amount for one in found for part in parts(one, since, until))


@given(READINGS)
def test_the_months_of_all_time_add_up_to_the_intervals(readings: list[State]) -> None:
    known = intervals(effective(readings), DIGITS, 1)

    assert _energy(readings, *EVER) == sum(one.amount for one in known)


@given(READINGS, TIME)
def test_a_supply_gets_whole_intervals_of_its_time_whole_and_cut_ones_by_days(
    readings: list[State], time: list[int]
) -> None:
    since, until = time
    expected = 0
    for one in intervals(effective(readings), DIGITS, 1):
        days = range(one.first, one.last + 1)
        shares = [share(one.amount, len(days), at) for at in range(len(days) + 1)]
        by_day = dict(zip(days, (after - before for before, after in pairwise(shares)), strict=True))
        expected += sum(amount for day, amount in by_day.items() if since <= day <= until)

    assert _energy(readings, since, until) == expected


@given(READINGS, TIME, DAY)
def test_splitting_a_supplys_time_changes_no_sum(readings: list[State], time: list[int], cut: int) -> None:
    since, until = time
    cut = min(max(cut, since), until)

    halves = _energy(readings, since, cut) + _energy(readings, cut + 1, until)

    assert halves == _energy(readings, since, until)


@given(READINGS, st.randoms(use_true_random=False))
def test_the_order_of_readings_does_not_matter(readings: list[State], chance: object) -> None:
    # Two readings of one day and kind are one row of the feed: the key is theirs.
    rows = list({(day, kind): (day, kind, value) for day, kind, value in readings}.values())
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis' Random

    assert effective(shuffled) == effective(rows)


@given(st.integers(0, 10_000_000), st.integers(2, 400), st.data())
def test_a_reading_on_the_line_between_two_others_changes_no_total(
    energy: int, days: int, data: st.DataObject
) -> None:
    ends = [(FIRST, "actual", 0), (FIRST + days, "actual", energy)]
    at = data.draw(st.integers(1, days - 1))
    between = (FIRST + at, "actual", share(energy, days, at))

    assert _energy([*ends, between], *EVER) == _energy(ends, *EVER)
    # Also for who has the point only until then.
    assert _energy([*ends, between], FIRST, FIRST + at) == _energy(ends, FIRST, FIRST + at)


@given(READINGS, TIME)
def test_every_part_lies_within_its_month_and_the_supplys_time(
    readings: list[State], time: list[int]
) -> None:
    since, until = time
    for one in intervals(effective(readings), DIGITS, 1):
        found = list(parts(one, since, until))
        days = [day for part in found for day in range(part.first, part.last + 1)]
        assert days == list(range(max(one.first, since), min(one.last, until) + 1))
        for part in found:
            assert month_of(part.first) == month_of(part.last)
            assert part.estimated in {0, part.amount}


@given(charges(forecasts=False))
def test_the_cost_of_the_months_is_what_the_documents_say(known: list[Charge]) -> None:
    costs = by_month(known)

    assert sum(cost.amount for cost in costs.values()) == sum(one.amount for one in known)
    assert not any(cost.forecast for cost in costs.values())


@given(charges())
def test_forecasts_count_for_just_the_days_that_nothing_settles(known: list[Charge]) -> None:
    settled = {day for one in known if one.covers for day in range(one.first, one.last + 1)}
    expected = 0
    for one in known:
        days = range(one.first, one.last + 1)
        for at, day in enumerate(days):
            if one.is_forecast and day not in settled:
                expected += share(one.amount, len(days), at + 1) - share(one.amount, len(days), at)

    costs = by_month(known)

    sure = sum(one.amount for one in known if not one.is_forecast)
    assert sum(cost.forecast for cost in costs.values()) == expected
    assert sum(cost.amount for cost in costs.values()) == sure + expected


@given(charges(), st.integers(FIRST, LAST), st.integers(FIRST, LAST))
def test_some_months_cost_what_they_cost_among_all(known: list[Charge], one: int, other: int) -> None:
    first, last = month_of(min(one, other)).first, month_of(max(one, other)).last
    within = (dt.date.fromordinal(first), dt.date.fromordinal(last))

    asked_for = by_month(known, first, last)

    assert asked_for == {
        month: cost for month, cost in by_month(known).items() if within[0] <= month <= within[1]
    }


def test_of_a_period_of_centuries_no_months_are_cut_but_those_asked_for() -> None:
    charge = Charge(1, dt.date.max.toordinal(), 100_00, covers=True, is_forecast=False)

    year = by_month([charge], dt.date(2026, 1, 1).toordinal(), dt.date(2026, 12, 31).toordinal())

    assert [month.isoformat()[:7] for month in sorted(year)] == [
        f"2026-{month:02d}" for month in range(1, 13)
    ]


@given(GROSZE, st.sampled_from([0, 8_00, 23_00]))
def test_a_correction_takes_away_with_vat_what_was_asked_with_vat(net: int, rate: int) -> None:
    assert vat_of(net, rate) + vat_of(-net, rate) == 0


def test_vat_is_rounded_to_the_nearest_grosz_the_half_away_from_zero() -> None:
    assert vat_of(100_00, 23_00) == 23_00
    assert vat_of(50, 23_00) == 12  # 11.5
    assert vat_of(-50, 23_00) == -12
    assert vat_of(100_00, 0) == 0


def test_gaps_are_what_is_left_between_the_settled_days() -> None:
    charge = Charge(10, 20, 1, covers=False, is_forecast=True)

    assert list(gaps(charge, [])) == [(10, 20)]
    assert list(gaps(charge, [(1, 3), (5, 9), (21, 30)])) == [(10, 20)]
    assert list(gaps(charge, [(12, 13), (15, 15)])) == [(10, 11), (14, 14), (16, 20)]
    assert list(gaps(charge, [(5, 12), (19, 40)])) == [(13, 18)]
    assert list(gaps(charge, [(5, 40)])) == []


def test_a_bill_over_two_months_is_spread_by_days() -> None:
    # 2026-01-22 to 2026-02-10: ten days each.
    first, last = (dt.date(2026, *day).toordinal() for day in ((1, 22), (2, 10)))

    costs = by_month([Charge(first, last, 101, covers=True, is_forecast=False)])

    assert [costs[dt.date(2026, month, 1)].amount for month in (1, 2)] == [50, 51]


def test_an_interval_of_money_and_one_of_energy_are_cut_by_the_same_rule() -> None:
    charge = Charge(FIRST, LAST, 1_000_003, covers=True, is_forecast=False)
    whole = Interval(FIRST, LAST, 1_000_003, guessed=False)

    amounts = [cost.amount for _, cost in sorted(by_month([charge]).items())]

    assert amounts == [part.amount for part in parts(whole, FIRST, LAST)]
