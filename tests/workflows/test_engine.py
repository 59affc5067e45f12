"""The engine itself: a table that contradicts itself is not built, and what is refused is refused aloud."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.workflows.office import INDIVIDUAL_GOOD, somebody
from workflows.account import ACCOUNT
from workflows.engine import (
    BrokenTableError,
    IllegalStep,
    Public,
    Reason,
    Rule,
    Stage,
    UnknownState,
    UnknownStep,
    Workflow,
)
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.registry import WORKFLOWS
from workflows.roles import Role

PUBLIC = Public("key", "We work on it.", "Please wait.", "office")
STAGES = (
    Stage("new", label="New", public=PUBLIC),
    Stage("done", label="Done", public=PUBLIC, kind="final"),
)
FINISH = Rule("finish", "new", "done", (Role.CLERK,), "Finish", "%(actor)s finished")


def build(*rules: Rule, starts: tuple[str, ...] = ("new",)) -> Workflow:
    return Workflow("small", STAGES, rules, starts, acts=("edit",))


def test_a_sound_table_is_built() -> None:
    assert build(replace(FINISH, four_eyes=("edit", "finish"))).steps() == ("finish",)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (replace(FINISH, source="nwe"), "unknown state 'nwe'"),
        (replace(FINISH, source=("new", "nwe")), "unknown state 'nwe'"),
        (replace(FINISH, to="doen"), "unknown state 'doen'"),
        (replace(FINISH, four_eyes=("edti",)), "unknown act 'edti'"),
        (replace(FINISH, to=("new", "done")), "choose and more than one target"),
        (replace(FINISH, choose=lambda _facts: "done"), "choose and more than one target"),
    ],
)
def test_a_misspelt_name_stops_the_building(rule: Rule, fault: str) -> None:
    with pytest.raises(BrokenTableError, match=fault):
        build(rule)


def test_a_misspelt_start_stops_the_building() -> None:
    with pytest.raises(BrokenTableError, match="unknown state 'nwe'"):
        build(FINISH, starts=("nwe",))


def test_two_rules_for_one_step_from_one_state_stop_the_building() -> None:
    with pytest.raises(BrokenTableError, match="two rules for 'finish' from 'new'"):
        build(FINISH, replace(FINISH, roles=(Role.ADMIN,)))


def test_a_state_told_twice_stops_the_building() -> None:
    with pytest.raises(BrokenTableError, match="'new' stands twice"):
        Workflow("small", (*STAGES, STAGES[0]), (FINISH,), ("new",))


def test_a_choice_outside_the_targets_is_refused() -> None:
    flow = build(replace(FINISH, to=("new", "done"), choose=lambda _facts: "elsewhere"))
    with pytest.raises(IllegalStep, match="no target"):
        flow.take("new", "finish", INDIVIDUAL_GOOD)


def test_unknown_steps_and_states_are_told_apart_from_closed_ones() -> None:
    who = somebody(Role.CLERK)
    with pytest.raises(UnknownStep):
        ACCOUNT.blockers("active", "explode", INDIVIDUAL_GOOD, who)
    with pytest.raises(UnknownStep):
        ACCOUNT.take("active", "explode", INDIVIDUAL_GOOD)
    with pytest.raises(UnknownState):
        ACCOUNT.blockers("nowhere", "block", INDIVIDUAL_GOOD, who)
    with pytest.raises(UnknownState):
        ACCOUNT.take("nowhere", "block", INDIVIDUAL_GOOD)
    with pytest.raises(UnknownState):
        ACCOUNT.open_steps("nowhere")


def test_a_closed_step_is_refused_by_the_machine_too() -> None:
    with pytest.raises(IllegalStep):
        INDIVIDUAL_REGISTRATION.take("rejected", "activate", INDIVIDUAL_GOOD)


def test_one_machine_serves_many_threads() -> None:
    def confirm(number: int) -> str:
        facts = replace(INDIVIDUAL_GOOD, clean_match=number % 2 == 0)
        return INDIVIDUAL_REGISTRATION.take("submitted", "confirm_email", facts)

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(confirm, range(400)))
    assert states == ["matched", "needs_review"] * 200
    assert INDIVIDUAL_REGISTRATION.machine.models == []


def test_the_library_keeps_quiet_in_the_logs() -> None:
    assert logging.getLogger("transitions").getEffectiveLevel() >= logging.WARNING
    assert not logging.getLogger("transitions.core").isEnabledFor(logging.INFO)


def test_equal_reasons_are_one_in_a_set() -> None:
    assert len({Reason("a", "Because.", {"day": "1"}), Reason("a", "Because.", {"day": "1"})}) == 1


def test_workflows_are_found_by_name() -> None:
    assert set(WORKFLOWS) == {"individual_registration", "institution_registration", "account"}
    assert all(flow.name == name for name, flow in WORKFLOWS.items())


def test_a_stranger_at_a_closed_step_hears_of_both() -> None:
    found = ACCOUNT.blockers("active", "unblock", INDIVIDUAL_GOOD, somebody(Role.CLERK))
    assert [reason.code for reason in found] == ["not_now", "wrong_role"]
