"""Random secrets, and numbers that show when a digit was mistaken."""

from __future__ import annotations

import pytest

from app.foundation import tokens

MANY = 300


def test_no_two_tokens_are_alike_and_they_fit_into_an_address() -> None:
    made = {tokens.new_token() for _ in range(MANY)}
    assert len(made) == MANY
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in made)


def test_a_pin_keeps_its_leading_zeros() -> None:
    pins = [tokens.new_digits(8) for _ in range(MANY)]
    assert all(len(pin) == 8 and pin.isdigit() for pin in pins)
    assert any(pin.startswith("0") for pin in pins)


def test_a_reference_is_read_however_it_is_typed() -> None:
    for _ in range(MANY):
        reference = tokens.new_reference()
        assert tokens.read_reference(reference) == reference
        assert tokens.read_reference(f" {reference.lower().replace('-', ' ')} ") == reference


def test_a_sign_taken_for_another_is_noticed_in_a_reference() -> None:
    reference = tokens.new_reference()
    for place, sign in enumerate(reference):
        # A letter taken for a digit may slip through: the check counts letters as two digits.
        alike = [other for other in tokens.LETTERS if other.isdigit() == sign.isdigit() and other != sign]
        for other in alike if sign != "-" else ():
            assert tokens.read_reference(reference[:place] + other + reference[place + 1 :]) is None


def test_neighbours_of_one_kind_that_changed_places_are_noticed() -> None:
    bare = tokens.new_reference().replace("-", "")
    for place in range(len(bare) - 1):
        left, right = bare[place], bare[place + 1]
        if left != right and left.isdigit() == right.isdigit():
            assert tokens.read_reference(bare[:place] + right + left + bare[place + 2 :]) is None


def test_one_wrong_digit_is_noticed_in_an_identifier() -> None:
    for _ in range(MANY):
        identifier = tokens.new_identifier()
        assert identifier[0] != "0"
        assert tokens.read_identifier(f"{identifier[:4]} {identifier[4:]}") == identifier
        for place, digit in enumerate(identifier):
            wrong = str((int(digit) + 1) % 10)
            assert tokens.read_identifier(identifier[:place] + wrong + identifier[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "EB", "EB-1234", "１２３４５６７８", "a" * 500, "EB-0000-0000-00\0"])  # noqa: RUF001 - digits of another script
def test_nonsense_is_no_number(typed: str) -> None:
    assert tokens.read_reference(typed) is None
    assert tokens.read_identifier(typed) is None
