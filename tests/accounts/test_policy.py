"""What a password must be: long and not guessable; nothing about kinds of characters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import policy

OWN = ["Anna Kowalska", "12345674", "anna.kowalska@example.com", "Przykładowa Energia S.A."]

pytestmark = pytest.mark.one_engine("nothing is read from a database")


@pytest.fixture(autouse=True)
def inside(app: Flask) -> Iterator[None]:
    """Messages are said in a language."""
    with app.app_context():
        yield


@pytest.mark.parametrize(
    "password",
    [
        "siedem kotów pije herbatę",
        "zielony parasol gra na tubie",
        "correct zebra staple violin",
        "kzrwmvhtqpljxnd",
        "9f$kQ!x2@Lw#7pZ",
        "ąęćłńóśźżĄĘĆŁŃÓŚ",
        "abkqzmwxvhtrplou",
        "wieloryb tańczy kankana",
        "żółw gra w szachy z kotem" + " i psem" * 10,
    ],
)
def test_a_long_uncommon_password_is_good(password: str) -> None:
    assert policy.fault(password, OWN) is None


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaa",
        "123456789012345",
        "987654321098765",
        "abababababababab",
        "hasłohasłohasło",
        "Hasło Hasło Hasło",
        "qwertyuiop[]asdf",
        "QwertyuiopAsdfgh",
        "1qaz2wsx3edc4rfv",
        "abcdefghijklmnop",
        "correcthorsebatterystaple",
        "Correct Horse Battery Staple",
        "Litwo ojczyzno moja",
        "przykladowaenergia",
        "Przykładowa Energia 1",
        "annakowalska1234",
        "Anna Kowalska 2026",
        "12345674 12345674",
        "anna.kowalska@example.com",
        "password12345678",
        "!!!!!!!!!!!!!!!!!!!!",
        "mójebok2026mójebok",
    ],
)
def test_a_guessable_password_is_refused(password: str) -> None:
    assert policy.fault(password, OWN) is not None


@pytest.mark.parametrize(("length", "good"), [(14, False), (15, True), (128, True), (129, False)])
def test_fifteen_characters_are_enough_and_more_than_128_too_many(length: int, good: bool) -> None:  # noqa: FBT001
    password = ("kzr wmv htq pljx nd óśę " * 3 + "".join(chr(0x4E00 + n * 7) for n in range(128)))[:length]
    assert (policy.fault(password) is None) == good


def test_every_password_of_the_list_is_refused() -> None:
    listed = Path(policy.__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split()
    assert len(listed) > 500
    assert [word for word in listed if policy.fault(word) is None] == []
