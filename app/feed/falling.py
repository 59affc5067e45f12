"""Registers only count upwards: which readings of one register cannot be true. No database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from app.billing.consumption import RANK, advance


class State(NamedTuple):
    """What a register showed at the end of a day, in thousandths of a kWh; `line` where the feed says it."""

    read_on: dt.date
    kind: str
    value: int
    line: int | None = None


_States = Mapping[tuple[dt.date, str], State]


def falling(stored: Iterable[State], brought: Iterable[State], digits: int) -> set[int]:
    """Return the lines of the readings that fall, or that would make a stored one fall.

    `brought` are new or say something else than the stored one of their day and kind, which stands again
    when they are refused; the register has so many whole places.
    """
    old = {(each.read_on, each.kind): each for each in stored}
    new = {(each.read_on, each.kind): each for each in brought}
    contradicted: set[int] = set()
    while True:
        refused, culprit = _walk(old, new, digits)
        if culprit is None or culprit.line is None:
            return refused | contradicted
        contradicted.add(culprit.line)
        del new[culprit.read_on, culprit.kind]


def _walk(old: _States, new: _States, digits: int) -> tuple[set[int], State | None]:
    """Go through the days: which lines fall, and the first that a stored reading behind it contradicts."""
    refused: set[int] = set()
    before: State | None = None
    for _day, keys in groupby(sorted({*old, *new}), key=itemgetter(0)):
        good = []
        for key in keys:
            each = new.get(key) or old[key]
            if each.line is not None and _falls(each, before, digits):
                refused.add(each.line)
                if key not in old:
                    continue
                each = old[key]
            if each.line is None and before and before.line is not None and _falls(each, before, digits):
                return refused, before
            good.append(each)
        before = min(good, key=lambda each: RANK[each.kind], default=before)
    return refused, None


def _falls(now: State, before: State | None, digits: int) -> bool:
    if before is None or now.kind == "exchange":
        return False
    return advance(before.value, now.value, digits) is None
