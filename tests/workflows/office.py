"""People and facts for the tests of workflows, and ways to walk through one."""

from collections import deque
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

from workflows.account import ACCOUNT
from workflows.account import Facts as AccountFacts
from workflows.engine import Edge, Workflow
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.individual_registration import Facts as IndividualFacts
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.institution_registration import Facts as InstitutionFacts
from workflows.registry import WORKFLOWS
from workflows.roles import Role

FLOWS = tuple(WORKFLOWS.values())
EDGES = tuple((flow, edge) for flow in FLOWS for edge in flow.edges)

# Facts that speak for every step at once, as far as two steps do not contradict each other.
INDIVIDUAL_GOOD = IndividualFacts(
    link_live=True,
    same_browser=True,
    clean_match=True,
    customer_linked=True,
    agreement_live=True,
    reachable=True,
)
INSTITUTION_GOOD = InstitutionFacts(
    rest_over=True,
    rest_day=True,
    asked=True,
    all_came=True,
    other_open=True,
    papers_ready=True,
    signed_in_force=True,
    entitled=True,
    user_named=True,
    customer_linked=True,
    agreement_live=True,
    reachable=True,
    fresh_eyes=True,
)
ACCOUNT_GOOD = AccountFacts(own=True, code_live=True, new_address_proved=True, identity_seen=True)
VARIANTS: dict[str, tuple[Any, ...]] = {
    INDIVIDUAL_REGISTRATION.name: tuple(
        replace(INDIVIDUAL_GOOD, clean_match=clean, term_over=over)
        for clean, over in product((True, False), repeat=2)
    ),
    INSTITUTION_REGISTRATION.name: tuple(
        replace(INSTITUTION_GOOD, all_came=came, term_over=over)
        for came, over in product((True, False), repeat=2)
    ),
    ACCOUNT.name: (ACCOUNT_GOOD, replace(ACCOUNT_GOOD, code_live=False, code_over=True)),
}


@dataclass(frozen=True)
class Somebody:
    """An actor as the workflows see one."""

    id: str
    roles: frozenset[Role]


def somebody(*roles: Role, name: str = "") -> Somebody:
    """Give an actor with these roles, named after the first one."""
    return Somebody(name or f"{roles[0]}:1", frozenset(roles))


def codes(flow: Workflow, state: str, step: str, facts: object, who: Somebody, **more: Any) -> list[str]:
    """Give the codes of the reasons against a step."""
    return [reason.code for reason in flow.blockers(state, step, facts, who, **more)]  # type: ignore[arg-type]  # facts of either workflow


@cache
def facts_for(flow: Workflow, edge: Edge) -> Any:
    """Give facts under which exactly this edge is taken, or fail: an edge no facts lead over is dead."""
    who = somebody(edge.roles[0])
    for facts in VARIANTS[flow.name]:
        if flow.blockers(edge.source, edge.step, facts, who) == [] and (
            flow.take(edge.source, edge.step, facts) == edge.dest
        ):
            return facts
    raise AssertionError(f"no facts lead over {edge.step} from {edge.source} to {edge.dest}")


@cache
def paths(flow: Workflow) -> dict[str, tuple[Edge, ...]]:
    """Give for each state the shortest way there from a start."""
    found: dict[str, tuple[Edge, ...]] = dict.fromkeys(flow.starts, ())
    queue = deque(flow.starts)
    while queue:
        state = queue.popleft()
        for edge in flow.edges:
            if edge.source == state and edge.dest not in found:
                found[edge.dest] = (*found[state], edge)
                queue.append(edge.dest)
    return found
