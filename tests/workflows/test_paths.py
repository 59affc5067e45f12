"""Every edge is reached from a start by real steps, by the right people, with real facts."""

import pytest

from tests.workflows.office import EDGES, facts_for, paths, somebody
from workflows.engine import Edge, Workflow


@pytest.mark.parametrize(
    ("flow", "edge"),
    [pytest.param(flow, edge, id=f"{edge.step}-{edge.source}-{edge.dest}") for flow, edge in EDGES],
)
def test_the_shortest_path_leads_over_the_edge(flow: Workflow, edge: Edge) -> None:
    path = (*paths(flow)[edge.source], edge)
    state = path[0].source
    assert state in flow.starts
    for one in path:
        facts = facts_for(flow, one)
        assert flow.blockers(state, one.step, facts, somebody(one.roles[0])) == []
        state = flow.take(state, one.step, facts)
        assert state == one.dest
