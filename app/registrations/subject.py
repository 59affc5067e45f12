"""How the door reaches an application for access: its table, its two workflows, their facts, its mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from app.foundation.actor import Actor
from app.registrations import individual_facts, institution_facts
from app.registrations.mails import announce
from app.registrations.models import KIND, Registration
from app.steps.subject import Subject
from workflows.engine import Stage
from workflows.individual_registration import INDIVIDUAL_REGISTRATION as INDIVIDUAL
from workflows.institution_registration import INSTITUTION_REGISTRATION as INSTITUTION

__all__ = ["INDIVIDUAL", "INSTITUTION", "KIND", "REGISTRATION", "is_institution", "stage_of"]

FACTS = {INDIVIDUAL.name: individual_facts.facts, INSTITUTION.name: institution_facts.facts}


def _facts(
    rows: Sequence[RowMapping], step: str, actor: Actor, given: Mapping[str, Any]
) -> Mapping[int, Any]:
    """Return what the guards ask for, per id; each application is asked in its own workflow."""
    found: dict[int, Any] = {}
    for name, facts in FACTS.items():
        mine = [row for row in rows if row["workflow"] == name]
        found |= facts(mine, step, actor, given) if mine else {}
    return found


REGISTRATION = Subject(
    KIND, (INDIVIDUAL, INSTITUTION), Registration.metadata.tables["registration"], _facts, announce
)


def is_institution(row: Any) -> bool:
    """Say whether an application (a row or a mapping of its table) is an institution's."""
    return bool(
        (row["workflow"] if isinstance(row, Mapping | RowMapping) else row.workflow) == INSTITUTION.name
    )


def stage_of(row: Any) -> Stage:
    """Return the stage of an application: a row of a list, or a mapping of its table."""
    flow = INSTITUTION if is_institution(row) else INDIVIDUAL
    return flow.stage(row["state"] if isinstance(row, Mapping | RowMapping) else row.state)
