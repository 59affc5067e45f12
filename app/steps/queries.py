"""What is open to whom: the buttons of a page, and why some are off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from app.foundation.actor import Actor
from app.foundation.i18n import gettext
from app.steps.subject import Subject, against, facts_of


@dataclass(frozen=True, slots=True)
class Button:
    """One step as a page shows it; with reasons in `why_off` it is shown closed."""

    step: str
    label: str
    reason: str  # none | optional | required
    why_off: list[str]

    @property
    def is_open(self) -> bool:
        """Whether the step can be taken now."""
        return not self.why_off


def buttons(
    subject: Subject, row: RowMapping, actor: Actor, *, given: Mapping[str, Any] | None = None
) -> list[Button]:
    """Return the steps that start from the row's state and are of the actor's role, with what blocks them."""
    flow = subject.workflow_of(row)
    mine = [step for step in flow.open_steps(row["state"]) if actor.has(*_roles(subject, row, step))]
    return [
        _button(subject, row, step, blockers(subject, [row], step, actor, given)[row["id"]]) for step in mine
    ]


def _roles(subject: Subject, row: RowMapping, step: str) -> tuple[Any, ...]:
    return subject.workflow_of(row).edges_of(step, row["state"])[0].rule.roles


def _button(subject: Subject, row: RowMapping, step: str, why_off: list[str]) -> Button:
    rule = subject.workflow_of(row).edges_of(step, row["state"])[0].rule
    return Button(step, gettext(rule.label), rule.reason, why_off)


def blockers(
    subject: Subject,
    rows: Sequence[RowMapping],
    step: str,
    actor: Actor,
    given: Mapping[str, Any] | None = None,
) -> dict[int, list[str]]:
    """Return, per case, everything that speaks against the step; the person's reason is not asked yet."""
    facts = facts_of(subject, rows, step, actor, given or {})
    return {row["id"]: against(subject, row, step, facts[row["id"]], actor) for row in rows}
