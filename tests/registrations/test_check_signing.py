"""Whether those who signed bind the institution: every rule, powers of attorney, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registrations import tally
from app.registrations.institution_facts import needs_attorney
from app.registrations.signed import signing_of
from app.registrations.signing import RULES, entitled, same_person, strangers
from tests.registrations import paper_cases, scanned
from tests.registrations.checking import begin
from tests.support.cast import Office
from tests.support.client import StrictClient

MARIA = {"name": "Maria Prezesowa", "function": "prezes zarządu"}
JAN = {"name": "Jan Drugi", "function": "członek zarządu"}
PIOTR = {"name": "Piotr Prokurent", "function": "prokurent samoistny"}
OBCY = {"name": "Olgierd Obcy", "function": "kierownik"}


def paper(rule: str, signers: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    """Return what was typed of an extract with three representatives and of the signed Regulations."""
    said = {"rule": rule, "representatives": [MARIA, JAN, PIOTR], **more}
    return {"krs_extract": said, "regulations": {"signers": signers}}


@pytest.mark.parametrize(
    ("rule", "signers", "binds"),
    [
        ("alone", [MARIA], True),
        ("alone", [PIOTR], False),
        ("alone", [OBCY], False),
        ("two", [MARIA, JAN], True),
        ("two", [MARIA], False),
        ("two", [MARIA, PIOTR], False),
        ("two", [MARIA, MARIA], False),
        ("two_or_proxy", [MARIA, JAN], True),
        ("two_or_proxy", [MARIA, PIOTR], True),
        ("two_or_proxy", [PIOTR], False),
        ("two_or_proxy", [MARIA], False),
        ("two_or_proxy", [MARIA, OBCY], False),
        ("all", [MARIA, JAN, PIOTR], True),
        ("all", [MARIA, JAN], False),
        ("all", [MARIA, JAN, PIOTR, OBCY], True),
        ("other", [MARIA], False),
    ],
)
def test_each_rule_binds_as_the_register_says(
    rule: str,
    signers: list[dict[str, str]],
    binds: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert entitled(paper(rule, signers), by_attorney=False) is binds


def test_another_way_binds_when_the_clerk_has_compared_it() -> None:
    assert entitled(paper("other", [MARIA], compared=True), by_attorney=False)


@pytest.mark.parametrize("rule", RULES)
def test_a_power_of_attorney_binds_whoever_signed_but_not_nobody(rule: str) -> None:
    assert entitled(paper(rule, [OBCY]), by_attorney=True)
    assert not entitled(paper(rule, []), by_attorney=True)


@pytest.mark.parametrize("rule", RULES)
def test_nobody_named_binds_nothing(rule: str) -> None:
    said = paper(rule, [MARIA])
    said["krs_extract"]["representatives"] = []
    assert not entitled(said, by_attorney=False)


def test_without_a_rule_nothing_is_known_and_no_attorney_is_asked_for() -> None:
    said = {"regulations": {"signers": [MARIA]}}
    assert not entitled(said, by_attorney=False)
    assert not needs_attorney({"paper": said})


def test_one_who_may_not_alone_needs_a_power_of_attorney() -> None:
    assert needs_attorney({"paper": paper("two", [MARIA])})
    assert not needs_attorney({"paper": paper("two", [MARIA, JAN])})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Maria Prezesowa", "PREZESOWA MARIA", True),
        ("Małgorzata Żółć", "Malgorzata Zolc", True),
        ("Jan Nowak", "Jan Kowalski", False),
        ("Anna Maria Nowak", "Anna Nowak", True),
        ("", "Jan Nowak", False),
    ],
)
def test_people_are_known_by_their_names(
    one: str,
    other: str,
    same: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert same_person({"name": one}, {"name": other}) is same


def test_strangers_are_named() -> None:
    assert strangers(paper("two", [MARIA, OBCY])) == ["Olgierd Obcy"]


@given(
    rule=st.sampled_from([rule for rule in RULES if rule != "other"]),
    signers=st.lists(st.sampled_from([MARIA, JAN, PIOTR, OBCY]), max_size=4),
)
def test_a_stranger_more_never_binds_nor_unbinds(rule: str, signers: list[dict[str, str]]) -> None:
    binds = entitled(paper(rule, signers), by_attorney=False)
    if signers:
        assert entitled(paper(rule, [*signers, OBCY]), by_attorney=False) is binds
    assert not entitled(paper(rule, [OBCY]), by_attorney=False)


@given(signers=st.lists(st.sampled_from([MARIA, JAN, PIOTR]), unique_by=lambda one: one["name"]))
def test_who_may_by_two_may_by_two_or_a_proxy(signers: list[dict[str, str]]) -> None:
    if entitled(paper("two", signers), by_attorney=False):
        assert entitled(paper("two_or_proxy", signers), by_attorney=False)


def test_the_signatures_are_shown_one_by_one() -> None:
    found = signing_of({"paper": paper("two", [MARIA, OBCY])}, [])
    assert [one.stands_as for one in found.signers] == ["prezes zarządu", None]
    assert (found.is_entitled, found.needs_attorney, found.rule) == (False, True, RULES["two"])


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


def test_a_power_of_attorney_joins_the_checklist_and_lets_the_check_be_confirmed(
    office: Office, new_client: Callable[..., StrictClient]
) -> None:
    case = begin(office, new_client)
    page = case.judge("krs_extract", rule="two")
    case.judge("application")
    case.judge("regon_certificate")
    page = case.judge("regulations")
    assert "do not bind it alone" in page.words
    assert "A power of attorney is needed." in page.words
    assert "Power of attorney" in page.part(".check-tabs")
    assert "Not accepted yet: Power of attorney." in page.part("#step-verify")
    case.add(("power_of_attorney", scanned.pdf("Pełnomocnictwo")))
    people: dict[str, Any] = {"attorneys-name": ["Maria Prezesowa", "", ""]}
    page = case.judge("power_of_attorney", **people)
    assert "bind the institution by a power of attorney" in page.words
    case.hand.press(page, step="verify", follow=True)
    assert paper_cases.row(office, case.reference).state == "verified"
