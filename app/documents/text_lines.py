"""Lines of a text layer as the readers of extracts want them: without what stands on every sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Line = dict[str, Any]
Lines = Sequence[Line]
# How registers write that there is nothing: dashes, stars, a soft hyphen.
NONE = re.compile(r"^[-*\s\u00ad]*$")
SHEET = re.compile(r"^(Strona \d+ z(?: \d+)?|Identyfikator wydruku:.*)\s*$")
SHEET_OPEN = re.compile(r"^Strona \d+ z\s*$")  # how many there are stands in the next line
# What begins something new, so that no value reaches beyond it.
NEXT = re.compile(
    r"^(\d{1,2}\.\s?[^\W\d]|Rubryka|Podrubryka|Dział|Adres|Siedziba|Numer|NIP|REGON|Forma|Status|Data\b|"
    r"posiada|Imię|Nazwisko|Rodzaj|Stałe|Przeważająca)"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value read from the text layer: the field, the value, its page (1…) and box (fractions, from top).

    `value` is text; of `representatives` a list of {"name", "function"}. `snippet` is the line it stands in.
    """

    field: str
    value: Any
    page: int
    box: tuple[float, float, float, float]
    snippet: str = ""


def made(field: str, value: Any, line: Line) -> Suggestion:
    """Return a suggestion whose place is a line."""
    left, top, right, bottom = line["box"]
    return Suggestion(field, value, line["page"], (left, top, right, bottom), line["text"])


def without_sheets(lines: Lines) -> list[Line]:
    """Return the lines without page numbers and the print's own number."""
    kept, open_sheet = [], False
    for line in lines:
        text = line["text"].strip()
        number = open_sheet and text.isdigit()
        open_sheet = SHEET_OPEN.match(text) is not None
        if not number and not SHEET.match(text):
            kept.append({**line, "text": text})
    return kept


def value_at(lines: Lines, at: int, rest: str, most: int) -> tuple[str, Line] | None:
    """Return the value of a label in line `at` and the line in which it begins, or None where there is none.

    It stands behind the label (`rest`), or below it, and takes up to `most` lines.
    """
    first = at if rest else at + 1
    below = list(_until_next(lines[at + 1 :]))
    said = ([rest] if rest else []) + below
    whole = " ".join(said[:most]).strip()
    return None if not whole or NONE.match(whole) else (whole, lines[first])


def _until_next(lines: Lines) -> Iterator[str]:
    for line in lines:
        if NEXT.match(line["text"]):
            return
        yield line["text"]
