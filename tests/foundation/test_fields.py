"""Numbers as people write them, read into one form; a wrong check digit is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.exceptions import ValidationError

from app.foundation import fields

Read = Callable[[str], Any]

GOOD: list[tuple[Read, str, Any]] = [
    (fields.read_pesel, "808101 00127", "80810100127"),
    (fields.read_nip, "PL 000-123-45-10", "0001234510"),
    (fields.read_regon, "999 999 010", "999999010"),
    (fields.read_krs, "9999901", "0009999901"),
    (fields.read_nrb, "PL 44 9999 9999 2005 0000 0010 0001", "44999999992005000000100001"),
    (fields.read_customer_no, "12345-67890", "1234567890"),
    (fields.read_postcode, "90001", "90-001"),
    (fields.read_phone, "42 123 45 67", "+48421234567"),
    (fields.read_phone, "+44 20 7946 0018", "+442079460018"),
    (fields.read_email, "Anna@EXAMPLE.com", "Anna@example.com"),
    (fields.read_money, "1 234,50 zł", 123450),
    (fields.read_money, "1234.5", 123450),
    (fields.read_money, "\N{MINUS SIGN}0,05", -5),
]

BAD: list[tuple[Read, str]] = [
    (fields.read_pesel, "80810100128"),
    (fields.read_pesel, "00000000000"),
    (fields.read_nip, "0001234511"),
    (fields.read_regon, "999999011"),
    (fields.read_krs, "KRS 12"),
    (fields.read_nrb, "45999999992005000000100001"),
    (fields.read_ppe, "590543500000000000"),
    (fields.read_customer_no, "123456789"),
    (fields.read_customer_no, "１２３４５６７８９０"),  # noqa: RUF001 - digits of another script
    (fields.read_postcode, "9000"),
    (fields.read_phone, "zero"),
    (fields.read_phone, "12"),
    (fields.read_email, "anna@"),
    (fields.read_money, "1.234,50"),
    (fields.read_money, "1,234"),
    (fields.read_money, "dużo"),
]


@pytest.mark.parametrize(("read", "typed", "stored"), GOOD)
def test_what_people_write_is_read_into_one_form(read: Read, typed: str, stored: object) -> None:
    assert read(typed) == stored


@pytest.mark.parametrize(("read", "typed"), BAD)
def test_what_cannot_be_right_is_refused(read: Read, typed: str) -> None:
    with pytest.raises(ValidationError):
        read(typed)


@given(st.integers(10**15, 10**16 - 1))
def test_every_ppe_with_its_check_digit_is_read_and_no_other(serial: int) -> None:
    body = f"5{serial}"
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    check = (10 - weighed % 10) % 10
    assert fields.read_ppe(f"{body} {check}") == f"{body}{check}"
    with pytest.raises(ValidationError):
        fields.read_ppe(f"{body}{(check + 1) % 10}")


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_an_amount_reads_back_as_it_was_written(grosze: int) -> None:
    whole, rest = divmod(abs(grosze), 100)
    written = f"{'-' if grosze < 0 else ''}{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{rest:02d} zł"
    assert fields.read_money(written) == grosze


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_never_a_fault(typed: str) -> None:
    for name in ("pesel", "nip", "regon", "krs", "ppe", "nrb", "customer_no", "postcode", "phone", "money"):
        try:
            getattr(fields, f"read_{name}")(typed)
        except ValidationError:
            continue
