"""Comparing an institution's declaration, its papers and the customer base, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import RowMapping

from app.customers.words import LEGAL_FORMS
from app.foundation.fold import fold
from app.foundation.i18n import N_, gettext
from app.foundation.templating import spaced
from app.registrations import verdicts as verdict
from app.registrations.institution_queries import Known
from app.registrations.papers_needed import KINDS
from app.registrations.verdicts import CLOSE, DIFFERENT, EQUAL, UNKNOWN

Row = Mapping[str, Any] | RowMapping

LABELS = {
    "customer_no": N_("Customer number"),
    "name": N_("Name of the institution"),
    "legal_form": N_("Legal form"),
    "nip": N_("NIP"),
    "regon": N_("REGON"),
    "krs": N_("KRS number"),
    "seat": N_("Seat"),
}
# Short and long forms of what stands after a firm's name; compared, they are one.
SHORT = {
    "spolka z ograniczona odpowiedzialnoscia": "sp z o o",
    "spolka akcyjna": "s a",
    "prosta spolka akcyjna": "p s a",
    "spolka jawna": "sp j",
    "spolka komandytowa": "sp k",
    "spolka komandytowo akcyjna": "s k a",
    "spolka cywilna": "s c",
}
STREET = re.compile(r"\b(ul|ulica|al|aleja|aleje|pl|plac|os|osiedle)\b")
REGON_FIRM = 9


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: what was declared, what each paper says, what the base says.

    `papers`: (kind of document, value) in the order of the checklist.
    """

    name: str
    label: str
    given: str | None
    papers: tuple[tuple[str, str], ...]
    base: str | None
    verdict: str
    note: str | None = None


def lines_of(row: Row, base: Known | None) -> list[Line]:
    """Return the comparison of an application (a row of its table); fields nobody gave are left out."""
    found = [_line(row, name, base) for name in LABELS]
    return [line for line in found if line.given or line.papers or line.base]


def _line(row: Row, name: str, base: Known | None) -> Line:
    given, papers = _declared(row, name), _on_paper(row, name)
    known = _of_base(base, name)
    values = [one for one in (given, *(said for _kind, said in papers), known) if one]
    return Line(
        name,
        gettext(LABELS[name]),
        shown(name, given),
        tuple((kind, shown(name, said) or "") for kind, said in papers),
        shown(name, known),
        _worst(name, values),
    )


def _declared(row: Row, name: str) -> str | None:
    return ", ".join(row["seat"] or ()) or None if name == "seat" else row[name] or None


def _on_paper(row: Row, name: str) -> list[tuple[str, str]]:
    paper = row["paper"] or {}
    return [(kind, paper[kind][name]) for kind in KINDS if paper.get(kind, {}).get(name)]


def _of_base(base: Known | None, name: str) -> str | None:
    if base is None:
        return None
    return ", ".join(base.seat) if name == "seat" else getattr(base, name)


def shown(name: str, value: str | None) -> str | None:
    """Return a value of a field as people read it."""
    if value and name == "customer_no":
        return spaced(value, 5)
    return gettext(LEGAL_FORMS[value]) if value and name == "legal_form" else value


def _worst(name: str, values: Sequence[str]) -> str:
    found = {compared(name, one, other) for one, other in combinations(values, 2)}
    return next((word for word in (DIFFERENT, CLOSE, EQUAL) if word in found), UNKNOWN)


def compared(name: str, one: str, other: str) -> str:
    """Compare two values of a field as people write them: equal | close | different."""
    if name == "name":
        return _names(one, other)
    if name == "seat":
        return _seats(one, other)
    if name == "regon":  # of a branch 14 digits, of which the first 9 are the entity's
        return EQUAL if one == other else CLOSE if one[:REGON_FIRM] == other[:REGON_FIRM] else DIFFERENT
    return verdict.plain(one, other)


def name_key(text: str) -> str:
    """Return a firm's name folded, with the short form of what stands after it, for search and comparison."""
    folded = f" {fold(text)} "
    for long, short in sorted(SHORT.items(), key=lambda pair: -len(pair[0])):
        folded = folded.replace(f" {long} ", f" {short} ")
    return folded.strip()


def _names(one: str, other: str) -> str:
    left, right = name_key(one), name_key(other)
    if left.replace(" ", "") == right.replace(" ", ""):
        return EQUAL
    return verdict.name(left, right)


def _seats(one: str, other: str) -> str:
    left, right = _place(one), _place(other)
    if left == right:
        return EQUAL
    few, many = sorted((left, right), key=len)
    return CLOSE if few and few <= many else DIFFERENT


def _place(text: str) -> frozenset[str]:
    return frozenset(STREET.sub(" ", fold(text)).split())


def verdicts_of(row: Row, base: Known | None) -> dict[str, str]:
    """Return field -> verdict, as the application keeps it for lists."""
    return {line.name: line.verdict for line in lines_of(row, base)}


def unanswered(verdicts: Mapping[str, str], accepted: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that differ and that no clerk has answered."""
    return tuple(name for name in LABELS if verdicts.get(name) == DIFFERENT and name not in accepted)
