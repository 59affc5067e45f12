"""Two applications of one institution become one."""

from __future__ import annotations

from sqlalchemy import RowMapping

from app.foundation.actor import Actor
from app.registrations import tally
from app.registrations.comparing import compared
from app.registrations.institution_queries import WORKED_ON
from app.registrations.institution_service import GIVEN, whole
from app.registrations.queries import TABLE, by_reference
from app.registrations.subject import INSTITUTION, REGISTRATION
from app.steps.acts import amend, hold
from app.steps.service import Order, fire_locked, lock_one


def merge(reference: str, seen: int, actor: Actor, other: str) -> str:
    """Join an announced application with the one opened for its papers (`other`, a reference).

    The other one takes over what it does not know itself. Returns its reference; raises RefusedError when
    there is none that the office still works on.
    """
    row = lock_one(REGISTRATION, TABLE.c.reference == reference)
    target = by_reference(other) if other != reference else None
    fits = target is not None and target["workflow"] == INSTITUTION.name and target["state"] in WORKED_ON
    changes = {"merged_into_id": target["id"]} if target and fits else {}
    order = Order("merge", actor, changes=changes, given={"other_open": fits})
    fire_locked(REGISTRATION, row, seen, order)
    if target:
        _take_over(row, target, actor)
    tally.forget()
    return other


def _take_over(row: RowMapping, target: RowMapping, actor: Actor) -> None:
    held = hold(REGISTRATION, TABLE.c.id == target["id"], target["version"], *WORKED_ON)
    missing = {name: row[name] for name in GIVEN if row[name] and not held[name]}
    if missing.get("email"):
        missing["email_proved_at"] = row["email_proved_at"]
    row_now = whole({**held, **missing})
    changes = {name: row_now[name] for name in (*missing, "name_fold")}
    amend(REGISTRATION, held, "merge_in", actor, compared(held, changes), data={"from": row["reference"]})
