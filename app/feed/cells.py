"""Reading one trimmed, non-empty cell: what is stored, or CellError with the code of the reason."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from app.feed.reasons import CellError
from app.foundation.bulk import Cell

Read = Callable[[str], Cell]

LONGEST = 2000
LONGEST_NUMBER = 13  # whole digits: more would not be money
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[ ,.'\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def text(most: int = LONGEST) -> Read:
    """Return the reader of free text: one Unicode form (NFC), at most `most` characters."""

    def read(cell: str) -> str:
        kept = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
        if len(kept) > most:
            raise CellError("overlong_cell")
        return kept

    return read


def code(*allowed: str) -> Read:
    """Return the reader of a code that may come in any letter case."""
    known = {each.casefold(): each for each in allowed}

    @lru_cache(maxsize=1000)
    def read(cell: str) -> str:
        found = known.get(cell.casefold())
        if found is None:
            raise CellError("unknown_code")
        return found

    return read


def open_code(*known: str) -> Read:
    """Return the reader of a code whose list is open: known ones in their letters, others as they came."""
    own = {each.casefold(): each for each in known}
    return lambda cell: own.get(cell.casefold(), cell)


def pattern(expression: str) -> Read:
    """Return the reader of a value that is written in one way only."""
    shape = re.compile(expression, re.ASCII)

    def read(cell: str) -> str:
        if not shape.fullmatch(cell):
            raise CellError("wrong_format")
        return cell

    return read


def checked(test: Callable[[str], bool], reason: str) -> Read:
    """Return the reader of a number with check digits."""

    def read(cell: str) -> str:
        if not test(cell):
            raise CellError(reason)
        return cell

    return read


def number_of(*allowed: int) -> Read:
    """Return the reader of one of a few whole numbers."""
    known = {str(each): each for each in allowed}

    def read(cell: str) -> int:
        if cell not in known:
            raise CellError("unknown_code")
        return known[cell]

    return read


def whole(least: int, most: int, reason: str = "out_of_range") -> Read:
    """Return the reader of a whole number of a range; one outside of it is refused for the reason."""

    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit()):
            raise CellError("not_a_number")
        number = int(cell) if len(cell) <= LONGEST_NUMBER else most + 1
        if not least <= number <= most:
            raise CellError(reason)
        return number

    return read


def at_least(least: int, number: Callable[[str], int], reason: str) -> Read:
    """Return the reader of a number that is not below a bound."""

    def read(cell: str) -> int:
        value = number(cell)
        if value < least:
            raise CellError(reason)
        return value

    return read


def scaled(places: int) -> Callable[[str], int]:
    """Return the reader of a number of up to `places` decimals, kept whole: 2 gives grosze, 3 watts of kW."""
    scale: int = 10**places

    def read(cell: str) -> int:
        if len(cell) <= LONGEST_NUMBER and cell.isdigit() and cell.isascii():
            return int(cell) * scale
        whole, _, rest = cell.partition(".")
        short = len(cell) <= LONGEST_NUMBER and len(rest) <= places
        if short and whole.isdigit() and rest.isdigit() and cell.isascii():
            return int(whole + rest.ljust(places, "0"))
        match = _NUMBER.fullmatch(cell)
        if match is None:
            raise CellError(_not_a_number(cell))
        sign, whole, rest = match.groups(default="")
        if len(rest) > places:
            raise CellError("too_many_decimals")
        if len(whole) > LONGEST_NUMBER:
            raise CellError("not_a_number")
        value = int(whole + rest.ljust(places, "0"))
        return -value if sign else value

    return read


def _not_a_number(cell: str) -> str:
    if _GROUPED.fullmatch(cell):
        return "thousands_separator"
    return "decimal_comma" if _COMMA.fullmatch(cell) else "not_a_number"


@lru_cache(maxsize=20_000)
def day(cell: str) -> str:
    """Return a day as it is written, when there is such a day."""
    if not _DAY.fullmatch(cell):
        raise CellError("wrong_date_format")
    try:
        dt.date.fromisoformat(cell)
    except ValueError as error:
        raise CellError("impossible_date") from error
    return cell
