"""Applications and customers that may be the same institution; "not the same" is remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select

from app.foundation.db import db
from app.foundation.i18n import N_
from app.registrations.institution_matching import compared, name_key
from app.registrations.paper_models import NotSame
from app.registrations.queries import TABLE
from app.registrations.subject import INSTITUTION
from app.registrations.verdicts import CLOSE, EQUAL

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
SHOWN = ("id", "reference", "state", "workflow", "name", "nip", "regon", "krs", "customer_no", "seat")
DATA = ("name", "nip", "regon", "krs", "customer_no", "seat")
Row = Mapping[str, Any] | RowMapping


@dataclass(frozen=True, slots=True)
class Double:
    """Another application with what it shares; `is_answered`: somebody said that it is not the same."""

    row: RowMapping
    shared: tuple[str, ...]
    is_answered: bool


def doubles(row: Row) -> list[Double]:
    """Return the other applications of what may be the same institution, open ones first. One statement.

    `row` may be a form that is no application yet: then it has no id.
    """
    rows = db.session.execute(_statement(row)).mappings().all()
    found = [Double(one, shared, _answered(row, one)) for one in rows if (shared := shares(row, one))]
    return sorted(found, key=lambda one: (one.is_answered, _ended(one.row), -len(one.shared), -one.row["id"]))


def _ended(row: RowMapping) -> bool:
    return INSTITUTION.stage(row["state"]).kind == "final"


def _statement(row: Row) -> Any:
    """Candidates by the indexes of keys and of the beginning of the name; the rest is compared in Python."""
    said = NotSame.__table__
    mine = (said.c.registration_id == (row.get("id") or 0)) & (said.c.other_kind == "registration")
    columns = [TABLE.c[name] for name in SHOWN]
    return (
        select(*columns, said.c.fingerprint)
        .select_from(TABLE.outerjoin(said, mine & (said.c.other_id == TABLE.c.id)))
        .where(TABLE.c.workflow == INSTITUTION.name, TABLE.c.id != (row.get("id") or 0), or_(*_alike(row)))
        .order_by(TABLE.c.id.desc())
        .limit(MOST)
    )


def _alike(row: Row) -> list[ColumnElement[bool]]:
    keys = [TABLE.c[name] == row[name] for name in EXACT if row.get(name)]
    beginning = (row.get("name_fold") or "")[:BEGINNING]
    if len(beginning) == BEGINNING:
        keys.append(TABLE.c.name_fold.between(beginning, beginning + "\U0010ffff"))
    return keys or [TABLE.c.id == 0]


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
    return SequenceMatcher(None, name_key(one), name_key(other)).ratio() >= ALIKE


def _answered(row: Row, one: RowMapping) -> bool:
    return one["fingerprint"] is not None and one["fingerprint"] == fingerprint(row, one)


def fingerprint(row: Row, other: Row) -> str:
    """Return a digest of what two were compared by: when either changes, the answer is void."""
    both: Sequence[Any] = [[each.get(name) or None for name in DATA] for each in (row, other)]
    return hashlib.sha256(json.dumps(both, ensure_ascii=False).encode()).hexdigest()
