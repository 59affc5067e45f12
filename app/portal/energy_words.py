"""How energy is said to a customer: zones, kinds of readings, kilowatt-hours, what a counter shows."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from app.foundation.i18n import N_, _, language
from app.foundation.templating import NBSP

ZONES = {
    "total": N_("All day"),
    "day": N_("Day"),
    "night": N_("Night"),
    "peak": N_("Peak hours"),
    "off_peak": N_("Off-peak hours"),
    "other": N_("Other hours"),
}
KINDS = {
    "actual": N_("read by our collector"),
    "remote": N_("read remotely"),
    "customer": N_("given by you"),
    "estimated": N_("estimated by us"),
    "control": N_("control reading"),
    "exchange": N_("meter exchanged"),
}
# Colours of the chart; those of one tariff differ.
TONES = {"total": 4, "day": 2, "night": 1, "peak": 2, "off_peak": 1, "other": 3}
KWH = 1000
SMALL = 100 * KWH  # from here on a tenth of a kilowatt-hour says nothing


def zone_name(zone: str) -> str:
    """Return the hours which a zone counts, in words."""
    return _(ZONES[zone])


def tone(zone: str, *, alone: bool) -> int:
    """Return the colour of a zone's bars; the only one has the first."""
    return 1 if alone else TONES[zone]


def reading_kind(kind: str) -> str:
    """Return how a state came to be known."""
    return _(KINDS[kind])


def month_name(month: dt.date) -> str:
    """Return the name of a month alone: `January`."""
    return str(format_date(month, "LLLL", locale=language()))


def short_month(month: dt.date) -> str:
    """Return the name of a month where there is little room: `Jan`."""
    return str(format_date(month, "LLL", locale=language()))


def month_and_year(month: dt.date) -> str:
    """Return a month with its year: `January 2026`."""
    return str(format_date(month, "LLLL y", locale=language()))


def whole(number: int) -> str:
    """Write a whole number with its thousands apart: `12 345`, in English `12,345`."""
    return f"{number:,}".replace(",", NBSP) if language() == "pl" else f"{number:,}"


def rounded(energy: int) -> int:
    """Return Wh as whole kilowatt-hours, a half upwards."""
    return (energy + KWH // 2) // KWH


def kwh(energy: int) -> str:
    """Write Wh as whole kilowatt-hours: `1 235 kWh`."""
    return f"{whole(rounded(energy))}{NBSP}kWh"


def per_day(energy: int, days: float) -> str:
    """Write how many kilowatt-hours were used a day, with a tenth where it says something: `10,1`."""
    each = energy / days
    if each >= SMALL:
        return whole(rounded(round(each)))
    written = f"{each / KWH:.1f}"
    return written.replace(".", ",") if language() == "pl" else written


def counter(value: int, digits: int) -> str:
    """Write a state (thousandths of a kWh) as a display shows it: leading zeros, decimals if any."""
    state, rest = divmod(value, KWH)
    shown = str(state).zfill(digits)
    if not rest:
        return shown
    decimals = f"{rest:03d}".rstrip("0")
    return f"{shown},{decimals}" if language() == "pl" else f"{shown}.{decimals}"


def about_money(grosze: int) -> str:
    """Write an amount that is only about right: whole złoty."""
    return f"{whole((grosze + 50) // 100)}{NBSP}zł"
