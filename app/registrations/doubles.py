"""Applications and customers that may be the same institution; "not the same" is remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, case, or_, select

from app.foundation.db import db
from app.foundation.i18n import N_, gettext
from app.registrations.institution_matching import LABELS, Line, compared, name_key, shown
from app.registrations.institution_queries import WORKED_ON
from app.registrations.paper_models import NotSame
from app.registrations.queries import TABLE
from app.registrations.subject import INSTITUTION
from app.registrations.verdicts import CLOSE, EQUAL, UNKNOWN

MOST = 50
ALIKE = 0.85  # of 1: how much of two folded names is the same
BEGINNING = 6  # signs by which similar names are looked for; the index knows no others
EXACT = {
    "nip": N_("NIP"),
    "regon": N_("REGON"),
    "krs": N_("KRS number"),
    "customer_no": N_("customer number"),
}
SIMILAR = {"name": N_("similar name"), "seat": N_("same address")}
SHOWN = (
    *("id", "reference", "state", "workflow", "version", "created_at", "channel"),
    *("name", "legal_form", "nip", "regon", "krs", "customer_no", "seat"),
)
DATA = ("name", "nip", "regon", "krs", "customer_no", "seat")
Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True, slots=True)
class Double:
    """Another application with what it shares; `is_answered`: somebody said that it is not the same.

    `lines` hold both side by side, `mark` is the fingerprint of both as they are shown. `joins` says which
    one was announced and can be joined with the other: this | other | nothing.
    """

    row: RowMapping
    shared: tuple[str, ...]
    is_answered: bool
    lines: list[Line]
    mark: str
    joins: str

    @property
    def reasons(self) -> str:
        """What makes the two alike, in words."""
        return ", ".join(gettext({**EXACT, **SIMILAR}[name]) for name in self.shared)


def doubles(row: Row) -> list[Double]:
    """Return the other applications of what may be the same institution, open ones first. One statement.

    `row` may be a form that is no application yet: then it has no id. What it continues, what continues it
    and what it was joined with are no doubles.
    """
    rows = db.session.execute(_statement(row)).mappings().all()
    found = [_double(row, one, shared) for one in rows if (shared := shares(row, one))]
    return sorted(found, key=lambda one: (one.is_answered, _ended(one.row), -len(one.shared), -one.row["id"]))


def _double(row: Row, one: RowMapping, shared: tuple[str, ...]) -> Double:
    mark = fingerprint(row, one)
    return Double(one, shared, one["fingerprint"] == mark, side_by_side(row, one), mark, _joins(row, one))


def _joins(row: Row, one: RowMapping) -> str:
    if row.get("state") == "announced" and one["state"] in WORKED_ON:
        return "this"
    return "other" if one["state"] == "announced" and row.get("state") in WORKED_ON else ""


def side_by_side(row: Row, other: Row) -> list[Line]:
    """Return the data of two applications beside each other; `base` is the other's."""
    found = [_line(name, _said(row, name), _said(other, name)) for name in LABELS]
    return [line for line in found if line.given or line.base]


def _said(row: Row, name: str) -> str | None:
    return ", ".join(row.get("seat") or ()) or None if name == "seat" else row.get(name) or None


def _line(name: str, one: str | None, other: str | None) -> Line:
    verdict = compared(name, one, other) if one and other else UNKNOWN
    return Line(name, gettext(LABELS[name]), shown(name, one), (), shown(name, other), verdict)


def _ended(row: RowMapping) -> bool:
    return INSTITUTION.stage(row["state"]).kind == "final"


def _statement(row: Row) -> Any:
    """Candidates by the indexes of keys and of the beginning of the name; the rest is compared in Python."""
    said, me = NotSame.__table__, row.get("id") or 0
    mine = (said.c.registration_id == me) & (said.c.other_kind == "registration")
    keys = [TABLE.c[name] == row[name] for name in EXACT if row.get(name)]
    alike = keys + _beginning(row)
    # The same number makes a double whatever the name: those are not to be crowded out.
    weight = case((or_(*keys), 0), else_=1) if keys else TABLE.c.id.desc()
    return (
        select(*(TABLE.c[name] for name in SHOWN), said.c.fingerprint)
        .select_from(TABLE.outerjoin(said, mine & (said.c.other_id == TABLE.c.id)))
        .where(TABLE.c.workflow == INSTITUTION.name, or_(*alike) if alike else TABLE.c.id == 0)
        .where(*_strangers(row, me))
        .order_by(weight, TABLE.c.id.desc())
        .limit(MOST)
    )


def _strangers(row: Row, me: int) -> list[ColumnElement[bool]]:
    """Leave out the application itself and those which belong to it."""
    kin = [one for name in ("continues_id", "merged_into_id") if (one := row.get(name))]
    return [
        TABLE.c.id.not_in([me, *kin]),
        TABLE.c.continues_id.is_distinct_from(me),
        TABLE.c.merged_into_id.is_distinct_from(me),
    ]


def _beginning(row: Row) -> list[ColumnElement[bool]]:
    beginning = (row.get("name_fold") or "")[:BEGINNING]
    if len(beginning) < BEGINNING:
        return []
    return [TABLE.c.name_fold.between(beginning, beginning + "\U0010ffff")]


def shares(row: Row, other: Row) -> tuple[str, ...]:
    """Return what two institutions share; empty when nothing makes them the same."""
    found = [name for name in EXACT if row.get(name) and row.get(name) == other.get(name)]
    named = bool(row.get("name") and other.get("name")) and similar(row["name"], other["name"])
    near = bool(row.get("seat") and other.get("seat")) and compared(
        "seat", ", ".join(row["seat"]), ", ".join(other["seat"])
    ) in {EQUAL, CLOSE}
    if found or (named and near):
        found += (["name"] if named else []) + (["seat"] if near else [])
    return tuple(found)


def similar(one: str, other: str) -> bool:
    """Say whether two names are alike: folded, with short legal forms, most signs in the same order."""
    # In one order, because the measure is not the same both ways.
    left, right = sorted((name_key(one), name_key(other)))
    return SequenceMatcher(None, left, right).ratio() >= ALIKE


def fingerprint(row: Row, other: Row) -> str:
    """Return a digest of what two were compared by: when either changes, the answer is void."""
    both: Sequence[Any] = [[each.get(name) or None for name in DATA] for each in (row, other)]
    return hashlib.sha256(json.dumps(both, ensure_ascii=False).encode()).hexdigest()
