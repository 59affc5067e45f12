"""The 2D code of a transfer: what it holds, what it refuses, how it is drawn."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from app.billing.transfer import QUIET, Transfer, draw, title_of

ACCOUNT = "44999999992005000000100001"
TRANSFER = Transfer("0001234510", ACCOUNT, 402_39, "Przykładowa Energia", "U/00000001 nr klienta 0124373100")


def test_it_holds_what_the_banks_agreed_on() -> None:
    assert TRANSFER.payload == (
        f"0001234510|PL|{ACCOUNT}|040239|Przykladowa Energia|U/00000001 nr klienta 0124373100|||"
    )


def test_long_names_and_titles_are_cut_and_bars_taken_out() -> None:
    long = replace(TRANSFER, name="Zażółć | Gęślą Jaźń Spółka Akcyjna", title="x" * 50)
    fields = long.payload.split("|")
    assert fields[4] == "Zazolc Gesla Jazn Sp"
    assert fields[5] == "x" * 32
    assert len(fields) == 9


@pytest.mark.parametrize(("amount", "digits"), [(1, "000001"), (9_999_99, "999999")])
def test_amounts_have_six_digits(amount: int, digits: str) -> None:
    assert replace(TRANSFER, amount=amount).payload.split("|")[3] == digits


@pytest.mark.parametrize("amount", [-1, 0, 10_000_00])
def test_an_amount_that_no_code_holds_has_none(amount: int) -> None:
    wrong = replace(TRANSFER, amount=amount)
    assert draw(wrong) is None
    with pytest.raises(ValueError, match=r"0\.01 to 9,999\.99"):
        _ = wrong.payload


def test_the_title_names_agreement_and_customer() -> None:
    title = title_of("U/12345678", "0124373100")
    assert title == "U/12345678 nr klienta 0124373100"
    assert len(title) == 32


@given(st.integers(1, 9_999_99), st.text(max_size=60), st.text(max_size=60))
def test_it_never_exceeds_160_characters(amount: int, name: str, title: str) -> None:
    payload = replace(TRANSFER, amount=amount, name=name, title=title).payload
    assert len(payload) <= 160
    assert payload.count("|") == 8


def test_the_drawing_is_the_code_with_its_quiet_zone() -> None:
    drawn = draw(TRANSFER)
    assert drawn is not None
    code = segno.make_qr(TRANSFER.payload, error="m", encoding="utf-8")
    assert drawn.size == len(code.matrix) + 2 * QUIET
    dark = set()
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawn.path):
        dark |= {(int(x) + step, int(y)) for step in range(int(width))}
    assert dark == {
        (x + QUIET, y + QUIET) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module
    }
