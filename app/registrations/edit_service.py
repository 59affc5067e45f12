"""What an institution declared, completed or corrected by a clerk, and the customer it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.foundation.actor import Actor
from app.foundation.errors import RefusedError
from app.foundation.i18n import gettext as _
from app.registrations.comparing import compared
from app.registrations.institution_queries import WORKED_ON, linked
from app.registrations.institution_service import GIVEN, whole
from app.registrations.queries import TABLE
from app.registrations.subject import REGISTRATION
from app.steps.acts import amend, hold


def edit(reference: str, seen: int, actor: Actor, given: Mapping[str, Any]) -> None:
    """Complete or correct what was declared; `given` are columns of GIVEN. The comparison is made anew."""
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, *WORKED_ON)
    changed = {name: value for name, value in given.items() if name in GIVEN and value != row[name]}
    if not changed:
        raise RefusedError([_("Nothing was changed.")])
    if "email" in changed:
        changed["email_proved_at"] = None
        changed["link_digest"] = None  # the link went to the other address and must not prove this one
    row_now = whole({**row, **changed})
    changed = {name: row_now[name] for name in (*changed, "name_fold")}
    kept = {"data": {"fields": sorted(set(changed) & set(GIVEN))}}
    private = {name: row[name] for name in changed if name in GIVEN and row[name]}
    amend(REGISTRATION, row, "edit", actor, compared(row, changed), private=private or None, **kept)


def link(reference: str, seen: int, actor: Actor, customer_id: int) -> None:
    """Choose the customer whom the application is about; the comparison and the answers begin anew."""
    row = hold(REGISTRATION, TABLE.c.reference == reference, seen, *WORKED_ON)
    base = linked([customer_id]).get(customer_id)
    if base is None:
        raise RefusedError([_("There is no such institution among the customers.")])
    changes = compared({**row, "accepted": {}}, {"customer_id": customer_id})
    amend(REGISTRATION, row, "edit", actor, changes, private={"linked": base.customer_no})
