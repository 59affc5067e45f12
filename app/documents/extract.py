"""What a text layer suggests: numbers, names and days, each with its place; a clerk decides, never this.

Labels are those of prints of the KRS (art. 4 ust. 4aa ustawy o KRS), of CEIDG and of REGON certificates
(art. 42 ustawy o statystyce publicznej). Numbers count only with their right check digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

from stdnum.exceptions import ValidationError
from stdnum.pl import nip as nip_number
from stdnum.pl import regon as regon_number

from app.documents.representation import represented
from app.documents.text_lines import NONE, Line, Lines, Suggestion, made, value_at, without_sheets

__all__ = ["Suggestion", "suggest"]

DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")
# A full extract also says what is no longer so, in columns: nothing of it is suggested.
FULL = re.compile(r"odpis(owi)? pełn", re.IGNORECASE)
KRS = re.compile(r"(?:Numer KRS|KRS)\s*:?\s*(\d{10})\b")
NUMBERS = {
    "nip": (re.compile(r"NIP\s*:?\s*(\d[\d\s-]{8,14}\d)"), nip_number.validate),
    "regon": (re.compile(r"REGON\s*:?\s*(\d{9}(?:\d{5})?)\b"), regon_number.validate),
}
# A number may stand alone in the line below its label.
BELOW = {
    "nip": re.compile(r"^(numer )?NIP:?$", re.IGNORECASE),
    "regon": re.compile(r"(numer |identyfikacyjny )REGON:?$", re.IGNORECASE),
}
# What follows a label, behind it or below it, and how many lines it may take.
LABELS = {
    "name": (
        re.compile(
            r"(?:Firma, pod którą spółka działa|^\d\.\s?Nazwa(?! organu)|^Nazwa|^Firma przedsiębiorcy)"
            r"\s*:?\s*(.*)$"
        ),
        4,
    ),
    "legal_form": (
        re.compile(
            r"(?:Oznaczenie (?:formy prawnej|rodzaju organizacji)|Forma prawna szczególna)\s*:?\s*(.*)$"
        ),
        2,
    ),
    "city": (re.compile(r"^\d\.\s?Siedziba\s*:?\s*(.*)$"), 3),
    "seat": (
        re.compile(
            r"^(?:\d\.\s?Adres|Adres siedziby|Stałe miejsce wykonywania działalności)\s*:?\s*((?! poczty).*)$"
        ),
        3,
    ),
    "last_entry": (re.compile(r"^Numer wpisu\s*:?\s*(\d*)$"), 1),
}
ISSUED = re.compile(r"(Stan na dzień|Data wydania|Wydruk z dnia|z dnia wydruku)\s*:?\s*(.*)", re.IGNORECASE)
KRS_SEAT = re.compile(
    r"(?:(?:ul|al|pl|os)\.\s*(?P<street>[^,]+),\s*)?nr (?P<number>[^,]+), lok\. (?P<flat>[^,]+), "
    r"miejsc\. (?P<city>[^,]+), kod (?P<code>\d{2}-\d{3})"
)
PLACE = re.compile(r"miejsc\.\s*([^,]+)")
NOTHING: Line = {"text": "", "page": 1, "box": [0.0, 0.0, 0.0, 0.0]}
CODE = re.compile(r"^\d{1,3} - ")  # the number of a legal form in REGON's list


def suggest(lines: Lines) -> list[Suggestion]:
    """Return at most one suggestion per field, the first that stands in the text.

    `lines` are those of service.words. Fields: nip, regon, krs, name, legal_form, city, seat (an address),
    issued_on (ISO day), last_entry, representation, rule, representatives.
    """
    if any(FULL.search(line["text"]) for line in lines):
        return []
    kept = without_sheets(lines)
    found: dict[str, Suggestion] = {}
    for one in [*_numbers(kept), *_labelled(kept), *represented(kept)]:
        found.setdefault(one.field, one)
    return list(found.values())


def _numbers(lines: Lines) -> Iterator[Suggestion]:
    """Yield numbers and days in the order of the text: the first NIP is the entity's own."""
    for line, following in zip_longest(lines, lines[1:], fillvalue=NOTHING):
        yield from _inline(line)
        for field, label in BELOW.items():
            if label.search(line["text"]) and (good := _checked(NUMBERS[field][1], following["text"])):
                yield made(field, good, following)


def _inline(line: Line) -> Iterator[Suggestion]:
    text = line["text"]
    if number := KRS.search(text):
        yield made("krs", number[1], line)
    for field, (pattern, check) in NUMBERS.items():
        if (found := pattern.search(text)) and (good := _checked(check, found[1])):
            yield made(field, good, line)
    if (issued := ISSUED.search(text)) and (day := _day(issued[2])):
        yield made("issued_on", day, line)


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


def _labelled(lines: Lines) -> Iterator[Suggestion]:
    for at, line in enumerate(lines):
        for field, (label, most) in LABELS.items():
            said = label.search(line["text"])
            found = value_at(lines, at, said[1].strip(), most) if said else None
            if found and (value := READ.get(field, str)(found[0])):
                yield made(field, value, found[1])


def _seat(said: str) -> str:
    """Return an address as it is written on envelopes; the KRS writes each part after its name."""
    found = KRS_SEAT.search(re.sub(r"\s+", " ", said))
    if found is None:
        return said
    flat = "" if NONE.match(found["flat"]) else f"/{found['flat'].strip()}"
    city = found["city"].strip().title()
    street = (found["street"] or city).strip().title()
    return f"{street} {found['number'].strip()}{flat}, {found['code']} {city}"


def _city(said: str) -> str:
    found = PLACE.search(said)
    return found[1].strip().title() if found else ""


def _legal_form(said: str) -> str:
    return CODE.sub("", said)


def _entry(said: str) -> str:
    return said if said.isdigit() else ""


READ: dict[str, Callable[[str], str]] = {
    "seat": _seat,
    "city": _city,
    "legal_form": _legal_form,
    "last_entry": _entry,
}
