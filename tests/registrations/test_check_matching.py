"""Comparing an institution's declaration, papers and base: names, seats, numbers, legal forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.registrations.institution_matching import (
    LABELS,
    SHORT,
    compared,
    lines_of,
    name_key,
    unanswered,
    verdicts_of,
)
from app.registrations.institution_queries import Known
from app.registrations.verdicts import CLOSE, DIFFERENT, EQUAL, UNKNOWN

said_in_english = pytest.mark.usefixtures("english")


@pytest.fixture
def english(app: Flask) -> Iterator[None]:
    """Labels are said to a reader."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def row(**columns: Any) -> dict[str, Any]:
    """Return an application as it is compared."""
    blank: dict[str, Any] = dict.fromkeys(
        ("name", "legal_form", "nip", "regon", "krs", "seat", "customer_id")
    )
    return {**blank, "customer_no": "", "paper": {}, **columns}


def base(**columns: Any) -> Known:
    """Return a customer of the base."""
    blank: dict[str, Any] = {
        "id": 1,
        "customer_no": "2000000001",
        "name": "Zakład sp. z o.o.",
        "legal_form": "llc",
        "nip": "1",
        "regon": "2",
        "krs": "3",
        "seat": ["Fabryczna 1", "90-001 Łódź"],
        "email": None,
        "phone": None,
        "keys": (),
        "has_access": False,
        "has_agreement": True,
    }
    return Known(**{**blank, **columns})


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("Zakład sp. z o.o.", "ZAKŁAD SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ", EQUAL),
        ("Energia S.A.", "Energia Spółka Akcyjna", EQUAL),
        ("Młyn sp. j.", "Młyn spółka jawna", EQUAL),
        ("Bracia Nowak sp.k.", "Bracia Nowak spółka komandytowa", EQUAL),
        ("Trzech s.c.", "Trzech spółka cywilna", EQUAL),
        ("A.B.C. S.A.", "ABC SA", EQUAL),
        ("Fundacja „Dom”", "FUNDACJA DOM", EQUAL),
        ("Zakład Wzorcowy sp. z o.o.", "Zakład Wzorcowi sp. z o.o.", CLOSE),
        ("Zakład Wzorcowy sp. z o.o.", "Huta Inna S.A.", DIFFERENT),
    ],
)
def test_names_are_compared_as_firms_write_them(one: str, other: str, word: str) -> None:
    assert compared("name", one, other) == word
    assert compared("name", other, one) == word


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("ul. Fabryczna 1, 90-001 Łódź", "Fabryczna 1, 90-001 Łódź", EQUAL),
        ("al. Kościuszki 5/7, 90-418 Łódź", "Aleja Kosciuszki 5 7, 90-418 ŁÓDŹ", EQUAL),
        ("Fabryczna 1, 90-001 Łódź", "Fabryczna 1 lok. 3, 90-001 Łódź", CLOSE),
        ("Fabryczna 1, 90-001 Łódź", "Fabryczna 2, 90-001 Łódź", DIFFERENT),
    ],
)
def test_seats_are_compared_without_the_word_for_a_street(one: str, other: str, word: str) -> None:
    assert compared("seat", one, other) == word


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("123456785", "123456785", EQUAL),
        ("123456785", "12345678512347", CLOSE),
        ("12345678512347", "12345678599999", CLOSE),
        ("123456785", "987654321", DIFFERENT),
    ],
)
def test_a_branchs_regon_is_nearly_the_entitys(one: str, other: str, word: str) -> None:
    assert compared("regon", one, other) == word


@given(st.sampled_from(sorted(SHORT.items())), st.text("abcdefgh ", min_size=3).filter(str.strip))
def test_the_long_form_of_a_name_is_the_short_one(form: tuple[str, str], name: str) -> None:
    long, short = form
    assert name_key(f"{name} {long}") == name_key(f"{name} {short}")


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_comparison_is_the_same_both_ways(one: str, other: str) -> None:
    for name in ("name", "seat", "regon", "nip"):
        assert compared(name, one, other) == compared(name, other, one)


@given(
    st.sampled_from(["name", "seat", "regon", "krs"]), st.text("ŁąężAbc 123", min_size=1).filter(str.strip)
)
def test_what_is_written_alike_is_equal(name: str, value: str) -> None:
    assert compared(name, value, value) == EQUAL


@said_in_english
def test_the_worst_of_all_pairs_is_the_verdict() -> None:
    one = row(nip="1", paper={"krs_extract": {"nip": "1"}, "regon_certificate": {"nip": "9"}})
    line = next(line for line in lines_of(one, base()) if line.name == "nip")
    assert line.verdict == DIFFERENT
    assert line.papers == (("krs_extract", "1"), ("regon_certificate", "9"))
    assert (line.given, line.base) == ("1", "1")


@said_in_english
def test_what_nobody_gave_is_left_out_and_one_value_cannot_be_compared() -> None:
    found = lines_of(row(nip="1"), None)
    assert [(line.name, line.verdict) for line in found] == [("nip", UNKNOWN)]


@said_in_english
def test_legal_forms_and_numbers_are_read_by_people() -> None:
    found = {line.name: line for line in lines_of(row(legal_form="llc", customer_no="2000000001"), base())}
    assert found["legal_form"].given == "limited liability company"
    assert found["customer_no"].base == "20000\N{NO-BREAK SPACE}00001"
    assert found["legal_form"].verdict == EQUAL


@said_in_english
def test_another_legal_form_is_a_difference() -> None:
    assert verdicts_of(row(legal_form="joint_stock"), base())["legal_form"] == DIFFERENT


def test_an_answer_covers_its_field_only() -> None:
    verdicts = dict.fromkeys(LABELS, DIFFERENT)
    assert set(unanswered(verdicts, {"nip": {}})) == set(LABELS) - {"nip"}
    assert unanswered(dict.fromkeys(LABELS, CLOSE), {}) == ()
