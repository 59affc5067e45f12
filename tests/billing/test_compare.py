"""Why one bill is higher than another: what is compared, what made the difference; parts make the whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.billing.compare import Difference, Use, before, difference, use_of, year_before
from app.billing.documents import Bill, Line
from app.billing.rounding import rounded
from app.billing.sections import rates_of, sections_of

DAY = dt.timedelta(days=1)


def bill(id: int, from_: str, to: str, kind: str = "settlement", **columns: Any) -> Bill:  # noqa: A002 - the column's name
    """Return a bill of a period."""
    first, last = dt.date.fromisoformat(from_), dt.date.fromisoformat(to)
    row = {"corrects_no": None, "net": 0, "vat": 0, "gross": 0, "ksef_no": None, "settled": 0, **columns}
    return Bill(
        id=id,
        agreement_id=1,
        invoice_no=f"R/{id}",
        kind=kind,
        issued_on=last,
        period_from=first,
        period_to=last,
        due_on=last,
        **row,
    )


def line(net: int, kwh: int = 100, **columns: Any) -> Line:
    """Return a line of energy of point 1."""
    row: dict[str, Any] = {
        "invoice_id": 1,
        "line_no": 1,
        "supply_point_id": 1,
        "label": "Energia czynna",
        "zone": "total",
        "quantity": kwh * 10**6,
        "unit": "kWh",
        "unit_price": 0,
        "net": net,
        "vat_rate": 23_00,
        **columns,
    }
    return Line(**row)


def test_energy_and_its_delivery_are_one_kilowatt_hour() -> None:
    lines = [
        line(10_00, label="Energia czynna – dzień", zone="day"),
        line(5_00, kwh=40, label="Energia czynna – noc", zone="night"),
        line(3_00, label="Opłata sieciowa zmienna – dzień", zone="day"),
        line(1_00, kwh=40, label="Opłata sieciowa zmienna – noc", zone="night"),
        line(1_00, kwh=140, label="Opłata jakościowa", zone=None),
        line(7_00, label="Opłata sieciowa stała", zone="total", unit="kW"),
        line(-9_00, label="Rozliczenie prognozy P/1", supply_point_id=None, zone=None, unit="pcs"),
    ]
    use = use_of(30, lines)
    assert use.energy == 140_000
    assert use.by_energy == 20_00 * 123_00
    assert use.total == 27_00 * 123_00
    assert use.gross == 33_21


def test_delivery_alone_counts_where_energy_is_sold_elsewhere() -> None:
    assert use_of(30, [line(3_00, label="Opłata sieciowa zmienna")]).energy == 100_000


def test_megawatt_hours_are_a_thousand_times_as_much() -> None:
    assert use_of(30, [line(3_00, quantity=422_000, unit="MWh")]).energy == 422_000


def test_a_household_by_hand() -> None:
    # R/2026/10/01000065 of the sample: 166 and 349 kWh, 359.63 zł net of which 35.10 fixed.
    use = Use(29, 515_000, 324_53 * 123_00, 359_63 * 123_00, frozenset({1}))
    assert (use.per_day, use.price, use.gross) == (17_759, 77_51, 442_34)


def test_nothing_is_compared_with_nothing() -> None:
    none, some = Use(30, 0, 0, 0, frozenset({1})), Use(30, 1, 1, 1, frozenset({1}))
    assert difference(none, some) is None
    assert difference(Use(0, 1, 1, 1, frozenset({1})), some) is None
    assert difference(Use(30, 1, 1, 1, frozenset({2})), some) is None
    assert difference(some, none) is not None


uses = st.builds(
    Use,
    days=st.integers(1, 400),
    energy=st.integers(1, 10**12),
    by_energy=st.integers(0, 10**13),
    total=st.integers(0, 2 * 10**13),
    points=st.just(frozenset({1})),
)


@given(uses, uses)
def test_what_made_the_difference_adds_up_to_it(then: Use, now: Use) -> None:
    found = difference(then, now)
    assert found is not None
    assert found.total == now.gross - then.gross
    assert found.period + found.usage + found.price + found.fixed == found.total


@given(uses, st.integers(2, 5))
def test_only_what_changed_is_named(use: Use, times: int) -> None:
    longer = Use(use.days * times, use.energy * times, use.by_energy * times, use.total, use.points)
    found = difference(use, longer)
    assert found is not None
    assert (found.usage, found.price) == (0, 0)
    dearer = difference(use, Use(use.days, use.energy, use.by_energy * times, use.total, use.points))
    assert dearer is not None
    assert (dearer.period, dearer.usage) == (0, 0)
    assert dearer.price >= 0


def test_the_bill_before_is_of_the_same_kind() -> None:
    now = bill(9, "2026-07-01", "2026-08-31")
    others = [
        bill(1, "2026-03-01", "2026-04-30"),
        bill(2, "2026-05-01", "2026-06-30"),
        bill(3, "2026-05-01", "2026-06-30", "forecast"),
        bill(4, "2026-09-01", "2026-10-31"),
        now,
    ]
    found = before(now, others)
    assert found is not None
    assert found.id == 2
    assert before(bill(10, "2026-01-01", "2026-02-01", "interest_note"), others) is None


def test_the_year_before_is_the_same_season_by_half_at_least() -> None:
    now = bill(9, "2026-07-01", "2026-08-31")
    right, late = bill(1, "2025-07-05", "2025-09-04"), bill(2, "2025-08-10", "2025-10-09")
    assert year_before(now, [late, right, now]) == right
    assert year_before(now, [late, now]) is None
    assert year_before(now, []) is None


def test_a_final_invoice_is_set_beside_settlements() -> None:
    settlement = bill(1, "2026-05-01", "2026-06-30")
    assert before(bill(9, "2026-07-01", "2026-08-31", "final"), [settlement]) == settlement


lines_ = st.lists(
    st.builds(
        line,
        st.integers(-(10**9), 10**9),
        vat_rate=st.sampled_from([0, 5_00, 8_00, 23_00]),
        ppe=st.sampled_from([None, "1", "2"]),
    ),
    min_size=1,
    max_size=12,
)


@given(lines_, st.integers(-3, 3))
def test_rates_add_up_to_the_invoice(lines: list[Line], off: int) -> None:
    by_rate = {each.vat_rate: 0 for each in lines}
    for each in lines:
        by_rate[each.vat_rate] += each.net
    net = sum(by_rate.values())
    vat = sum(rounded(part * rate, 100_00) for rate, part in by_rate.items()) + off
    found = rates_of(bill(1, "2026-01-01", "2026-01-31", net=net, vat=vat, gross=net + vat), lines)
    assert {one.vat_rate: one.net for one in found} == by_rate
    assert sum(one.vat for one in found) == vat
    assert sum(one.gross for one in found) == net + vat


@given(lines_)
def test_sections_hold_every_line_once_in_its_order(lines: list[Line]) -> None:
    found = sections_of(lines)
    assert sum(one.net for one in found) == sum(each.net for each in lines)
    for one in found:
        assert one.lines == [each for each in lines if each.ppe == one.ppe]
    assert [one.ppe for one in found if one.ppe] == list(dict.fromkeys(one.ppe for one in lines if one.ppe))


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_rounding_is_nearest_and_even_handed(amount: int, parts: int) -> None:
    assert abs(rounded(amount, parts) * parts - amount) * 2 <= parts
    assert rounded(-amount, parts) == -rounded(amount, parts)


def test_the_largest_part_bears_what_rounding_leaves() -> None:
    assert Difference(34_53, 0, 34_54, 0, -1).told(1_00) == {"usage": 34_53}


def test_parts_too_small_for_a_sentence_share_one() -> None:
    assert Difference(10_85, 30, 10_00, 0, 55).told(1_00) == {"usage": 10_00, "rest": 85}


@given(st.tuples(*[st.integers(-50_00, 50_00)] * 4))
def test_what_is_told_comes_to_the_difference(parts: tuple[int, int, int, int]) -> None:
    assert sum(Difference(sum(parts), *parts).told(1_00).values()) == sum(parts)
