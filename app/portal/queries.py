"""What a customer sees: how his agreements stand, what his meters show, what he used, and his invoices."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.billing.cost_queries import cost_of
from app.billing.queries import InvoiceView
from app.billing.summary import Summary, summaries
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.foundation.months import later
from app.portal.lately import YEAR, Lately, lately_of
from app.portal.mine import Known, Mine, Place, Point, known
from app.portal.taken import Months, months_from

NEWEST = 6
FEW = 3  # up to so many supply points each has its own place on the page, more make a table


@dataclass(frozen=True, slots=True)
class Total:
    """How agreements stand together, in grosze; what is owed on one is not set off against another."""

    balance: int
    to_pay: int
    overdue: int
    overdue_since: dt.date | None
    next_due: int
    next_due_on: dt.date | None
    overpaid: int
    overpaid_since: dt.date | None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything of the customer's home; `summaries` by agreement, `months` by supply.

    `shown` are the customers it is about: all, or the one who was chosen. `costs`, in grosze by supply point,
    is filled where there are more than a few points: about what the last twelve months of `lately` cost.
    """

    known: Known
    shown: Sequence[Mine]
    summaries: Mapping[int, Summary]
    total: Total
    newest: Sequence[InvoiceView]
    months: Mapping[int, Months]
    points: Sequence[Point]
    lately: Lately | None
    costs: Mapping[int, int]

    @property
    def is_table(self) -> bool:
        """Whether there are so many supply points that they are shown as a table."""
        return len(self.points) > FEW

    @property
    def only_agreement(self) -> int | None:
        """The agreement of the customer who was chosen, where he has but one: other pages begin with it."""
        is_chosen = len(self.shown) < len(self.known.live)
        return next(iter(self.summaries)) if is_chosen and len(self.summaries) == 1 else None

    def lately_at(self, point: Point, month: dt.date | None = None) -> Lately | None:
        """Return what was used at one point, up to a month or the last that is known; None: nothing is."""
        return lately_of(self.months.get(point.supply_id, {}), month)

    @property
    def owing(self) -> list[Summary]:
        """The agreements on which something is to be paid, the most urgent first."""
        return sorted(
            (one for one in self.summaries.values() if one.overdue or one.next_due_on), key=_urgency
        )


def _urgency(one: Summary) -> tuple[dt.date, int]:
    return one.overdue_since or one.next_due_on or dt.date.max, -one.to_pay


def home(actor: Actor, chosen: int | None = None) -> Home:
    """Return what the home shows of all the actor's customers, or of the one chosen.

    Two statements; one more for what it cost where there are more than a few supply points.
    Raises NotFoundError for a customer that is not his.
    """
    mine = known(actor, glance=True)
    shown = mine.live if chosen is None else [mine.customer(chosen)]
    places = [place for one in shown for place in one.places.values()]
    found, newest = summaries([place.agreement for place in places], NEWEST)
    points = points_of(places, today())
    lately = lately_of(months_from(month for point in points for month in point.months))
    return Home(
        known=mine,
        shown=shown,
        summaries={one.agreement_id: one for one in found},
        total=total_of(found),
        newest=newest,
        months={point.supply_id: months_from(point.months) for point in points},
        points=points,
        lately=lately,
        costs=_costs(places, lately.month) if lately and len(points) > FEW else {},
    )


def points_of(places: Sequence[Place], day: dt.date) -> list[Point]:
    """Return the supply points these agreements hold on a day; where they hold none, those they held.

    A point whose energy is sold under one agreement and delivered under another is one point: the one
    of the delivery, where both are the reader's.
    """
    every = [point for place in places for point in place.points]
    found: dict[int, Point] = {}
    for point in [one for one in every if one.is_held(day)] or every:
        if point.point_id not in found or point.role == "delivery":
            found[point.point_id] = point
    return list(found.values())


def _costs(places: Sequence[Place], month: dt.date) -> dict[int, int]:
    """Return about what the twelve months up to one cost at each supply point, sale and delivery together."""
    point_ids = {point.supply_id: point.point_id for place in places for point in place.points}
    costs: Counter[int] = Counter()
    for one in cost_of(list(point_ids), later(month, 1 - YEAR), month):
        costs[point_ids[one.supply_id]] += one.amount
    return costs


def total_of(found: Sequence[Summary]) -> Total:
    """Return how agreements stand together: amounts in sum, the earliest days."""
    next_due_on = min((one.next_due_on for one in found if one.next_due_on), default=None)
    return Total(
        balance=sum(one.balance for one in found),
        to_pay=sum(one.to_pay for one in found),
        overdue=sum(one.overdue for one in found),
        overdue_since=min((one.overdue_since for one in found if one.overdue_since), default=None),
        next_due=sum(one.next_due for one in found if one.next_due_on == next_due_on),
        next_due_on=next_due_on,
        overpaid=sum(one.overpaid for one in found),
        overpaid_since=min((one.overpaid_since for one in found if one.overpaid_since), default=None),
    )
