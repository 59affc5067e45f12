"""How one agreement of the reader stands on a day: its ledger, arrears with interest, ways to pay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.billing.arrears import Standing, standing
from app.billing.ledger import Book, Move, book_of
from app.customers.models import Customer
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.portal.mine import Known, Place, known

LONG = 14  # more moves than these are shown year by year
AHEAD = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Account:
    """One agreement of the reader, with all that he may see."""

    known: Known
    place: Place
    customer: Customer
    book: Book

    def standing(self, day: dt.date) -> Standing:
        """Return how it stands on a day."""
        return standing(self.book, day)

    @property
    def first_day(self) -> dt.date:
        """The first day that can be asked for: when what we know of the account begins."""
        return self.book.opened

    @property
    def last_day(self) -> dt.date:
        """The last day that can be asked for: interest is worked out a year ahead."""
        return today() + AHEAD


@dataclass(frozen=True, slots=True)
class Extract:
    """A part of a ledger, the newest move first: the moves of `year`, or all of them when it is None.

    `years`: those with moves, the newest first; none where the ledger is short.
    """

    moves: Sequence[Move]
    years: Sequence[int]
    year: int | None


def account(actor: Actor, agreement_id: int | None) -> Account | None:
    """Return an agreement of the actor; None where he has none.

    Where none is named: the one on which he owes most, else the first. Raises NotFoundError for one that is
    not his. Three statements.
    """
    found = known(actor)
    if agreement_id is None and not found.places:
        return None
    place = found.place(_most_owed(found) if agreement_id is None else agreement_id)
    owner = next(one.customer for one in found.live if place.agreement.id in one.places)
    return Account(found, place, owner, book_of(place.agreement))


def _most_owed(found: Known) -> int:
    return max(found.places, key=lambda number: max(found.places[number].agreement.balance, 0))


def extract(moves: Sequence[Move], year: int | None) -> Extract:
    """Return what a page shows: of a long ledger one year, the newest unless another is asked for."""
    newest_first = list(reversed(moves))
    if len(moves) <= LONG:
        return Extract(newest_first, [], None)
    years = sorted({move.day.year for move in moves}, reverse=True)
    shown = year if year in years else years[0]
    return Extract([move for move in newest_first if move.day.year == shown], years, shown)
