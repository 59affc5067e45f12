"""What a text layer suggests: numbers, names and days, each with its place; a clerk decides, never this.

Labels are those of prints of the KRS (art. 4 ust. 4aa ustawy o KRS), of CEIDG and of REGON certificates
(art. 42 ustawy o statystyce publicznej). Numbers count only with their right check digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.pl import nip as nip_number
from stdnum.pl import regon as regon_number

Lines = Sequence[dict[str, Any]]
NONE = re.compile(r"^[-*\s\u00ad]*$")
DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")
KRS = re.compile(r"(?:Numer KRS|KRS)\s*:?\s*(\d{10})\b")
NUMBERS = {
    "nip": (re.compile(r"NIP\s*:?\s*(\d[\d\s-]{8,14}\d)"), nip_number.validate),
    "regon": (re.compile(r"REGON\s*:?\s*(\d{9}(?:\d{5})?)\b"), regon_number.validate),
}
# A label stands alone and the value follows in the next line.
BELOW = {
    "nip": re.compile(r"^(numer )?NIP:?$", re.IGNORECASE),
    "regon": re.compile(r"(numer |identyfikacyjny )REGON:?$", re.IGNORECASE),
    "name": re.compile(r"(Firma, pod którą spółka działa|^\d\.\s?Nazwa|^Nazwa|Firma przedsiębiorcy):?$"),
    "seat": re.compile(r"^(\d\.\s?Adres|Adres siedziby|Stałe miejsce wykonywania działalności):?$"),
}
RULE = re.compile(r"Sposób reprezentacji podmiotu:?$")
RULE_ENDS = re.compile(r"^(Podrubryka|\d\.\s?Nazwisko|Dział|Rubryka)")
MOST_RULE_LINES = 8
ISSUED = re.compile(r"(Stan na dzień|Data wydania|Wydruk z dnia|z dnia wydruku)\s*:?\s*(.*)", re.IGNORECASE)
RULE_WORDS = (
    ("two_or_proxy", re.compile(r"PROKURENT", re.IGNORECASE)),
    ("two", re.compile(r"DWÓCH|DWAJ|ŁĄCZNIE|WSPÓŁDZIAŁ", re.IGNORECASE)),
    ("alone", re.compile(r"SAMODZIELN|JEDNOOSOBOW|KAŻDY", re.IGNORECASE)),
)
KRS_SEAT = re.compile(
    r"(?:(?:ul|al|pl|os)\.\s*(?P<street>[^,]+),\s*)?nr (?P<number>[^,]+), lok\. (?P<flat>[^,]+), "
    r"miejsc\. (?P<city>[^,]+), kod (?P<code>\d{2}-\d{3})"
)
SURNAME = re.compile(r"^\d\.\s?Nazwisko")
FIRST_NAMES = re.compile(r"^\d\.\s?Imiona")
FUNCTION = re.compile(r"^\d\.\s?Funkcja w organie")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value read from the text layer: the field, the value, its page (1…) and box (fractions, from top).

    `value` is text; of `representatives` a list of {"name", "function"}.
    """

    field: str
    value: Any
    page: int
    box: tuple[float, float, float, float]


def suggest(lines: Lines) -> list[Suggestion]:
    """Return at most one suggestion per field, the first that stands in the text."""
    found: dict[str, Suggestion] = {}
    for one in [*_inline(lines), *_below(lines), *_rule(lines), *_people(lines)]:
        found.setdefault(one.field, one)
    return list(found.values())


def _made(field: str, value: Any, line: dict[str, Any]) -> Suggestion:
    left, top, right, bottom = line["box"]
    return Suggestion(field, value, line["page"], (left, top, right, bottom))


def _inline(lines: Lines) -> Iterator[Suggestion]:
    for line in lines:
        text = line["text"]
        if number := KRS.search(text):
            yield _made("krs", number[1], line)
        for field, (pattern, check) in NUMBERS.items():
            if (found := pattern.search(text)) and (good := _checked(check, found[1])):
                yield _made(field, good, line)
        if (issued := ISSUED.search(text)) and (day := _day(issued[2])):
            yield _made("issued_on", day, line)


def _checked(check: Callable[[str], str], typed: str) -> str | None:
    bare = "".join(sign for sign in typed if sign.isdigit())
    try:
        return check(bare) if bare.strip("0") else None
    except ValidationError:
        return None


def _day(text: str) -> str | None:
    found = DAY.search(text)
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return f"{year}-{int(month):02d}-{int(day):02d}"


def _below(lines: Lines) -> Iterator[Suggestion]:
    for line, following in pairwise(lines):
        for field, label in BELOW.items():
            said = following["text"].strip()
            if label.search(line["text"]) and not NONE.match(said):
                value = _read(field, said)
                if value:
                    yield _made(field, value, following)


def _rule(lines: Lines) -> Iterator[Suggestion]:
    """Suggest the rule of representation from its whole sentence, which may take several lines."""
    begun = next((at for at, line in enumerate(lines) if RULE.search(line["text"])), None)
    if begun is None or begun + 1 == len(lines):
        return
    said = [line["text"] for line in lines[begun + 1 : begun + 1 + MOST_RULE_LINES]]
    end = next((at for at, text in enumerate(said) if RULE_ENDS.match(text)), len(said))
    whole = " ".join(said[:end])
    code = next((code for code, words in RULE_WORDS if words.search(whole)), "other")
    yield _made("rule", code, lines[begun + 1])


def _read(field: str, said: str) -> str | None:
    if field in NUMBERS:
        return _checked(NUMBERS[field][1], said)
    return _seat(said) if field == "seat" else said


def _seat(said: str) -> str:
    """Return an address as it is written on envelopes; the KRS writes each part after its name."""
    found = KRS_SEAT.search(re.sub(r"\s+", " ", said))
    if found is None:
        return said
    flat = "" if NONE.match(found["flat"]) else f"/{found['flat'].strip()}"
    city = found["city"].strip().title()
    street = (found["street"] or city).strip().title()
    return f"{street} {found['number'].strip()}{flat}, {found['code']} {city}"


def _people(lines: Lines) -> Iterator[Suggestion]:
    """Suggest who represents: surnames, first names and functions as the KRS lists them."""
    begun = next((at for at, line in enumerate(lines) if RULE.search(line["text"])), None)
    if begun is None:
        return
    people: list[dict[str, str]] = []
    for line, following in pairwise(lines[begun:]):
        text, said = line["text"], following["text"].strip()
        if SURNAME.match(text):
            people.append({"name": said.title(), "function": ""})
        elif FIRST_NAMES.match(text) and people:
            people[-1]["name"] = f"{said.title()} {people[-1]['name']}"
        elif FUNCTION.match(text) and people:
            people[-1]["function"] = said.casefold()
    if people:
        yield _made("representatives", people, lines[begun])
