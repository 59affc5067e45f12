"""The verdict on one thing given: equal, close, different, or unknown where there is nothing to compare."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from app.foundation.fold import fold
from app.registrations.base_queries import Bill

EQUAL, CLOSE, DIFFERENT, UNKNOWN = "equal", "close", "different", "unknown"
LONG_WORD = 4
NEAR_DAYS = 31
PHONE_DIGITS = 9


def plain(given: str | None, base: str | None) -> str:
    """Compare two values that are either the same or not."""
    if not given or not base:
        return UNKNOWN
    return EQUAL if given == base else DIFFERENT


def email(given: str | None, base: str | None) -> str:
    """Compare addresses without case."""
    return plain((given or "").casefold(), (base or "").casefold())


def phone(given: str | None, base: str | None) -> str:
    """Compare phone numbers by their last nine digits, however they are written."""
    return plain(_digits(given), _digits(base))


def _digits(number: str | None) -> str:
    return "".join(sign for sign in number or "" if sign.isdigit())[-PHONE_DIGITS:]


def bare(number: str | None) -> str:
    """Return the letters and digits of a number as people write it: `r / 2026/10 / 7` is `R2026107`."""
    return "".join(sign for sign in (number or "").upper() if sign.isalnum())


def invoice(number: str | None, gross: int | None, bills: Sequence[Bill]) -> dict[str, str]:
    """Compare number and gross amount (grosze) with a customer's bills; an older bill's number is close."""
    if number is None:
        return {"invoice_no": UNKNOWN, "invoice_gross": UNKNOWN}
    bill = next((bill for bill in bills if bare(bill.invoice_no) == bare(number)), None)
    if bill is None:
        near = any(bill.gross == gross for bill in bills)
        return {"invoice_no": DIFFERENT, "invoice_gross": CLOSE if near else DIFFERENT}
    amount = EQUAL if bill.gross == gross else DIFFERENT
    return {"invoice_no": EQUAL if bill.is_recent else CLOSE, "invoice_gross": amount}


def agreement(
    number: str | None, day: dt.date | None, agreements: Mapping[str, tuple[dt.date, dt.date | None]]
) -> dict[str, str]:
    """Compare number and day of signing with a customer's agreements; a day within a month is close."""
    if number is None or day is None:
        return {"agreement_no": UNKNOWN, "agreement_on": UNKNOWN}
    days = {bare(one): signed for one, (signed, _ended) in agreements.items()}
    signed = days.get(bare(number))
    if signed is None:
        return {"agreement_no": DIFFERENT, "agreement_on": CLOSE if day in days.values() else DIFFERENT}
    apart = abs((signed - day).days)
    near = CLOSE if apart <= NEAR_DAYS else DIFFERENT
    return {"agreement_no": EQUAL, "agreement_on": near if apart else EQUAL}


def name(given: str, base: str | None) -> str:
    """Compare names: case, order, diacritics, dashes and spaces do not matter.

    Close: a second name or half of a double surname is missing, or one letter of a longer word differs.
    """
    left, right = sorted(fold(given).split()), sorted(fold(base or "").split())
    if not left or not right:
        return UNKNOWN
    if left == right or "".join(left) == "".join(right):
        return EQUAL
    few, many = sorted((left, right), key=len)
    spare, rest = Counter(many) - Counter(few), Counter(few) - Counter(many)
    for word in rest.elements():
        twin = next((other for other in spare.elements() if one_slip(word, other)), None)
        if twin is None:
            return DIFFERENT
        spare[twin] -= 1
    return CLOSE if len(few) > 1 else DIFFERENT


def one_slip(left: str, right: str) -> bool:
    """Say whether two longer words differ by one letter changed, missing, added, or two swapped."""
    short, long = sorted((left, right), key=len)
    if len(short) < LONG_WORD or len(long) - len(short) > 1:
        return False
    start = next((at for at, sign in enumerate(short) if sign != long[at]), len(short))
    if len(short) != len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2][::-1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long[start:]
