"""Papers that nobody announced: what may be the same is looked for before a new application is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.foundation.actor import Actor
from app.foundation.db import db
from app.registrations import institution_service, not_same_service
from app.registrations.delivery_service import Brought
from app.registrations.doubles import DATA, Double, doubles
from app.registrations.institution_queries import Known, known
from app.registrations.institution_service import Lodged
from app.registrations.keys import desk_key
from app.registrations.queries import TABLE, by_reference, sent_as


@dataclass(frozen=True, slots=True)
class Looked:
    """What may be the same as a filled form: applications, and customers of the base.

    `mark` is a fingerprint of what was typed and what was found. `is_open`: the clerk has to decide.
    """

    doubles: Sequence[Double]
    customers: Sequence[Known]
    mark: str
    is_open: bool


def look(form_id: str, alike: Mapping[str, Any], actor: Actor) -> Looked:
    """Look for what a filled form may be the same as; nothing is asked of a form sent twice.

    A customer of the base is the usual finding and asks for no decision, unless somebody has access to it
    already and nobody is to take his place. At most three statements.
    """
    if form_id and sent_as(desk_key(actor, form_id)):
        return Looked((), (), "", is_open=False)
    found, customers = doubles(alike), known(alike)
    taken = any(one.has_access for one in customers) and alike["purpose"] != "replace_admin"
    return Looked(found, customers, _mark(alike, found, customers), is_open=bool(found) or taken)


def _mark(alike: Mapping[str, Any], found: Sequence[Double], customers: Sequence[Known]) -> str:
    seen: list[Any] = [[alike.get(name) for name in DATA], [alike["purpose"]]]
    seen += [[one.mark, one.row["state"]] for one in found]
    seen += [[one.id, one.has_access] for one in customers]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def lodge(form_id: str, given: Mapping[str, Any], brought: Brought, actor: Actor) -> tuple[str, str | None]:
    """Open the application; what the clerk was shown and called another is not asked again.

    Returns its reference and the tracker's code; of a form sent before the code is None.
    """
    reference, code = institution_service.lodge(Lodged(form_id, given, brought), actor)
    if code:
        _remember(reference, actor)
    return reference, code


def _remember(reference: str, actor: Actor) -> None:
    row = by_reference(reference)
    ids = [one.row["id"] for one in doubles(row)] if row else []
    if row is None or not ids:
        return
    others = db.session.execute(select(TABLE).where(TABLE.c.id.in_(ids))).mappings().all()
    pairs = [pair for other in others for pair in ((row, other), (other, row))]
    not_same_service.remember(pairs, actor, None)
