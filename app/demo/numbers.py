"""Numbers that no real person, company, meter or bank account can have, each with a good check digit.

Every number is made of an index alone, one to one, so that a hundred thousand customers need no list of
numbers already given away.
"""

from __future__ import annotations

import datetime as dt

from stdnum.pl import pesel as pesel_numbers
from stdnum.pl import regon as regon_numbers

_FACTOR = 6_180_339_887  # prime to 10: multiplying by it mixes the digits and loses none
_FIRST_BIRTH = dt.date(1840, 1, 1)
_BIRTHS = 21_900  # 1840 to 1899: nobody born then lives
_NO_BANK = "99999999"  # no bank has this number
_NO_OPERATOR = "5909999"


def mixed(index: int, digits: int) -> str:
    """Return `digits` digits that look random; different for every index below 10^digits."""
    whole = 10**digits
    return f"{(index * _FACTOR + digits * 314_159_265) % whole:0{digits}d}"


def customer_no(index: int) -> str:
    """Return the ten digits of a customer."""
    return mixed(index, 10)


def pesel(index: int, *, female: bool) -> str:
    """Return the PESEL of somebody born in the 19th century (the month carries +80)."""
    serial, day = divmod(int(mixed(index, 7)), _BIRTHS)
    born = _FIRST_BIRTH + dt.timedelta(days=day)
    sex = 2 * (index % 5) + (0 if female else 1)
    body = f"{born.year % 100:02d}{born.month + 80:02d}{born.day:02d}{serial:03d}{sex}"
    return body + pesel_numbers.calc_check_digit(body)


def nip(index: int) -> str:
    """Return a NIP of a tax office that does not exist (999)."""
    bodies = ("999" + mixed(index * 10 + turn, 6) for turn in range(10))
    # Every eleventh body would need the digit 10 and is left out.
    body, check = next((body, check) for body in bodies if (check := _nip_check(body)) < 10)  # noqa: PLR2004
    return f"{body}{check}"


def _nip_check(body: str) -> int:
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    return sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True)) % 11


def regon(index: int) -> str:
    """Return a REGON of a voivodeship that does not exist (99)."""
    body = "99" + mixed(index, 6)
    return body + regon_numbers.calc_check_digit(body)


def krs(index: int) -> str:
    """Return a number of the KRS that has not been reached."""
    return "00099" + mixed(index, 5)


def nrb(agreement: str) -> str:
    """Return the account of an agreement (8 digits) at a bank that does not exist."""
    account = _NO_BANK + "20050000" + agreement
    check = 98 - int(account + "252100") % 97
    return f"{check:02d}{account}"


def ppe(index: int) -> str:
    """Return a supply point's code of no operator (GS1 mod 10)."""
    body = _NO_OPERATOR + mixed(index, 10)
    odd, even = sum(map(int, body[-1::-2])), sum(map(int, body[-2::-2]))
    return body + str(-(3 * odd + even) % 10)


def phone(index: int) -> str:
    """Return a number of a prefix that nobody has been given (40)."""
    return "+4840" + mixed(index, 7)


def ksef_no(seller: str, issued: dt.date, index: int) -> str:
    """Return a number as the National e-Invoice System gives: seller's NIP, day, 12 hex digits, CRC-8."""
    body = f"{seller}-{issued:%Y%m%d}-{int(mixed(index, 14)):012X}"
    return f"{body}-{_crc8(body.encode()):02X}"


def _crc8(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc
