"""Check digits of Polish numbers, as the feed's contract asks for them: exact digits, no leniency."""

from __future__ import annotations

from operator import mul

_PESEL = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)
_REGON_9 = (8, 9, 2, 3, 4, 5, 6, 7)
_REGON_14 = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
_GS1 = (3, 1) * 9
_COUNTRY = "2521"  # PL, written in figures for the check of an account number


def _digits(text: str, *lengths: int) -> bool:
    return len(text) in lengths and text.isascii() and text.isdigit()


def _sum(weights: tuple[int, ...], text: str) -> int:
    return sum(map(mul, weights, map(int, text)))


def is_pesel(text: str) -> bool:
    """Say whether these are 11 digits whose last fits."""
    return _digits(text, 11) and (_sum(_PESEL, text) + int(text[-1])) % 10 == 0


def is_nip(text: str) -> bool:
    """Say whether these are 10 digits whose last fits; a remainder of 10 never does."""
    return _digits(text, 10) and _sum(_NIP, text) % 11 == int(text[-1])


def is_regon(text: str) -> bool:
    """Say whether these are 9 or 14 digits whose check digits fit (of 14, the first 9 by themselves too)."""
    if not _digits(text, 9, 14) or _sum(_REGON_9, text) % 11 % 10 != int(text[8]):
        return False
    return len(text) != 14 or _sum(_REGON_14, text) % 11 % 10 == int(text[-1])  # noqa: PLR2004


def is_nrb(text: str) -> bool:
    """Say whether these are 26 digits that fit (ISO 13616, mod 97)."""
    return _digits(text, 26) and int(text[2:] + _COUNTRY + text[:2]) % 97 == 1


def is_ppe(text: str) -> bool:
    """Say whether these are 18 digits whose last fits (GS1 mod 10)."""
    return _digits(text, 18) and (_sum(_GS1[:17], text) + int(text[-1])) % 10 == 0
