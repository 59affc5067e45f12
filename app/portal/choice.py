"""Of which supply points a page speaks: one of the reader's, or all of one agreement together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.foundation.clock import today
from app.foundation.errors import NotFoundError
from app.foundation.listing import LARGEST_ID, asked
from app.portal.mine import Known, Place, Point

MOST_DIGITS = len(str(LARGEST_ID))
TOGETHER = "all-"  # before an agreement's id: all its points


@dataclass(frozen=True, slots=True)
class Wish:
    """What the reader asks for: one point by its supply, or all points of an agreement."""

    supply_id: int | None = None
    agreement_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The points a page is about and the agreement that holds them; `point` is None for all of them."""

    place: Place
    points: Sequence[Point]
    point: Point | None

    @property
    def supply_ids(self) -> list[int]:
        """What energy is asked for by."""
        return [point.supply_id for point in self.points]

    @property
    def word(self) -> str:
        """How the address names the choice."""
        return str(self.point.supply_id) if self.point else f"{TOGETHER}{self.place.agreement.id}"


def wished() -> Wish:
    """Return what the address asks for: `?point=12`, `?point=all-3` or `?agreement=3` (all points of one)."""
    return Wish(asked("point"), _whole(request.args.get("point", "")) or asked("agreement"))


def _whole(word: str) -> int | None:
    number = word.removeprefix(TOGETHER)
    is_named = number != word and number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    return int(number) if is_named and int(number) <= LARGEST_ID else None


def chosen(known: Known, wish: Wish) -> Choice | None:
    """Return what is wished for; without a wish the first point that is held today, else the last one held.

    None where there is no point at all. Raises NotFoundError for what the reader may not see.
    """
    if wish.agreement_id is not None:
        return _together(known.place(wish.agreement_id))
    if wish.supply_id is not None:
        return _one(known, known.point(wish.supply_id))
    points = sorted(known.points, key=lambda point: not point.is_held(today()))
    return _one(known, points[0]) if points else None


def _together(place: Place) -> Choice:
    if not place.points:
        raise NotFoundError
    return Choice(place, place.points, None if len(place.points) > 1 else place.points[0])


def _one(known: Known, point: Point) -> Choice:
    return Choice(known.place(point.agreement_id), [point], point)
