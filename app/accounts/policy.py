"""What a password must be: long, and not easy to guess; nothing about kinds of characters.

NIST SP 800-63B: 15 characters where the password stands alone, no composition rules, a list of common ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from app.accounts.passwords import LONGEST
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _

SHORTEST = 15
ENOUGH = 8  # characters that must be left when everything guessable has been taken out
ENOUGH_DIFFERENT = 5

TOO_SHORT = N_(
    "A password has at least %(least)s characters. Four words that do not belong together will do."
)
TOO_LONG = N_("A password has at most %(most)s characters.")
TOO_EASY = N_(
    "This password is easy to guess: it is well known, repeats itself, follows the keyboard or holds your "
    "own data. Please take four words that do not belong together."
)

_LIST = Path(__file__).with_name("common_passwords.txt")
_ROWS = (
    "1234567890-=",
    "!@#$%^&*()_+",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "01234567890123456789",
)
_WALK = 4
_WORDS = (
    "haslo",
    "password",
    "passwd",
    "admin",
    "ebok",
    "e-bok",
    "klient",
    "login",
    "polska",
    "2024",
    "2025",
    "2026",
)
_OWN = 4  # shorter words of one's own data are too common to be taken out
_REPEATED = re.compile(r"(.{1,64}?)\1+")


def fault(password: str, own: Iterable[str] = ()) -> str | None:
    """Return what is wrong with a password, in the reader's language, or None.

    `own` are texts it must not be made of: the person's name, identifier, e-mail, the firm's name.
    """
    if len(password) < SHORTEST:
        return _(TOO_SHORT, least=SHORTEST)
    if len(password) > LONGEST:
        return _(TOO_LONG, most=LONGEST)
    plain = _plain(password)
    rest = _without_guessable(plain, own)
    easy = plain in _common() or len(rest) < ENOUGH or len(set(rest)) < ENOUGH_DIFFERENT
    return _(TOO_EASY) if easy else None


@cache
def _common() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split())


def _plain(text: str) -> str:
    """Return text without case, diacritics and spaces: what a guesser tries first."""
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign) and not sign.isspace())


def _without_guessable(plain: str, own: Iterable[str]) -> str:
    words = {_plain(word) for text in own for word in [text, *re.split(r"[\s@.]+", text)]}
    for word in sorted({*words, *_WORDS}, key=len, reverse=True):
        if len(word) >= _OWN:
            plain = plain.replace(word, "")
    for walk in _walks():
        plain = plain.replace(walk, "")
    return _REPEATED.sub(r"\1", plain)


@cache
def _walks() -> tuple[str, ...]:
    """Return every piece of a keyboard row or alphabet, both ways, the longest first."""
    rows = [way for row in _ROWS for way in (row, row[::-1])]
    pieces = {
        row[start:end]
        for row in rows
        for start in range(len(row))
        for end in range(start + _WALK, len(row) + 1)
    }
    return tuple(sorted(pieces, key=len, reverse=True))
