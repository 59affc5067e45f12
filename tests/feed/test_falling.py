"""Which readings of a register cannot be true: the rule itself, without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.consumption import RANK
from app.feed.falling import State, falling

DIGITS = 1
WRAP = 10_000  # thousandths of a kWh
FIRST = dt.date(2026, 1, 1)


def _state(day: int, value: int, line: int | None = None, kind: str = "actual") -> State:
    return State(FIRST + dt.timedelta(days=day), kind, value, line)


def _stored(*values: int) -> list[State]:
    return [_state(10 * place, value) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("stored", "brought", "refused"),
    [
        ([], [(0, 100), (1, 99)], {1}),
        ([], [(0, 100), (1, 100)], set()),
        ([], [(0, 5000), (1, 0)], {1}),  # the shorter way round is not shorter: half of the register
        ([], [(0, 5001), (1, 0)], set()),
        ([100], [(5, 90), (6, 95), (7, 110)], {0, 1}),
        ([100, 200], [(5, 300)], {0}),
        ([100, 200], [(5, 300), (6, 150)], {0}),  # what the refused one would have made fall is good
        ([100, 200], [(5, 150), (6, 140)], {1}),
        ([100, 200, 300], [(10, 50)], {0}),
        ([100, 200, 300], [(10, 350)], {0}),
        ([100, 200, 300], [(5, 250), (10, 260)], set()),
        ([300, 200], [(20, 250)], set()),  # what is stored stands, even where it contradicts itself
    ],
)
def test_the_row_that_contradicts_is_refused(
    stored: list[int], brought: list[tuple[int, int]], refused: set[int]
) -> None:
    rows = [_state(day, value, line) for line, (day, value) in enumerate(brought)]
    assert falling(_stored(*stored), rows, DIGITS) == refused


@given(st.data())
def test_what_remains_never_falls_and_comes_again_unharmed(data: st.DataObject) -> None:
    days = data.draw(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(sorted(RANK))), unique=True))
    values = [data.draw(st.integers(0, WRAP - 1)) for _ in days]
    rows = [
        _state(day, value, line, kind)
        for line, ((day, kind), value) in enumerate(zip(days, values, strict=True))
    ]
    cut = data.draw(st.integers(0, len(rows)))
    kept: list[State] = []
    for part in (rows[:cut], rows[cut:]):
        refused = falling(kept, part, DIGITS)
        kept += [each._replace(line=None) for each in part if each.line not in refused]
    assert falling([], [each._replace(line=line) for line, each in enumerate(kept)], DIGITS) == set()
