"""Invoices as their customer sees them: all of them, and one with what became of it and what it is beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.billing import compare
from app.billing.compare import Difference, Use, difference, use_of
from app.billing.documents import Bill, Line, bills_beside, lines_of
from app.billing.estimated import estimated
from app.billing.gathered import Beside, beside
from app.billing.kinds import SETTLING
from app.billing.paid_by import Paid, paid_by
from app.billing.queries import InvoicePage, invoices_of
from app.billing.sections import Rate, Section, rates_of, sections_of
from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.portal.mine import Known, Mine, Place, known

NIGHT = dt.timedelta(days=1)
FIRST = dt.date.min + NIGHT
Lines = Mapping[int, Sequence[Line]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of invoices with what stands beside each, and the customers whose agreements can be chosen."""

    known: Known
    page: InvoicePage
    beside: Mapping[int, Beside]


@dataclass(frozen=True, slots=True)
class Compared:
    """Another document beside this one, `season`: of a year before; `why` is None where nothing compares."""

    bill: Bill
    use: Use
    why: Difference | None
    season: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """An invoice whole. `use` and `compared` count it and the others after their corrections."""

    mine: Mine
    place: Place
    bill: Bill
    sections: Sequence[Section]
    rates: Sequence[Rate]
    corrects: Bill | None
    corrections: Sequence[Bill]
    use: Use
    compared: Sequence[Compared]
    paid_by: Sequence[Paid]
    begins_estimated: bool
    ends_estimated: bool

    @property
    def comes_to(self) -> int:
        """What the document and its corrections come to, in grosze."""
        return self.bill.gross + sum(one.gross for one in self.corrections)


def listed(actor: Actor, chosen: int | None, *, after: int | None, before: int | None) -> Listed:
    """Return a page of the actor's invoices, of one agreement or all, newest first. Three statements.

    Raises NotFoundError for an agreement that is not his.
    """
    found = known(actor)
    if chosen is not None:
        found.place(chosen)
    page = invoices_of(found.customer_ids, agreement_id=chosen, after=after, before=before)
    return Listed(found, page, beside([one.id for one in page.rows]))


def whole(actor: Actor, invoice_id: int) -> Whole:
    """Return one of the actor's invoices; raises NotFoundError for every other. Five statements."""
    found = known(actor)
    bills = bills_beside(invoice_id, list(found.places))
    if not bills:
        raise NotFoundError
    bill = next(one for one in bills if one.id == invoice_id)
    others = _others(bill, bills)
    wanted = [bill, *others]
    lines = lines_of([one.id for each in wanted for one in (each, *_corrections(each, bills))])
    own = lines.get(bill.id, [])
    use = _use(bill, bills, lines)
    guessed = _guessed(bill, use, found.place(bill.agreement_id))
    return Whole(
        mine=next(one for one in found.live if bill.agreement_id in one.places),
        place=found.place(bill.agreement_id),
        bill=bill,
        sections=sections_of(own),
        rates=rates_of(bill, own),
        corrects=next((one for one in bills if one.invoice_no == bill.corrects_no), None),
        corrections=_corrections(bill, bills),
        use=use,
        compared=[_compared(one, bill, bills, lines, season=season) for one, season in others.items()],
        paid_by=paid_by(bill, found.place(bill.agreement_id).agreement, bills),
        begins_estimated=guessed[0],
        ends_estimated=guessed[1],
    )


def _corrections(bill: Bill, bills: Iterable[Bill]) -> list[Bill]:
    return [one for one in bills if one.corrects_no == bill.invoice_no]


def _others(bill: Bill, bills: Sequence[Bill]) -> dict[Bill, bool]:
    """Return what the bill is compared with: the one before it, and (True) the one a year before."""
    last, season = compare.before(bill, bills), compare.year_before(bill, bills)
    return {one: one is season for one in (last, season) if one is not None}


def _use(bill: Bill, bills: Sequence[Bill], lines: Lines) -> Use:
    all_of_it = [bill, *_corrections(bill, bills)]
    return use_of(bill.days, [line for one in all_of_it for line in lines.get(one.id, ())])


def _compared(other: Bill, bill: Bill, bills: Sequence[Bill], lines: Lines, *, season: bool) -> Compared:
    then = _use(other, bills, lines)
    return Compared(other, then, difference(then, _use(bill, bills, lines)), season)


def _guessed(bill: Bill, use: Use, place: Place) -> tuple[bool, bool]:
    """Say whether the states at the beginning and at the end of what was settled were estimated.

    Of points and days which the agreement did not hold, whatever the lines name, nothing is said.
    """
    if bill.kind not in SETTLING or bill.period_from is None or bill.period_to is None:
        return False, False
    ends = (max(bill.period_from, FIRST) - NIGHT, bill.period_to)
    held = [point for point in place.points if point.point_id in use.points]
    found = estimated({point.point_id for point in held}, ends)
    days = {day for point in held for day in ends if point.is_held(day) and (point.point_id, day) in found}
    return ends[0] in days, ends[1] in days
