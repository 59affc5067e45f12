"""One thing given beside one thing known: what is tolerated and what is not."""

from __future__ import annotations

import datetime as dt

import pytest

from app.registrations import verdicts
from app.registrations.base_queries import Bill

BILLS = [
    Bill("R/2026/10/000123", 12_345, is_recent=True),
    Bill("P/2026/08/000077", 9_900, is_recent=True),
    Bill("R/2024/10/000001", 5_000, is_recent=False),
]
SIGNED = {"U/00000017": (dt.date(2019, 5, 20), None)}


@pytest.mark.parametrize(
    ("given", "base", "verdict"),
    [
        ("Żaneta Łącka", "Żaneta Łącka", "equal"),
        ("zaneta lacka", "Żaneta Łącka", "equal"),
        ("ŁĄCKA  Żaneta", "Żaneta Łącka", "equal"),
        ("Anna Nowak Kowalska", "Anna Nowak-Kowalska", "equal"),
        ("Anna Maria Nowak", "Anna Nowak", "close"),
        ("Anna Nowak", "Anna Nowak-Kowalska", "close"),
        ("Anna Nowka", "Anna Nowak", "close"),
        ("Ana Nowak", "Anna Nowak", "different"),  # a short word has no letter to spare
        ("Halina Nowakowska", "Halina Nowakowsk", "close"),
        ("Anna Nowak", "Jan Nowak", "different"),
        ("Anna", "Anna Nowak", "different"),
        ("Anna Nowak", "", "unknown"),
        ("", "Anna Nowak", "unknown"),
    ],
)
def test_names_are_compared_as_people_write_them(given: str, base: str, verdict: str) -> None:
    assert verdicts.name(given, base) == verdict


@pytest.mark.parametrize(
    ("number", "gross", "expected"),
    [
        ("R/2026/10/000123", 12_345, ("equal", "equal")),
        ("r 2026 10 000123", 12_345, ("equal", "equal")),
        ("R/2026/10/000123", 12_346, ("equal", "different")),
        ("R/2024/10/000001", 5_000, ("close", "equal")),
        ("R/2026/10/000124", 12_345, ("different", "close")),
        ("R/2026/10/000124", 1, ("different", "different")),
        (None, None, ("unknown", "unknown")),
    ],
)
def test_an_invoice_is_one_of_the_last_three(
    number: str | None, gross: int | None, expected: tuple[str, str]
) -> None:
    found = verdicts.invoice(number, gross, BILLS)
    assert (found["invoice_no"], found["invoice_gross"]) == expected


@pytest.mark.parametrize(
    ("number", "day", "expected"),
    [
        ("U/00000017", dt.date(2019, 5, 20), ("equal", "equal")),
        ("u 00000017", dt.date(2019, 6, 1), ("equal", "close")),
        ("U/00000017", dt.date(2018, 5, 20), ("equal", "different")),
        ("U/00000018", dt.date(2019, 5, 20), ("different", "close")),
        ("U/00000018", dt.date(2020, 5, 20), ("different", "different")),
        (None, None, ("unknown", "unknown")),
    ],
)
def test_an_agreement_has_its_number_and_day(
    number: str | None, day: dt.date | None, expected: tuple[str, str]
) -> None:
    found = verdicts.agreement(number, day, SIGNED)
    assert (found["agreement_no"], found["agreement_on"]) == expected


@pytest.mark.parametrize(
    ("given", "base", "verdict"),
    [
        ("+48600700800", "600 700 800", "equal"),
        ("+48600700800", "0048600700800", "equal"),
        ("+48600700801", "+48600700800", "different"),
        (None, "+48600700800", "unknown"),
        ("+48600700800", None, "unknown"),
    ],
)
def test_the_way_a_phone_number_is_written_does_not_matter(
    given: str | None, base: str | None, verdict: str
) -> None:
    assert verdicts.phone(given, base) == verdict


def test_an_address_is_the_same_in_capitals() -> None:
    assert verdicts.email("Anna@Example.com", "anna@example.com") == "equal"
    assert verdicts.email("anna@example.com", "jan@example.com") == "different"
    assert verdicts.email("anna@example.com", None) == "unknown"
