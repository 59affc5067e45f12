"""How quantities, prices and rates of an invoice's lines are written: decimal comma, units in words."""

from __future__ import annotations

from app.foundation.i18n import N_, _, language, ngettext
from app.foundation.templating import NBSP

MILLION = 6  # quantities and unit prices are kept in millionths
PERCENT = 2  # VAT rates in hundredths of a percent
UNITS = {"pcs": N_("pcs"), "month": N_("month")}


def decimal(amount: int, places: int, least: int = 0) -> str:
    """Write a whole number of 10**-places as a decimal with at least `least` decimals: `1 234,5`."""
    whole, rest = divmod(abs(amount), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(least, "0")
    minus = "\N{MINUS SIGN}" if amount < 0 else ""
    if language() == "pl":
        return minus + f"{whole:,}".replace(",", NBSP) + ("," + decimals if decimals else "")
    return minus + f"{whole:,}" + ("." + decimals if decimals else "")


def quantity(amount: int, unit: str) -> str:
    """Write millionths of a unit with it: `1 864 kWh`, `0,422 MWh`, `2 miesiące`."""
    if unit == "month" and amount % 10**MILLION == 0:
        return ngettext("%(num)s month", "%(num)s months", amount // 10**MILLION).replace(" ", NBSP)
    return f"{decimal(amount, MILLION)}{NBSP}{_(UNITS[unit]) if unit in UNITS else unit}"


def price(amount: int) -> str:
    """Write a unit price (millionths of a złoty) with all its decimals: `0,4980 zł` as `0,498 zł`."""
    return f"{decimal(amount, MILLION, least=2)}{NBSP}zł"


def average(amount: int) -> str:
    """Write an average price of a kWh (hundredths of a grosz): `0,9437 zł`."""
    return f"{decimal(amount, 4, least=4)}{NBSP}zł"


def rate(amount: int) -> str:
    """Write a VAT rate: `23%`."""
    return f"{decimal(amount, PERCENT)}%"
