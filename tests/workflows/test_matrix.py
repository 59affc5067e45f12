"""Role x state x step, whole, against a table written down a second time from the design."""

from itertools import product

import pytest

from tests.workflows.office import FLOWS, VARIANTS, somebody
from workflows.engine import IllegalStep, Workflow
from workflows.roles import Role

# state: step(roles)targets, with the policy for reasons: ! required, ? optional
INDIVIDUAL = """
submitted: confirm_email(applicant)matched|needs_review correct_email(applicant)submitted
submitted: resend(applicant)submitted disown(applicant)withdrawn expire(system)expired
submitted: withdraw(applicant,clerk)withdrawn?
matched: rematch(system)matched|needs_review activate(admin)activated send_back(admin)needs_review!
matched: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
needs_review: rematch(system)matched|needs_review verify(clerk)verified ask(clerk)awaiting_applicant
needs_review: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
awaiting_applicant: answer(applicant,clerk)needs_review extend(clerk)awaiting_applicant?
awaiting_applicant: recall(clerk)needs_review? expire(system)expired
awaiting_applicant: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
verified: activate(admin)activated send_back(admin)needs_review!
verified: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
activated: annul(admin)annulled!
rejected:
withdrawn:
expired:
annulled:
"""
INSTITUTION = """
announced: receive(clerk)received merge(clerk)merged expire(system)expired
announced: withdraw(applicant,clerk)withdrawn?
received: add_papers(clerk)received start_review(clerk)in_review
received: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
in_review: add_papers(clerk)in_review request_documents(clerk)awaiting_documents hold(clerk)on_hold!
in_review: verify(clerk)verified
in_review: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
awaiting_documents: add_papers(applicant,clerk)in_review|awaiting_documents review_now(clerk)in_review?
awaiting_documents: extend(clerk)awaiting_documents? expire(system)expired
awaiting_documents: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
on_hold: resume(clerk,system)in_review
on_hold: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
verified: add_papers(clerk)in_review send_back(admin)in_review! activate(admin)activated
verified: reject(admin,clerk)rejected! withdraw(applicant,clerk)withdrawn?
activated: annul(admin)annulled!
merged:
rejected:
withdrawn:
expired:
annulled:
"""
ACCOUNT = """
invited: first_login(admin,auditor,clerk,customer,supervisor)active
invited: reissue(admin)invited? lapse(system)lapsed close(admin)closed!
active: block(admin,system)blocked! reissue(admin)invited? close(admin)closed!
blocked: unblock(admin)active? close(admin)closed!
lapsed: reissue(admin)invited? close(admin)closed!
closed:
"""
Row = tuple[set[str], set[str], str]


def read(text: str) -> dict[str, dict[str, Row]]:
    table: dict[str, dict[str, Row]] = {}
    policies = {"!": "required", "?": "optional"}
    for line in text.strip().splitlines():
        state, _, cells = line.partition(":")
        row = table.setdefault(state, {})
        for cell in cells.split():
            step, _, rest = cell.partition("(")
            roles, _, targets = rest.partition(")")
            policy = policies.get(targets[-1], "none")
            row[step] = (set(roles.split(",")), set(targets.rstrip("!?").split("|")), policy)
    return table


EXPECTED = {
    "individual_registration": read(INDIVIDUAL),
    "institution_registration": read(INSTITUTION),
    "account": read(ACCOUNT),
}
NOTHING: Row = (set(), set(), "none")
every_state = pytest.mark.parametrize(
    ("flow", "state"),
    [
        pytest.param(flow, stage.name, id=f"{flow.name}-{stage.name}")
        for flow in FLOWS
        for stage in flow.stages
    ],
)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_the_table_names_every_state_and_step(flow: Workflow) -> None:
    expected = EXPECTED[flow.name]
    assert set(expected) == {stage.name for stage in flow.stages}
    assert {step for row in expected.values() for step in row} == set(flow.steps())


@every_state
def test_a_step_is_open_to_exactly_the_roles_of_the_table(flow: Workflow, state: str) -> None:
    for step in flow.steps():
        allowed = {
            role.value
            for role, facts in product(Role, VARIANTS[flow.name])
            if not flow.blockers(state, step, facts, somebody(role))
        }
        assert (step, allowed) == (step, EXPECTED[flow.name][state].get(step, NOTHING)[0])


@every_state
def test_a_step_leads_exactly_where_the_table_says(flow: Workflow, state: str) -> None:
    for step, (_, targets, _) in EXPECTED[flow.name][state].items():
        assert (step, {flow.take(state, step, facts) for facts in VARIANTS[flow.name]}) == (step, targets)


@every_state
def test_every_other_step_is_refused_and_says_so(flow: Workflow, state: str) -> None:
    expected = EXPECTED[flow.name][state]
    assert set(flow.open_steps(state)) == set(expected)
    for step, facts in product(flow.steps(), VARIANTS[flow.name]):
        for role in Role:
            codes = [reason.code for reason in flow.blockers(state, step, facts, somebody(role))]
            assert (step, "not_now" in codes) == (step, step not in expected)
        if step not in expected:
            with pytest.raises(IllegalStep):
                flow.take(state, step, facts)


@every_state
def test_a_reason_is_demanded_exactly_where_the_table_says(flow: Workflow, state: str) -> None:
    for step, (roles, _, policy) in EXPECTED[flow.name][state].items():
        assert {edge.reason for edge in flow.edges_of(step, state)} == {policy}
        for role, facts in product(map(Role, roles), VARIANTS[flow.name]):
            who = somebody(role)
            silent = flow.blockers(state, step, facts, who, reason="  ", check_reason=True)
            spoken = flow.blockers(state, step, facts, who, reason="Because.", check_reason=True)
            assert spoken == flow.blockers(state, step, facts, who)
            missing = [reason.code for reason in silent if reason not in spoken]
            assert (step, missing) == (step, ["reason_missing"] if policy == "required" else [])
