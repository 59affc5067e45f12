"""Registers only count upwards: which readings of one register cannot be true. No database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

# Of several readings of one day, the first of these says what the register showed.
RANK = {
    kind: rank
    for rank, kind in enumerate(("control", "actual", "remote", "exchange", "customer", "estimated"))
}


class State(NamedTuple):
    """What a register showed at the end of a day, in thousandths of a kWh; `line` where the feed says it."""

    read_on: dt.date
    kind: str
    value: int
    line: int | None = None


_States = Mapping[tuple[dt.date, str], State]


def falling(stored: Iterable[State], brought: Iterable[State], wrap: int) -> set[int]:
    """Return the lines of the readings that fall, or that would make a stored one fall.

    `brought` are new or say something else than the stored one of their day and kind, which stands again
    when they are refused; the register wraps at `wrap` thousandths of a kWh.
    """
    old = {(each.read_on, each.kind): each for each in stored}
    new = {(each.read_on, each.kind): each for each in brought}
    contradicted: set[int] = set()
    while True:
        refused, culprit = _walk(old, new, wrap)
        if culprit is None or culprit.line is None:
            return refused | contradicted
        contradicted.add(culprit.line)
        del new[culprit.read_on, culprit.kind]


def _walk(old: _States, new: _States, wrap: int) -> tuple[set[int], State | None]:
    """Go through the days: which lines fall, and the first that a stored reading behind it contradicts."""
    refused: set[int] = set()
    before: State | None = None
    for _day, keys in groupby(sorted({*old, *new}), key=itemgetter(0)):
        good = []
        for key in keys:
            each = new.get(key) or old[key]
            if each.line is not None and _falls(each, before, wrap):
                refused.add(each.line)
                if key not in old:
                    continue
                each = old[key]
            if each.line is None and before and before.line is not None and _falls(each, before, wrap):
                return refused, before
            good.append(each)
        before = min(good, key=lambda each: RANK[each.kind], default=before)
    return refused, None


def _falls(now: State, before: State | None, wrap: int) -> bool:
    if before is None or now.kind == "exchange" or now.value >= before.value:
        return False
    return (now.value - before.value) % wrap * 2 >= wrap
