"""Random secrets, and numbers with check characters that people read aloud and type."""

from __future__ import annotations

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10, mod_97_10

# No 0/O, 1/I/L, U: read aloud or from paper they are mistaken.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LETTERS = 8
IDENTIFIER_DIGITS = 8


def new_token() -> str:
    """Return 256 random bits, url-safe: session ids, links in mails."""
    return secrets.token_urlsafe(32)


def new_digits(count: int) -> str:
    """Return `count` random digits, leading zeros kept (a PIN)."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def new_code(count: int = 8) -> str:
    """Return `count` random characters that are hard to mistake (the code of the tracker)."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def new_reference() -> str:
    """Return an application's reference, `EB-XXXX-XXXX-NN`; NN are check digits (ISO 7064 mod 97-10)."""
    body = new_code(REFERENCE_LETTERS)
    return f"EB-{body[:4]}-{body[4:]}-{mod_97_10.calc_check_digits('EB' + body)}"


def read_reference(typed: str) -> str | None:
    """Return the reference as stored from what a person typed, or None when its check does not fit."""
    bare = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    try:
        mod_97_10.validate(bare)
    except ValidationError:
        return None
    if len(bare) != REFERENCE_LETTERS + 4 or not bare.startswith("EB"):
        return None
    return f"EB-{bare[2:6]}-{bare[6:10]}-{bare[10:]}"


def new_identifier() -> str:
    """Return a User identifier: 8 digits, no leading 0, the last a check digit (ISO 7064 mod 11,10)."""
    body = str(secrets.randbelow(9_000_000) + 1_000_000)
    return body + mod_11_10.calc_check_digit(body)


def read_identifier(typed: str) -> str | None:
    """Return the identifier from what a person typed, or None when its check digit does not fit."""
    bare = "".join(typed.split())
    if len(bare) != IDENTIFIER_DIGITS or not (bare.isascii() and bare.isdigit()):
        return None
    return bare if mod_11_10.is_valid(bare) else None
