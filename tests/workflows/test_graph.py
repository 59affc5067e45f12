"""The shape of every workflow: whole, without dead ends, and with every word said."""

import string

import pytest

from app.settings.defaults import DEFAULTS
from tests.workflows.office import EDGES, FLOWS, paths
from workflows.engine import Edge, Stage, Workflow

every_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
every_edge = pytest.mark.parametrize(
    "edge", [edge for _, edge in EDGES], ids=lambda edge: f"{edge.step}-{edge.source}-{edge.dest}"
)
every_stage = pytest.mark.parametrize(
    "stage", [s for flow in FLOWS for s in flow.stages], ids=lambda stage: stage.name
)


@every_flow
def test_every_state_is_reached_from_a_start(flow: Workflow) -> None:
    assert set(paths(flow)) == {stage.name for stage in flow.stages}


@every_flow
def test_every_open_state_can_end(flow: Workflow) -> None:
    ending = {stage.name for stage in flow.stages if stage.kind != "open"}
    while more := {edge.source for edge in flow.edges if edge.dest in ending} - ending:
        ending |= more
    assert ending == {stage.name for stage in flow.stages}


@every_flow
def test_final_states_have_no_exit_and_only_they(flow: Workflow) -> None:
    closed = {stage.name for stage in flow.stages if not flow.open_steps(stage.name)}
    assert closed == {stage.name for stage in flow.stages if stage.kind == "final"}


@every_flow
def test_a_workflow_starts_in_open_states(flow: Workflow) -> None:
    assert flow.starts
    assert {flow.stage(state).kind for state in flow.starts} == {"open"}


def test_only_annul_leaves_an_activated_application() -> None:
    for flow in FLOWS:
        if flow.name.endswith("_registration"):
            assert flow.stage("activated").kind == "settled"
            assert flow.open_steps("activated") == ("annul",)


def test_what_both_applications_have_is_said_alike_in_both() -> None:
    said: dict[str, set[tuple[str, str]]] = {}
    for flow in FLOWS:
        if flow.name.endswith("_registration"):
            for rule in flow.rules:
                said.setdefault(rule.step, set()).add((rule.label, rule.done))
    assert {step: len(words) for step, words in said.items() if len(words) > 1} == {}


@every_edge
def test_every_edge_says_who_what_and_whether_why(edge: Edge) -> None:
    assert edge.roles
    assert len(set(edge.roles)) == len(edge.roles)
    assert edge.label
    assert edge.done
    assert edge.reason in {"none", "optional", "required"}


@every_edge
def test_history_sentences_can_be_filled_with_the_actor_alone(edge: Edge) -> None:
    assert edge.done % {"actor": "Anna Nowak"}
    assert edge.label % {} == edge.label


@every_stage
def test_every_stage_has_its_words(stage: Stage) -> None:
    assert stage.label
    assert stage.public.key
    assert stage.public.sentence.endswith(".")
    assert stage.public.next.endswith(".")
    assert stage.public.move in {"office", "applicant", "nobody"}
    assert set(stage.name) <= set(string.ascii_lowercase + "_")


@every_stage
def test_the_clock_stands_exactly_where_the_applicant_is_to_move(stage: Stage) -> None:
    if stage.kind == "open":
        assert stage.waits == (stage.public.move == "applicant")
        assert (stage.public.promise is not None) == (not stage.waits)
    else:
        assert (stage.waits, stage.public.promise, stage.term) == (False, None, None)


@every_stage
def test_every_end_says_how_long_the_case_is_kept(stage: Stage) -> None:
    assert (stage.keep in DEFAULTS) == (stage.kind == "final")


@every_flow
def test_one_key_of_a_public_sentence_is_one_object(flow: Workflow) -> None:
    for stage in flow.stages:
        same = [other.public for other in flow.stages if other.public.key == stage.public.key]
        assert all(public is stage.public for public in same)
