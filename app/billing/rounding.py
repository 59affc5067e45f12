"""Parts of whole grosze: rates of VAT, and how what is between two grosze is rounded."""

from __future__ import annotations

WHOLE = 100_00  # a VAT rate is in hundredths of a percent


def rounded(amount: int, parts: int) -> int:
    """Return amount / parts as a whole number, halves away from zero: -x takes away what x brought."""
    whole = (2 * abs(amount) + parts) // (2 * parts)
    return whole if amount >= 0 else -whole


def vat_of(net: int, rate: int) -> int:
    """Return the VAT on grosze at a rate in hundredths of a percent."""
    return rounded(net * rate, WHOLE)
