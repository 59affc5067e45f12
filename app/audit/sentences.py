"""The sentence of each event: slices say theirs at import, the reading room shows them."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.engine import Workflow
from workflows.words import N_

SENTENCES: dict[str, str] = {}
UNKNOWN = N_("%(actor)s did something that has no name any more (%(event)s)")


def teach(sentences: Mapping[str, str]) -> None:
    """Add the sentences (English msgids with %(actor)s) of a slice's events."""
    SENTENCES.update(sentences)


def teach_workflow(kind: str, workflow: Workflow) -> None:
    """Add the sentences of every step of a workflow: events are named `kind.step`."""
    teach({f"{kind}.{rule.step}": rule.done for rule in workflow.rules})
