"""Long random lives of cases: whatever happens, no illegal step passes and no pair of eyes counts twice."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.workflows.office import EDGES, Somebody, facts_for, paths, somebody
from workflows.engine import Edge, IllegalStep, Workflow
from workflows.roles import Role

PEOPLE = st.sampled_from(["one", "two", "three"])
# Written out here a second time: who may not have done what before.
BARRED: dict[str, set[str]] = {
    "activate": {"lodge", "receive", "add_papers", "edit", "judge", "verify"},
    "annul": {"activate"},
}
FEW = settings(
    max_examples=3,
    stateful_step_count=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class Life(RuleBasedStateMachine):
    """One case that begins with the shortest way over one edge: drawn evenly, late steps would be rare."""

    flow: Workflow
    aim: Edge
    walked: set[Edge]
    state = ""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[tuple[str, str, str, str]] = []
        self.done_by: dict[str, frozenset[str]] = {}

    @initialize()
    def begin(self) -> None:
        """Walk there."""
        path = (*paths(self.flow)[self.aim.source], self.aim)
        self.state = path[0].source
        for edge in path:
            self.walk(edge, somebody(edge.roles[0], name=f"{edge.roles[0]}:{edge.step}"))

    @rule(who=PEOPLE)
    def somebody_edits(self, who: str) -> None:
        """An edit is no step, but it counts for four eyes."""
        self.remember("edit", who)

    @rule(data=st.data(), name=PEOPLE)
    def somebody_tries_an_open_step(self, data: st.DataObject, name: str) -> None:
        """Take any step that starts here, as anybody who has the role."""
        edges = [edge for edge in self.flow.edges if edge.source == self.state]
        if edges:
            edge = data.draw(st.sampled_from(edges))
            role = data.draw(st.sampled_from(edge.roles))
            self.walk(edge, Somebody(name, frozenset({role})))

    def walk(self, edge: Edge, who: Somebody) -> None:
        """Take the step, unless four eyes forbid it; the engine must say exactly that."""
        facts = replace(facts_for(self.flow, edge), done_by=dict(self.done_by))
        found = [reason.code for reason in self.flow.blockers(self.state, edge.step, facts, who)]
        barred = any(who.id in self.done_by.get(act, ()) for act in BARRED.get(edge.step, ()))
        assert found == (["four_eyes"] if barred else [])
        if barred:
            return
        new = self.flow.take(self.state, edge.step, facts)
        self.history.append((edge.step, who.id, self.state, new))
        self.walked.add(edge)
        self.state = new
        self.remember(edge.step, who.id)

    def remember(self, act: str, who: str) -> None:
        """Keep who did what, as the history does."""
        self.done_by[act] = self.done_by.get(act, frozenset()) | {who}

    @invariant()
    def no_illegal_step_passes(self) -> None:
        """Not even somebody with every role takes a step that does not start here."""
        if not self.state:
            return
        open_steps = {edge.step for edge in self.flow.edges if edge.source == self.state}
        facts = facts_for(self.flow, self.flow.edges[0])
        everybody = Somebody("anybody", frozenset(Role))
        for step in set(self.flow.steps()) - open_steps:
            assert [r.code for r in self.flow.blockers(self.state, step, facts, everybody)] == ["not_now"]
            with pytest.raises(IllegalStep):
                self.flow.take(self.state, step, facts)

    @invariant()
    def the_history_is_one_chain(self) -> None:
        """Each change begins where the last one ended."""
        for before, after in zip(self.history, self.history[1:], strict=False):
            assert before[3] == after[2]
        if self.history:
            assert self.history[-1][3] == self.state

    @invariant()
    def nobody_is_two_pairs_of_eyes(self) -> None:
        """Read from the history alone, without the engine."""
        for position, (step, who, _, _) in enumerate(self.history):
            earlier = {act for act, doer, _, _ in self.history[:position] if doer == who}
            assert not earlier & BARRED.get(step, set())


@pytest.mark.parametrize(
    ("flow", "aim"),
    [pytest.param(flow, edge, id=f"{edge.step}-{edge.source}-{edge.dest}") for flow, edge in EDGES],
)
def test_random_lives_over_every_edge_keep_the_rules(flow: Workflow, aim: Edge) -> None:
    walked: set[Edge] = set()
    life = type("Life", (Life,), {"flow": flow, "aim": aim, "walked": walked})
    run_state_machine_as_test(life, settings=FEW)
    assert aim in walked
