"""Folded text: found whatever the case and marks, sorted the Polish way on both engines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.fold import fold, sort_key


@pytest.mark.parametrize(
    ("left", "right"), [("ŹDŹBŁOWSKA", "Źdźbłowska"), ("Anna  Maria", " anna maria "), ("STRASSE", "straße")]
)
def test_case_and_spaces_make_no_difference(left: str, right: str) -> None:
    assert fold(left) == fold(right)


def test_diacritics_and_punctuation_make_no_difference() -> None:
    assert fold("Źdźbłowska-Żółć, Ørsted") == "zdzblowska zolc orsted"


def test_names_are_sorted_in_the_order_of_the_polish_alphabet() -> None:
    names = ["Adamska", "Ącka", "Bąk", "Bzowa", "Cel", "Ćma", "Lis", "Łoś", "Zając", "Zzz", "Źrebak", "Żak"]
    shuffled = sorted(names, key=len)
    assert sorted(shuffled, key=sort_key) == names


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
