"""Statutory interest for delay: what each late document bears, per stretch of one principal and one rate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

DAY = dt.timedelta(days=1)
# A rate is percent of a year of 365 days, leap or not.
OF_A_DAY = 100 * 365

Rates = Sequence[tuple[dt.date, Fraction]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, on which one principal (grosze) bore one rate (percent a year)."""

    first: dt.date
    last: dt.date
    principal: int
    rate: Fraction

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def exact(self) -> Fraction:
        """The interest of these days in grosze, not rounded: rounded is the sum of a document."""
        return self.principal * self.rate * self.days / OF_A_DAY


def stretches(
    gross: int, due_on: dt.date, covered: Iterable[tuple[dt.date, int]], until: dt.date, rates: Rates
) -> list[Stretch]:
    """Return the stretches of a document's delay, from the day after it was due to `until`.

    `covered`: what was paid of it and from which day; on that day itself it still bears interest.
    `rates`: (first day, percent a year) in order of days; the first is good for earlier days too.
    """
    paid = sorted(covered)
    begun = due_on + DAY
    changes = {since for since, _ in rates} | {day + DAY for day, _ in paid if day < until}
    borders = [begun, *sorted(day for day in changes if begun < day <= until), until + DAY]
    found = (_stretch(first, after - DAY, gross, paid, rates) for first, after in pairwise(borders))
    return [one for one in found if one.days > 0 and one.principal > 0]


def _stretch(
    first: dt.date, last: dt.date, gross: int, paid: Iterable[tuple[dt.date, int]], rates: Rates
) -> Stretch:
    principal = gross - sum(amount for day, amount in paid if day < first)
    rate = next((rate for since, rate in reversed(rates) if since <= first), rates[0][1])
    return Stretch(first, last, principal, rate)


def total(found: Iterable[Stretch]) -> int:
    """Return the interest of a document in whole grosze, half a grosz rounded up."""
    exact = sum((one.exact for one in found), Fraction(0))
    return int(exact + Fraction(1, 2))
