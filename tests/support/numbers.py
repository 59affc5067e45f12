"""Numbers with right check digits that no real person, firm or account can have."""

from __future__ import annotations

import itertools

from stdnum import ean
from stdnum.iso7064 import mod_11_10
from stdnum.pl import pesel as pesel_check

NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
REGON_WEIGHTS = (8, 9, 2, 3, 4, 5, 6, 7)


def pesel(serial: int) -> str:
    """Return the PESEL of somebody born in the 1880s."""
    start = f"{80 + serial % 10:02d}{81 + serial % 12:02d}{1 + serial % 28:02d}{serial:04d}"
    return start + str(pesel_check.calc_check_digit(start))


def customer_no(serial: int) -> str:
    """Return a customer number."""
    return f"{2_000_000_000 + serial}"


def agreement_no(serial: int) -> str:
    """Return the number of an agreement."""
    return f"U/{serial:08d}"


def ppe(serial: int) -> str:
    """Return the number of a supply point (GS1 mod 10)."""
    start = f"590543510{serial:08d}"
    return start + str(ean.calc_check_digit(start))


def nrb(serial: int) -> str:
    """Return an account of a bank that does not exist."""
    account = f"99999999{2005:04d}{serial:012d}"
    return f"{98 - int(account + '252100') % 97:02d}{account}"


def identifier(serial: int) -> str:
    """Return a User identifier, as the office gives them (ISO 7064 mod 11,10)."""
    start = f"{1_000_000 + serial}"
    return start + str(mod_11_10.calc_check_digit(start))


def meter_no(serial: int) -> str:
    """Return the number of a meter."""
    return f"{700_000_000 + serial}"


def nip(serial: int) -> str:
    """Return the NIP of a tax office that does not exist (prefix 000)."""
    for body in itertools.count(serial * 10):
        start = f"000{body % 10**6:06d}"
        check = sum(int(digit) * weight for digit, weight in zip(start, NIP_WEIGHTS, strict=True)) % 11
        if check < 10:
            return f"{start}{check}"
    raise AssertionError


def regon(serial: int) -> str:
    """Return a REGON that nobody has been given."""
    start = f"99{serial:06d}"
    check = sum(int(digit) * weight for digit, weight in zip(start, REGON_WEIGHTS, strict=True)) % 11 % 10
    return f"{start}{check}"


def krs(serial: int) -> str:
    """Return the number of an entry that does not exist."""
    return f"0009{serial:06d}"
