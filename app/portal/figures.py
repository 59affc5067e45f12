"""How numbers are written on the customer's pages: energy, meter states, quantities, prices, rates, money."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from app.foundation.i18n import N_, _, language, ngettext
from app.foundation.templating import NBSP, thousands

KWH = 1000
SMALL = 100 * KWH  # from here on a tenth of a kilowatt-hour says nothing
MILLION = 6  # quantities and unit prices are kept in millionths
PERCENT = 2  # VAT rates in hundredths of a percent
EXACT = 4  # decimals of a rate of interest, and of what is rounded only in sum
UNITS = {"pcs": N_("pcs"), "month": N_("month")}


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
    return f"{decimal(amount, EXACT, least=EXACT)}{NBSP}zł"


def vat_rate(amount: int) -> str:
    """Write a VAT rate: `23%`."""
    return f"{decimal(amount, PERCENT)}%"


def percent(rate: Fraction) -> str:
    """Write a rate of interest: `9,25%`."""
    return f"{decimal(round(rate * 10**EXACT), EXACT)}%"


def fine(grosze: Fraction) -> str:
    """Write an amount that is rounded only in sum, to a hundredth of a grosz: `0,4182 zł`."""
    return average(round(grosze * 100))


def typed(grosze: int) -> str:
    """Write an amount as a bank's form takes it: `1234,56`."""
    return f"{Decimal(grosze) / 100:.2f}".replace(".", ",")
