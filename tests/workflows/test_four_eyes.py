"""Whoever worked on an application does not open the access, and whoever opened it does not annul."""

from dataclasses import replace

import pytest

from tests.workflows.office import INDIVIDUAL_GOOD, INSTITUTION_GOOD, codes, somebody
from workflows.individual_registration import INDIVIDUAL_REGISTRATION
from workflows.institution_registration import INSTITUTION_REGISTRATION
from workflows.roles import Role

BOTH = somebody(Role.CLERK, Role.ADMIN, name="staff:12")


@pytest.mark.parametrize("state", ["matched", "verified"])
@pytest.mark.parametrize("act", ["lodge", "edit", "verify"])
def test_who_lodged_edited_or_verified_may_not_activate(state: str, act: str) -> None:
    facts = replace(INDIVIDUAL_GOOD, done_by={act: frozenset({"staff:3", "staff:12"})})
    assert codes(INDIVIDUAL_REGISTRATION, state, "activate", facts, BOTH) == ["four_eyes"]


def test_a_colleague_may_activate_what_another_verified() -> None:
    facts = replace(INDIVIDUAL_GOOD, done_by={"verify": frozenset({"staff:3"})})
    assert codes(INDIVIDUAL_REGISTRATION, "verified", "activate", facts, BOTH) == []


@pytest.mark.parametrize("act", ["rematch", "ask", "send_back", "recall"])
def test_other_work_on_the_case_does_not_bar_from_activating(act: str) -> None:
    facts = replace(INDIVIDUAL_GOOD, done_by={act: frozenset({"staff:12"})})
    assert codes(INDIVIDUAL_REGISTRATION, "verified", "activate", facts, BOTH) == []


def test_who_activated_may_not_annul() -> None:
    facts = replace(INDIVIDUAL_GOOD, done_by={"activate": frozenset({"staff:12"})})
    assert codes(INDIVIDUAL_REGISTRATION, "activated", "annul", facts, BOTH) == ["four_eyes"]


def test_another_admin_may_annul_even_the_one_who_verified() -> None:
    facts = replace(
        INDIVIDUAL_GOOD,
        done_by={"activate": frozenset({"staff:3"}), "verify": frozenset({"staff:12"})},
    )
    assert codes(INDIVIDUAL_REGISTRATION, "activated", "annul", facts, BOTH) == []


@pytest.mark.parametrize("act", ["lodge", "receive", "add_papers", "edit", "judge", "verify"])
def test_who_touched_an_institutions_papers_may_not_activate(act: str) -> None:
    facts = replace(INSTITUTION_GOOD, done_by={act: frozenset({"staff:12"})})
    assert codes(INSTITUTION_REGISTRATION, "verified", "activate", facts, BOTH) == ["four_eyes"]


def test_who_let_it_rest_or_asked_may_activate_what_others_verified() -> None:
    facts = replace(
        INSTITUTION_GOOD, done_by={"hold": frozenset({"staff:12"}), "extend": frozenset({"staff:12"})}
    )
    assert codes(INSTITUTION_REGISTRATION, "verified", "activate", facts, BOTH) == []
