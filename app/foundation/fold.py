"""Folding: the form in which text is searched, compared and sorted alike on both engines."""

from __future__ import annotations

import unicodedata

# The Polish order of letters; the engines do not agree on it.
_ORDER = {letter: f"{base}~" for letter, base in zip("ąćęłńóśź", "acelnosz", strict=True)} | {"ż": "z~~"}
_STROKE = str.maketrans("łŁøØđĐ", "lLoOdD")


def fold(text: str) -> str:
    """Return `text` without case, diacritics, punctuation and doubled spaces: for search and comparison."""
    # Once more after the case has gone: some signs come apart into capitals, some capitals into signs.
    apart = unicodedata.normalize("NFKD", text).translate(_STROKE).casefold()
    plain = unicodedata.normalize("NFKD", apart)
    kept = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


def sort_key(text: str) -> str:
    """Return a key whose byte order is the Polish alphabetical order of `text`."""
    return "".join(_ORDER.get(sign, sign) for sign in text.casefold())
