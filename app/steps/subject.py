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
from workflows.engine import Facts, Public, Reason, Workflow


@dataclass(frozen=True, slots=True)
class Subject:
    """How the door reaches one kind of case.

    `facts` gets the locked rows, the step, the actor and what the form gave, and returns what the guards ask
    for, per id, in as few statements as it can. `announce` returns what is written when the public sentence
    changes, or None.
    """

    kind: str
    workflow: Workflow
    table: Table
    facts: Callable[[Sequence[RowMapping], str, Actor, Mapping[str, Any]], Mapping[int, Any]]
    announce: Callable[[RowMapping, Public, str | None], mail.Message | None]


def facts_of(
    subject: Subject, rows: Sequence[RowMapping], step: str, actor: Actor, given: Mapping[str, Any]
) -> Mapping[int, Facts]:
    """Return what the guards of `step` ask for, per case; who did what is read only where four eyes count."""
    found = subject.facts(rows, step, actor, given) if rows else {}
    acts = {act for rule in subject.workflow.rules if rule.step == step for act in rule.four_eyes}
    if not acts or not rows:
        return found
    done = doers(subject.kind, [row["id"] for row in rows], acts)
    return {one: replace(facts, done_by=done[one]) for one, facts in found.items()}


def say(reason: Reason) -> str:
    """Return a reason in the reader's language."""
    return gettext(reason.text, **reason.params)
