"""What readings say about the energy taken: examples worked out by hand."""

from __future__ import annotations

import datetime as dt

from app.billing.consumption import (
    NOTHING,
    Interval,
    State,
    Total,
    advance,
    effective,
    figures,
    intervals,
    last_within,
    month_of,
    parts,
    plus,
)

EVER = (dt.date.min.toordinal(), dt.date.max.toordinal())
KWH = 1000


def _day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


def _read(day: str, kwh: int, kind: str = "actual") -> State:
    return (_day(day), kind, kwh * KWH)


def _months(
    *states: State, digits: int = 5, multiplier: int = 1, time: tuple[int, int] = EVER
) -> dict[str, tuple[int, int, int]]:
    """Return (Wh, estimated Wh, days) by month, as YYYY-MM."""
    totals: dict[str, Total] = {}
    for interval in intervals(effective(states), digits, multiplier):
        for part in parts(interval, *time):
            month = month_of(part.first)
            name = f"{month.day:%Y-%m}"
            totals[name] = plus(totals.get(name, NOTHING), part, month.first)
    return {month: figures(total) for month, total in totals.items()}


def test_remote_readings_at_the_ends_of_months_give_exact_months() -> None:
    found = _months(
        _read("2025-12-31", 100, "remote"),
        _read("2026-01-31", 180, "remote"),
        _read("2026-02-28", 230, "remote"),
    )

    assert found == {"2026-01": (80 * KWH, 0, 31), "2026-02": (50 * KWH, 0, 28)}


def test_two_readings_within_one_month_are_exact_for_their_days() -> None:
    assert _months(_read("2026-03-10", 100), _read("2026-03-20", 110)) == {"2026-03": (10 * KWH, 0, 10)}


def test_a_reading_in_mid_month_is_spread_by_days_and_marked_as_estimated() -> None:
    # 2026-01-22 to 2026-02-10: 10 days of January, 10 of February.
    found = _months(_read("2026-01-21", 1000), _read("2026-02-10", 1100))

    assert found == {"2026-01": (50 * KWH, 50 * KWH, 10), "2026-02": (50 * KWH, 50 * KWH, 10)}


def test_what_does_not_divide_evenly_is_shared_without_losing_a_watt_hour() -> None:
    # 1000 Wh over 3 days, one of them in January: 333 and 667.
    found = _months((_day("2026-01-30"), "actual", 0), (_day("2026-02-02"), "actual", 1000))

    assert found == {"2026-01": (333, 333, 1), "2026-02": (667, 667, 2)}


def test_a_leap_february_has_29_days() -> None:
    found = _months(_read("2024-01-31", 0), _read("2024-02-29", 29), _read("2024-03-31", 60))

    assert found == {"2024-02": (29 * KWH, 0, 29), "2024-03": (31 * KWH, 0, 31)}


def test_a_register_that_rolls_over_goes_on() -> None:
    found = _months(_read("2026-01-31", 99_990), _read("2026-02-28", 20))

    assert found == {"2026-02": (30 * KWH, 0, 28)}


def test_the_shorter_way_round_decides_what_is_a_rollover() -> None:
    half = 10**4 * KWH // 2

    assert advance(9_999 * KWH, half - 2 * KWH, 4) == half - KWH
    assert advance(9_999 * KWH, half - KWH, 4) is None
    assert advance(5, 5, 4) == 0


def test_the_multiplier_of_a_transformer_meter_counts() -> None:
    found = _months(_read("2026-01-31", 10), _read("2026-02-28", 12), multiplier=3000)

    assert found == {"2026-02": (6_000 * KWH, 0, 28)}


def test_a_register_that_began_anew_covers_no_day_until_its_next_reading() -> None:
    found = _months(
        _read("2026-01-31", 5_000),
        _read("2026-02-10", 0, "exchange"),
        _read("2026-02-28", 18),
    )

    assert found == {"2026-02": (18 * KWH, 0, 18)}


def test_a_guess_at_either_end_makes_both_neighbours_estimated() -> None:
    found = _months(
        _read("2025-12-31", 0),
        _read("2026-01-31", 10),
        _read("2026-02-28", 20, "estimated"),
        _read("2026-03-31", 40),
        _read("2026-04-30", 50),
    )

    assert {month: estimated for month, (_, estimated, _) in found.items()} == {
        "2026-01": 0,
        "2026-02": 10 * KWH,
        "2026-03": 20 * KWH,
        "2026-04": 0,
    }


def test_a_point_handed_over_in_mid_month_is_shared_by_days_and_estimated_for_both() -> None:
    readings = (_read("2026-03-31", 0), _read("2026-04-30", 300))
    handed = _day("2026-04-12")

    one = _months(*readings, time=(EVER[0], handed))
    other = _months(*readings, time=(handed + 1, EVER[1]))

    assert one == {"2026-04": (120 * KWH, 120 * KWH, 12)}
    assert other == {"2026-04": (180 * KWH, 180 * KWH, 18)}


def test_a_reading_on_the_day_of_the_hand_over_makes_both_exact() -> None:
    readings = (_read("2026-03-31", 0), _read("2026-04-12", 50), _read("2026-04-30", 300))
    handed = _day("2026-04-12")

    assert _months(*readings, time=(EVER[0], handed)) == {"2026-04": (50 * KWH, 0, 12)}
    assert _months(*readings, time=(handed + 1, EVER[1])) == {"2026-04": (250 * KWH, 0, 18)}


def test_what_lies_outside_of_a_supplys_time_is_left_out() -> None:
    one = Interval(_day("2026-01-01"), _day("2026-01-31"), 31, guessed=False)

    assert list(parts(one, _day("2026-02-01"), _day("2026-03-01"))) == []


def test_two_meters_of_one_zone_add_up_and_their_days_count_once() -> None:
    month = month_of(_day("2026-01-01"))
    both = NOTHING
    for first, last in (("2026-01-01", "2026-01-20"), ("2026-01-11", "2026-01-31")):
        for part in parts(Interval(_day(first), _day(last), 100, guessed=False), *EVER):
            both = plus(both, part, month.first)

    assert figures(both) == (200, 0, 31)


def test_of_several_readings_of_one_day_the_surest_counts() -> None:
    kinds = ["estimated", "customer", "exchange", "remote", "actual", "control"]
    for number, kind in enumerate(kinds):
        readings = [_read("2026-01-31", at, one) for at, one in enumerate(kinds[: number + 1])]
        assert effective(readings) == [_read("2026-01-31", number, kind)]


def test_the_state_of_a_meter_is_the_last_reading_of_the_supplys_time() -> None:
    states = [_read("2026-01-31", 1), _read("2026-02-28", 2), _read("2026-03-31", 3)]

    assert last_within(states, _day("2026-02-01"), _day("2026-03-30")) == states[1]
    assert last_within(states, _day("2026-02-28"), _day("2026-02-28")) == states[1]
    assert last_within(states, _day("2026-04-01"), EVER[1]) is None
