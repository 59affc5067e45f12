"""What readings of a register say about the energy taken: plain arithmetic on whole Wh, no database.

A day is its ordinal (`date.toordinal()`), a value is thousandths of a kWh: as many Wh, not yet multiplied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.billing.kinds import READINGS
from app.foundation.months import last_day

RANK = {kind: rank for rank, kind in enumerate(READINGS)}
WH = 1000
A_LIFE = 40_000  # days kept in mind: a century

State = tuple[int, str, int]  # day, kind, value
Total = tuple[int, int, int]  # Wh of a month, estimated Wh, the days covered as bits
NOTHING: Total = (0, 0, 0)


class Interval(NamedTuple):
    """What was taken in the days `first` to `last`, both included; `guessed`: an end is only estimated."""

    first: int
    last: int
    amount: int  # Wh; grosze where money is spread
    guessed: bool


class Part(NamedTuple):
    """What of an interval falls into one month: days, amount, and how much is estimated: all or none."""

    first: int
    last: int
    amount: int
    estimated: int


class Month(NamedTuple):
    """The days of a month, both included, and its first day as a date."""

    first: int
    last: int
    day: dt.date


@lru_cache(A_LIFE)
def month_of(day: int) -> Month:
    """Return the month of a day."""
    first = dt.date.fromordinal(day).replace(day=1)
    return Month(first.toordinal(), last_day(first).toordinal(), first)


def share(amount: int, days: int, through: int) -> int:
    """Return what of an amount spread evenly over `days` falls to the first `through` of them."""
    return amount * through // days


def effective(readings: Iterable[State]) -> list[State]:
    """Return the one reading of each day that counts, oldest first; they may come in any order."""
    best: dict[int, State] = {}
    for one in readings:
        other = best.get(one[0])
        if other is None or RANK[one[1]] < RANK[other[1]]:
            best[one[0]] = one
    return sorted(best.values())


def advance(before: int, after: int, digits: int) -> int | None:
    """Return by how much a register of so many whole places moved on (in the values' unit).

    None when it fell: the way round over 10^digits is not the shorter one, so nothing is known.
    """
    if after >= before:
        return after - before
    wrap = 10**digits * WH
    moved = (after - before) % wrap
    return moved if 2 * moved < wrap else None


def intervals(states: Iterable[State], digits: int, multiplier: int) -> list[Interval]:
    """Return the energy between each two neighbours of effective readings, where it is known."""
    found = []
    for (day, kind, value), (next_day, next_kind, next_value) in pairwise(states):
        moved = advance(value, next_value, digits)
        if moved is not None:
            guessed = "estimated" in {kind, next_kind}
            found.append(Interval(day + 1, next_day, moved * multiplier, guessed))
    return found


def parts(one: Interval, since: int, until: int) -> list[Part]:
    """Cut an interval at the ends of months and of a supply's time; what lies outside of it is left out.

    Spread evenly over the days by cumulative shares, so that parts always add up to their whole.
    """
    first, last, amount, guessed = one
    if since <= first and last <= until and last <= month_of(first).last:
        return [Part(first, last, amount, amount if guessed else 0)]
    return list(_cut(one, since, until))


def _cut(one: Interval, since: int, until: int) -> Iterator[Part]:
    first, last = max(one.first, since), min(one.last, until)
    days = one.last - one.first + 1
    taken = share(one.amount, days, first - one.first)
    while first <= last:
        end = min(month_of(first).last, last)
        through = share(one.amount, days, end + 1 - one.first)
        yield Part(first, end, through - taken, through - taken)
        taken, first = through, end + 1


def plus(total: Total, part: Part, first_of_month: int) -> Total:
    """Return a month's total with one more of its parts; days that two meters cover count once."""
    energy, estimated, covered = total
    days = ((1 << (part.last - part.first + 1)) - 1) << (part.first - first_of_month)
    return (energy + part.amount, estimated + part.estimated, covered | days)


def figures(total: Total) -> tuple[int, int, int]:
    """Return (Wh, estimated Wh, how many days are covered)."""
    energy, estimated, covered = total
    return (energy, estimated, covered.bit_count())


def last_within(states: Sequence[State], since: int, until: int) -> State | None:
    """Return the last of the effective readings (oldest first) of a supply's time."""
    return next((one for one in reversed(states) if since <= one[0] <= until), None)
