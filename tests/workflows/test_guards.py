"""Each guard refuses with its own reason, and only where it must."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from tests.workflows.office import (
    ACCOUNT_GOOD,
    EDGES,
    INDIVIDUAL_GOOD,
    INSTITUTION_GOOD,
    codes,
    facts_for,
    somebody,
)
from workflows.account import ACCOUNT
from workflows.account import Facts as AccountFacts
from workflows.engine import Workflow
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.roles import Role

Case = tuple[str, str, Role, dict[str, Any], str]

# step, state, who: what is wrong, the one reason
INDIVIDUAL: list[Case] = [
    ("confirm_email", "submitted", Role.APPLICANT, {"link_live": False}, "link_over"),
    ("disown", "submitted", Role.APPLICANT, {"link_live": False}, "link_over"),
    ("correct_email", "submitted", Role.APPLICANT, {"same_browser": False}, "other_browser"),
    ("correct_email", "submitted", Role.APPLICANT, {"term_over": True}, "term_over"),
    ("resend", "submitted", Role.APPLICANT, {"same_browser": False}, "other_browser"),
    ("resend", "submitted", Role.APPLICANT, {"term_over": True}, "term_over"),
    ("expire", "submitted", Role.SYSTEM, {"term_over": False}, "term_runs"),
    ("expire", "awaiting_applicant", Role.SYSTEM, {"term_over": False}, "term_runs"),
    ("verify", "needs_review", Role.CLERK, {"customer_linked": False}, "no_customer"),
    ("verify", "needs_review", Role.CLERK, {"unanswered": ("name",)}, "differences"),
    ("activate", "matched", Role.ADMIN, {"clean_match": False}, "match_not_clean"),
    ("activate", "matched", Role.ADMIN, {"agreement_live": False}, "no_agreement"),
    ("activate", "matched", Role.ADMIN, {"reachable": False}, "not_reachable"),
    ("activate", "matched", Role.ADMIN, {"access_live": True}, "access_live"),
    ("activate", "verified", Role.ADMIN, {"customer_linked": False}, "no_customer"),
    ("activate", "verified", Role.ADMIN, {"unanswered": ("pesel",)}, "differences"),
    ("activate", "verified", Role.ADMIN, {"agreement_live": False}, "no_agreement"),
    ("activate", "verified", Role.ADMIN, {"reachable": False}, "not_reachable"),
    ("activate", "verified", Role.ADMIN, {"access_live": True}, "access_live"),
]
INSTITUTION: list[Case] = [
    ("merge", "announced", Role.CLERK, {"other_open": False}, "no_other"),
    ("expire", "announced", Role.SYSTEM, {"term_over": False}, "term_runs"),
    ("expire", "awaiting_documents", Role.SYSTEM, {"term_over": False}, "term_runs"),
    ("start_review", "received", Role.CLERK, {"fresh_eyes": False}, "same_decider"),
    ("verify", "in_review", Role.CLERK, {"papers_ready": False}, "documents"),
    ("verify", "in_review", Role.CLERK, {"signed_in_force": False}, "not_in_force"),
    ("verify", "in_review", Role.CLERK, {"entitled": False}, "not_entitled"),
    ("verify", "in_review", Role.CLERK, {"user_named": False}, "no_user"),
    ("verify", "in_review", Role.CLERK, {"customer_linked": False}, "no_customer"),
    ("verify", "in_review", Role.CLERK, {"unanswered": ("nip",)}, "differences"),
    ("verify", "in_review", Role.CLERK, {"fresh_eyes": False}, "same_decider"),
    ("request_documents", "in_review", Role.CLERK, {"asked": False}, "nothing_asked"),
    ("hold", "in_review", Role.CLERK, {"rest_day": False}, "no_day"),
    ("resume", "on_hold", Role.SYSTEM, {"rest_over": False}, "still_rests"),
    ("activate", "verified", Role.ADMIN, {"papers_ready": False}, "documents"),
    ("activate", "verified", Role.ADMIN, {"customer_linked": False}, "no_customer"),
    ("activate", "verified", Role.ADMIN, {"unanswered": ("seat",)}, "differences"),
    ("activate", "verified", Role.ADMIN, {"agreement_live": False}, "no_agreement"),
    ("activate", "verified", Role.ADMIN, {"reachable": False}, "not_reachable"),
    ("activate", "verified", Role.ADMIN, {"access_live": True}, "access_live"),
]
ACCOUNTS: list[Case] = [
    ("first_login", "invited", Role.CUSTOMER, {"code_live": False}, "code_over"),
    ("first_login", "invited", Role.ADMIN, {"own": False}, "not_yours"),
    ("reissue", "invited", Role.ADMIN, {"new_address_proved": False}, "address_not_proved"),
    ("reissue", "lapsed", Role.ADMIN, {"new_address_proved": False}, "address_not_proved"),
    ("reissue", "active", Role.ADMIN, {"identity_seen": False}, "identity_not_seen"),
    ("lapse", "invited", Role.SYSTEM, {}, "code_live"),
]
TABLES = {INDIVIDUAL_REGISTRATION: INDIVIDUAL, INSTITUTION_REGISTRATION: INSTITUTION, ACCOUNT: ACCOUNTS}
CASES = [(flow, case) for flow, cases in TABLES.items() for case in cases]
GOOD: dict[Workflow, Any] = {
    INDIVIDUAL_REGISTRATION: INDIVIDUAL_GOOD,
    INSTITUTION_REGISTRATION: INSTITUTION_GOOD,
    ACCOUNT: ACCOUNT_GOOD,
}


@pytest.mark.parametrize(("flow", "case"), CASES)
def test_one_wrong_fact_closes_the_step_with_its_reason(flow: Workflow, case: Case) -> None:
    step, state, role, wrong, code = case
    assert codes(flow, state, step, replace(GOOD[flow], **wrong), somebody(role)) == [code]


def test_every_guard_of_every_edge_is_seen_to_refuse() -> None:
    seen = {(flow.name, step, state, code) for flow, (step, state, _, _, code) in CASES}
    guards = {(flow.name, edge.step, edge.source, guard) for flow, edge in EDGES for guard in edge.guards}
    assert Counter(one[:3] for one in seen) == Counter(one[:3] for one in guards)


def test_all_unmet_conditions_are_listed_at_once() -> None:
    facts = replace(
        INDIVIDUAL_GOOD,
        clean_match=False,
        agreement_live=False,
        reachable=False,
        access_live=True,
        done_by={"lodge": frozenset({"staff:7"})},
    )
    who = somebody(Role.CLERK, name="staff:7")
    found = codes(INDIVIDUAL_REGISTRATION, "matched", "activate", facts, who)
    assert found == [
        "wrong_role",
        "match_not_clean",
        "no_agreement",
        "not_reachable",
        "access_live",
        "four_eyes",
    ]


def test_the_documents_that_are_missing_are_named() -> None:
    facts = replace(INSTITUTION_GOOD, papers_ready=False, unready=("REGON", "KRS"))
    (reason,) = INSTITUTION_REGISTRATION.blockers("in_review", "verify", facts, somebody(Role.CLERK))
    assert reason.text % reason.params == "Not accepted yet: REGON, KRS."


@pytest.mark.parametrize(
    "facts",
    [replace(ACCOUNT_GOOD, code_live=False, code_over=True), replace(ACCOUNT_GOOD, tries_over=True)],
)
def test_a_code_lapses_by_age_and_by_wrong_tries(facts: AccountFacts) -> None:
    assert codes(ACCOUNT, "invited", "lapse", facts, somebody(Role.SYSTEM)) == []


def test_facts_nobody_gathered_open_no_guarded_step() -> None:
    for flow, edge in EDGES:
        empty = type(facts_for(flow, edge))()
        closed = bool(flow.blockers(edge.source, edge.step, empty, somebody(edge.roles[0])))
        assert (edge.step, closed) == (edge.step, bool(edge.guards))
