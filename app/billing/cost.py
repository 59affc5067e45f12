"""What each month cost by the documents there are: plain arithmetic on grosze and ordinals of days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.billing.consumption import Interval, month_of, parts

Days = tuple[int, int]  # the first and the last
EVER = (dt.date.min.toordinal(), dt.date.max.toordinal())


class Charge(NamedTuple):
    """What one document charges for one supply point, in grosze with VAT, for the days of its period.

    `covers`: it settles these days, so that no forecast counts for them; `is_forecast`: it is one itself.
    """

    first: int
    last: int
    amount: int
    covers: bool
    is_forecast: bool


@dataclass(slots=True)
class Cost:
    """The cost of one month in grosze with VAT, of which `forecast` rests on forecasts."""

    amount: int = 0
    forecast: int = 0


def by_month(charges: Iterable[Charge], since: int = EVER[0], until: int = EVER[1]) -> dict[dt.date, Cost]:
    """Return the cost of each month (by its first day) of one supply point, from a day to another.

    Each charge is spread evenly over the days of its period; of a forecast only those that nothing settles.
    A period may be centuries long by a slip of the pen: no months are cut but those asked for.
    """
    known = list(charges)
    covered = _merged((one.first, one.last) for one in known if one.covers)
    costs: dict[dt.date, Cost] = defaultdict(Cost)
    for one in known:
        whole = Interval(one.first, one.last, one.amount, guessed=False)
        for first, last in gaps(one, covered) if one.is_forecast else [(one.first, one.last)]:
            for part in parts(whole, max(first, since), min(last, until)):
                cost = costs[month_of(part.first).day]
                cost.amount += part.amount
                cost.forecast += part.amount if one.is_forecast else 0
    return dict(costs)


def gaps(charge: Charge, covered: Iterable[Days]) -> Iterator[Days]:
    """Yield the runs of a charge's days that are not covered; what is covered comes in order, none twice."""
    first = charge.first
    for begin, end in covered:
        if begin > charge.last:
            break
        if first < begin:
            yield first, begin - 1
        first = max(first, end + 1)
    if first <= charge.last:
        yield first, charge.last


def _merged(runs: Iterable[Days]) -> list[Days]:
    """Return the runs in order, those that overlap made one."""
    merged: list[Days] = []
    for first, last in sorted(runs):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
