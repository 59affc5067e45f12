"""How the door reaches one kind of case: its table, its workflow, what its guards ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import RowMapping, Table

from app.audit.queries import doers
from app.foundation.actor import Actor
from app.foundation.i18n import gettext
from app.mail import service as mail
from workflows.engine import NOT_NOW, Facts, Public, Reason, Stage, Workflow


@dataclass(frozen=True, slots=True)
class Subject:
    """How the door reaches one kind of case; where it has several workflows, a row names its own.

    `facts` gets the locked rows, the step, the actor and what the form gave, and returns what the guards ask
    for, per id, in as few statements as it can. `announce` returns what is written when the public sentence
    changes, or None.
    """

    kind: str
    workflows: tuple[Workflow, ...]
    table: Table
    facts: Callable[[Sequence[RowMapping], str, Actor, Mapping[str, Any]], Mapping[int, Any]]
    announce: Callable[[RowMapping, Public, str | None], mail.Message | None]

    def workflow_of(self, row: Mapping[str, Any] | RowMapping) -> Workflow:
        """Return the workflow in which a case stands."""
        if len(self.workflows) == 1:
            return self.workflows[0]
        return next(flow for flow in self.workflows if flow.name == row["workflow"])

    def stage_of(self, row: Mapping[str, Any] | RowMapping) -> Stage:
        """Return the stage in which a case stands."""
        return self.workflow_of(row).stage(row["state"])


def facts_of(
    subject: Subject, rows: Sequence[RowMapping], step: str, actor: Actor, given: Mapping[str, Any]
) -> Mapping[int, Facts]:
    """Return what the guards of `step` ask for, per case; who did what is read only where four eyes count."""
    found = subject.facts(rows, step, actor, given) if rows else {}
    rules = [rule for flow in subject.workflows for rule in flow.rules if rule.step == step]
    acts = {act for rule in rules for act in rule.four_eyes}
    if not acts or not rows:
        return found
    done = doers(subject.kind, [row["id"] for row in rows], acts)
    return {one: replace(facts, done_by=done[one]) for one, facts in found.items()}


def against(
    subject: Subject,
    row: Mapping[str, Any] | RowMapping,
    step: str,
    facts: Facts,
    actor: Actor,
    **reason: Any,
) -> list[str]:
    """Return everything that speaks against a step, in the reader's words.

    A step of another workflow of the same kind of case is one that is not open. `reason` as in
    `Workflow.blockers`.
    """
    flow = subject.workflow_of(row)
    if step not in flow.steps():
        return [say(NOT_NOW)]
    return [say(why) for why in flow.blockers(row["state"], step, facts, actor, **reason)]


def say(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return gettext(reason.text, **reason.params)
