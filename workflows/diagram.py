"""Draws a workflow as Mermaid text, from the very table that runs."""

import re

from transitions.extensions import GraphMachine

from workflows.engine import BrokenTableError, Workflow

# The library cleans no names and escapes no labels, so nothing that needs it may get there.
NAME = re.compile(r"[a-z_]+\Z")


class _Blank:
    """The model a graph machine insists on; the running machine has none, and must not be drawn."""


def mermaid(workflow: Workflow) -> str:
    """Take a workflow and give a `stateDiagram-v2`, each arrow labelled "step (roles)"; always the same text.

    BrokenTableError when a name holds more than a-z and _.
    """
    names = (*(stage.name for stage in workflow.stages), *workflow.steps())
    if wrong := [name for name in names if not NAME.match(name)]:
        raise BrokenTableError(f"{workflow.name}: cannot draw {', '.join(map(repr, wrong))}, only a-z and _")
    # Of the library's drawing only the arrows are kept: its colours would fight with the page's.
    arrows = [line for line in _drawn(workflow).splitlines() if " --> " in line and "[*]" not in line]
    starts = [f"  [*] --> {state}" for state in workflow.starts]
    ends = [f"  {stage.name} --> [*]" for stage in workflow.stages if stage.kind == "final"]
    return "\n".join(["stateDiagram-v2", *starts, *arrows, *ends]) + "\n"


def _drawn(workflow: Workflow) -> str:
    machine = GraphMachine(
        model=_Blank(),
        states=[stage.name for stage in workflow.stages],
        initial=workflow.starts[0],
        auto_transitions=False,
        graph_engine="mermaid",
        title=workflow.name,
    )
    for edge in workflow.edges:
        machine.add_transition(
            edge.step, edge.source, edge.dest, label=f"{edge.step} ({', '.join(edge.roles)})"
        )
    return str(machine.get_combined_graph().draw(None))
