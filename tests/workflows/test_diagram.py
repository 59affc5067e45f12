"""The drawing shows the running table, and nothing in it can break the page it stands in."""

import re

import pytest

from tests.workflows.office import FLOWS
from tests.workflows.test_engine import FINISH, PUBLIC, build
from workflows.diagram import mermaid
from workflows.engine import BrokenTableError, Rule, Stage, Workflow
from workflows.roles import Role

ARROW = re.compile(r"  (\w+) --> (\w+): (.+)")


def arrows(text: str) -> set[tuple[str, str, str]]:
    return {
        (found[1], found[2], label)
        for line in text.splitlines()
        if (found := ARROW.fullmatch(line))
        for label in found[3].split(" | ")
    }


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_drawing_has_exactly_the_edges_of_the_table(flow: Workflow) -> None:
    table = {(edge.source, edge.dest, f"{edge.step} ({', '.join(edge.roles)})") for edge in flow.edges}
    assert arrows(mermaid(flow)) == table


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_starts_and_ends_are_drawn(flow: Workflow) -> None:
    lines = mermaid(flow).splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert [line for line in lines if "[*] -->" in line] == [f"  [*] --> {state}" for state in flow.starts]
    finals = [stage.name for stage in flow.stages if stage.kind == "final"]
    assert [line for line in lines if line.endswith("--> [*]")] == [f"  {state} --> [*]" for state in finals]


def test_the_same_table_gives_the_same_text() -> None:
    assert mermaid(FLOWS[0]) == mermaid(FLOWS[0])


def test_a_small_table_reads_as_expected() -> None:
    assert mermaid(build(FINISH)) == (
        "stateDiagram-v2\n  [*] --> new\n  new --> done: finish (clerk)\n  done --> [*]\n"
    )


@pytest.mark.parametrize("name", ['say "no"', "Żółty", "a-b", "x\n"])
def test_a_name_that_would_break_the_drawing_is_refused(name: str) -> None:
    stages = (Stage("new", label="New", public=PUBLIC), Stage(name, label="Odd", public=PUBLIC, kind="final"))
    flow = Workflow("odd", stages, (Rule("go", "new", name, (Role.CLERK,), "Go", "Gone"),), ("new",))
    with pytest.raises(BrokenTableError, match="cannot draw"):
        mermaid(flow)
