"""Up to the decision an applicant learns nothing of how his data compared with the base."""

from itertools import product

import pytest

from tests.workflows.office import VARIANTS, somebody
from workflows.individual_registration import INDIVIDUAL_REGISTRATION as FLOW
from workflows.roles import Role

CHECKING = ("matched", "needs_review", "verified")
WHO = somebody(Role.APPLICANT)


def test_the_three_checking_stages_share_one_public_sentence_and_one_promise() -> None:
    assert len({id(FLOW.stage(state).public) for state in CHECKING}) == 1
    assert FLOW.stage("matched").public.promise is not None


def test_no_other_stage_shares_that_sentence() -> None:
    shared = FLOW.stage("matched").public
    assert tuple(stage.name for stage in FLOW.stages if stage.public is shared) == CHECKING


@pytest.mark.parametrize("step", FLOW.steps())
def test_no_step_answers_an_applicant_differently_in_the_checking_stages(step: str) -> None:
    answers = {
        tuple(FLOW.blockers(state, step, facts, WHO))
        for state, facts in product(CHECKING, VARIANTS[FLOW.name])
        if Role.APPLICANT in {role for rule in FLOW.rules if rule.step == step for role in rule.roles}
    }
    assert len(answers) <= 1


def test_confirming_the_address_reads_the_same_wherever_it_leads() -> None:
    edges = FLOW.edges_of("confirm_email", "submitted")
    assert {edge.dest for edge in edges} == {"matched", "needs_review"}
    assert len({(edge.label, edge.done) for edge in edges}) == 1


def test_the_public_sentence_changes_once_on_the_way_to_the_decision() -> None:
    for edge in FLOW.edges:
        if edge.source in CHECKING and edge.dest in CHECKING:
            assert FLOW.stage(edge.source).public is FLOW.stage(edge.dest).public
