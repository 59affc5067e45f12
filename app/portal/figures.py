"""How energy and meter states are written on the customer's pages, and any decimal; prices: `prices.py`."""

from __future__ import annotations

from app.foundation.i18n import language
from app.foundation.templating import NBSP, thousands

KWH = 1000
SMALL = 100 * KWH  # from here on a tenth of a kilowatt-hour says nothing


def decimal(amount: int, places: int, least: int = 0) -> str:
    """Write a whole number of 10**-places as a decimal with at least `least` decimals: `1 234,5`."""
    whole, rest = divmod(abs(amount), 10**places)
    minus = "\N{MINUS SIGN}" if amount < 0 else ""
    return minus + thousands(whole) + _decimals(rest, places, least)


def _decimals(rest: int, places: int, least: int = 0) -> str:
    digits = f"{rest:0{places}d}".rstrip("0").ljust(least, "0")
    point = "," if language() == "pl" else "."
    return point + digits if digits else ""


def rounded(energy: int) -> int:
    """Return Wh as whole kilowatt-hours, a half upwards."""
    return (energy + KWH // 2) // KWH


def kwh(energy: int) -> str:
    """Write Wh as whole kilowatt-hours: `1 235 kWh`."""
    return f"{thousands(rounded(energy))}{NBSP}kWh"


def per_day(energy: int, days: float) -> str:
    """Write how many kilowatt-hours were used a day, with a tenth where it says something: `10,1`."""
    each = energy / days
    return thousands(rounded(round(each))) if each >= SMALL else decimal(round(each / 100), 1, least=1)


def counter(value: int, digits: int) -> str:
    """Write a state (thousandths of a kWh) as a display shows it: leading zeros, decimals if any."""
    state, rest = divmod(value, KWH)
    return str(state).zfill(digits) + _decimals(rest, 3)


def about_money(grosze: int) -> str:
    """Write an amount that is only about right: whole złoty."""
    return f"{thousands((grosze + 50) // 100)}{NBSP}zł"
