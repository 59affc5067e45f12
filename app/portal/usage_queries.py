"""What the pages of consumption and readings show, each in few statements, always within a supply's time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.billing.cost_queries import cost_of
from app.billing.energy_queries import SHOWN, months_of, years_of
from app.billing.history import ReadingView
from app.billing.meter_queries import StateView, read_years_of, readings_of, states_of
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.portal.choice import Choice, Wish, chosen
from app.portal.mine import Known, known
from app.portal.seasons import Season, a_year_before, last_winter
from app.portal.taken import Months, months_from
from app.portal.usage import Year, year_of

BACK = 3  # years before the one shown, so that its last winter has one to be compared with
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OneYear:
    """A year's consumption of the chosen points; `span`: the first and the last year there is."""

    known: Known
    choice: Choice
    span: Span
    year: Year
    winter: Season
    winter_before: Season


@dataclass(frozen=True, slots=True)
class AllYears:
    """All consumption of the chosen points, month by month."""

    known: Known
    choice: Choice
    months: Months


@dataclass(frozen=True, slots=True)
class Readings:
    """What the meters of a supply point show, and showed in a year; `digits` by meter."""

    known: Known
    choice: Choice
    states: Sequence[StateView]
    span: Span
    year: int
    rows: Sequence[ReadingView]

    @property
    def digits(self) -> Mapping[int, int]:
        """How many whole places each meter shows."""
        return {state.meter_id: state.digits for state in self.states}


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to show yet; `choice` is None where there is no supply point at all."""

    known: Known
    choice: Choice | None


def one_year(actor: Actor, wish: Wish, year: int | None) -> OneYear | Nothing:
    """Return the months of a year, by default of the last that there is. Four statements.

    Raises NotFoundError for points that the actor may not see.
    """
    found = known(actor)
    choice = chosen(found, wish)
    span = years_of(choice.supply_ids) if choice else None
    if choice is None or span is None:
        return Nothing(found, choice)
    shown = within(span, year)
    rows = months_of(choice.supply_ids, dt.date(shown - BACK, 1, 1), dt.date(shown, 12, 31))
    costs = cost_of(choice.supply_ids, dt.date(shown, 1, 1), dt.date(shown, 12, 31))
    months = months_from(rows, costs)
    winter = last_winter(months, shown, today())
    return OneYear(found, choice, span, year_of(months, shown), winter, a_year_before(months, winter))


def all_years(actor: Actor, wish: Wish) -> AllYears | Nothing:
    """Return everything that is known of the chosen points. Three statements.

    Raises NotFoundError for points that the actor may not see.
    """
    found = known(actor)
    choice = chosen(found, wish)
    if choice is None:
        return Nothing(found, None)
    rows = months_of(choice.supply_ids, *SHOWN)
    if not rows:
        return Nothing(found, choice)
    # The years that can be opened one by one, and no others: a document may name a period of centuries.
    ends = dt.date(rows[0].month.year, 1, 1), dt.date(rows[-1].month.year, 12, 31)
    return AllYears(found, choice, months_from(rows, cost_of(choice.supply_ids, *ends)))


def readings(actor: Actor, supply_id: int | None, year: int | None) -> Readings | Nothing:
    """Return the meter states of a supply point and its readings of a year, the last by default.

    Four statements. Raises NotFoundError for a point that the actor may not see.
    """
    found = known(actor)
    choice = chosen(found, Wish(supply_id))
    if choice is None or choice.point is None:
        return Nothing(found, choice)
    supply = choice.point.supply_id
    span = read_years_of(supply)
    if span is None:
        return Nothing(found, choice)
    shown = within(span, year)
    return Readings(found, choice, states_of([supply]), span, shown, readings_of(supply, shown))


def within(span: Span, year: int | None) -> int:
    """Return the year that was asked for, if there is anything of it, else the last one."""
    first, last = span
    return year if year is not None and first <= year <= last else last
