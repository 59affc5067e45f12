"""How the quantities, prices and rates of invoices and of interest are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from app.foundation.i18n import N_, _, ngettext
from app.foundation.templating import NBSP
from app.portal.figures import decimal

MILLION = 6  # quantities and unit prices are kept in millionths
PERCENT = 2  # VAT rates in hundredths of a percent
EXACT = 4  # decimals of a rate of interest, and of what is rounded only in sum
UNITS = {"pcs": N_("pcs"), "month": N_("month")}


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
