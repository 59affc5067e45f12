"""What stands in the form of a document before a clerk types: never stored without his press."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping
from stdnum.exceptions import ValidationError as NumberError

from app.documents.extract import Suggestion
from app.foundation.clock import day_of
from app.foundation.fields import read_krs, read_nip, read_regon
from app.registrations.fields import read_day
from app.registrations.paper_models import Delivery
from app.registrations.papers_needed import FORMS, KINDS

Row = Mapping[str, Any] | RowMapping
DAYS = frozenset({"issued_on", "signed_on"})
# What the institution declared under the same meaning.
DECLARED = {"name": "name", "krs": "krs", "nip": "nip", "regon": "regon", "seat": "seat"} | {
    "representatives": "signers",
    "attorneys": "signers",
}
CALLED = {"version": "edition"}  # the form has a version of its own: the case's
READ: dict[str, Callable[[str], Any]] = {"krs": read_krs, "nip": read_nip, "regon": read_regon}


@dataclass(frozen=True, slots=True)
class Filled:
    """A value as the form shows it and where it is from: typed | page | declared | usual | came | in_force.

    `file` (the case's scan), `page` and `box` (fractions: left, top, right, bottom) are of the text layer.
    """

    value: Any
    source: str
    file: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


def filled(
    row: Row,
    kind: str,
    suggestions: Iterable[tuple[int, Suggestion]],
    *,
    declared: bool,
    came: dt.date | None,
) -> dict[str, Filled]:
    """Return field -> what stands in it; empty fields are left out.

    What was typed before comes first, then the text layer; then what is nearly always so and is to be
    compared: who signed as announced, the day it came, the usual representation. `declared`: the clerk asked
    for what the institution declared.
    """
    fields = KINDS[kind].fields
    typed = (row["paper"] or {}).get(kind)
    if typed:
        kept = {CALLED.get(name, name): value for name, value in typed.items() if value}
        return {name: Filled(_shown(name, value), "typed") for name, value in kept.items()}
    found = {name: one for name, one in _guessed(row, came).items() if name in fields}
    if declared:
        given = {name: row[mine] for name, mine in DECLARED.items() if name in fields and row[mine]}
        found |= {name: Filled(_one_line(name, value), "declared") for name, value in given.items()}
    read = _read(suggestions)
    return found | {name: one for name, one in read.items() if name in fields}


def _guessed(row: Row, came: dt.date | None) -> dict[str, Filled]:
    form = FORMS.get(row["legal_form"] or "")
    return {
        **({"rule": Filled(form.rule, "usual")} if form else {}),
        **({"signers": Filled(row["signers"], "declared")} if row["signers"] else {}),
        **({"signed_on": Filled(_day(came), "came")} if came else {}),
    }


def came_on(row: Row, deliveries: Iterable[Delivery]) -> dt.date | None:
    """Return the day that is likely the one of signing: of the announcement, else of the first delivery."""
    if row["channel"] == "online":
        return day_of(row["created_at"])
    return min((one.received_on for one in deliveries), default=None)


def _read(suggestions: Iterable[tuple[int, Suggestion]]) -> dict[str, Filled]:
    """Return what the text layers of the files say, the newest file first: (scan of the case, suggestion)."""
    found: dict[str, Filled] = {}
    for file, one in suggestions:
        value = _readable(one.field, one.value)
        if value:
            found.setdefault(one.field, Filled(value, "page", file, one.page, one.box))
    return found


def _readable(name: str, found: Any) -> Any:
    """Return a suggestion in the form of its field; None for what no clerk could type there."""
    try:
        return _day(read_day(found)) if name in DAYS else READ[name](found) if name in READ else found
    except NumberError:
        return None


def _one_line(name: str, value: Any) -> Any:
    return ", ".join(value) if name == "seat" and not isinstance(value, str) else value


def _shown(name: str, value: Any) -> Any:
    return _day(dt.date.fromisoformat(value)) if name in DAYS else value


def _day(day: dt.date) -> str:
    return f"{day:%d.%m.%Y}"
