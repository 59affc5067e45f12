"""How zones, kinds of readings and months are said to a customer."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from app.foundation.i18n import N_, _, language

ZONES = {
    "total": N_("All day"),
    "day": N_("Day"),
    "night": N_("Night"),
    "peak": N_("Peak hours"),
    "off_peak": N_("Off-peak hours"),
    "other": N_("Other hours"),
}
READINGS = {
    "actual": N_("read by our collector"),
    "remote": N_("read remotely"),
    "customer": N_("given by you"),
    "estimated": N_("estimated by us"),
    "control": N_("control reading"),
    "exchange": N_("meter exchanged"),
}


def zone_name(zone: str) -> str:
    """Return the hours which a zone counts, in words."""
    return _(ZONES[zone])


def reading_kind(kind: str) -> str:
    """Return how a state came to be known."""
    return _(READINGS[kind])


def month_name(month: dt.date) -> str:
    """Return the name of a month alone: `January`."""
    return str(format_date(month, "LLLL", locale=language()))


def short_month(month: dt.date) -> str:
    """Return the name of a month where there is little room: `Jan`."""
    return str(format_date(month, "LLL", locale=language()))


def month_and_year(month: dt.date) -> str:
    """Return a month with its year: `January 2026`."""
    return str(format_date(month, "LLLL y", locale=language()))
