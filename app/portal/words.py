"""How codes of the feed are said to a customer: agreements, tariffs, zones, kinds of readings; months."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from app.foundation.i18n import N_, _, language

AGREEMENTS = {
    "comprehensive": N_("Comprehensive agreement: energy and its delivery"),
    "sale": N_("Agreement for the sale of energy"),
    "distribution": N_("Agreement for the delivery of energy"),
}
ONE_PRICE = N_("one price all day")
DAY_AND_NIGHT = N_("a day price and a cheaper night price")
THREE_PRICES = N_("three prices, depending on the time of day")
PEAK = N_("a peak price and a cheaper price outside the peak")
TARIFFS = {
    "G11": ONE_PRICE,
    "G12": DAY_AND_NIGHT,
    "G12W": N_("a day price and a cheaper price at night and at weekends"),
    "G12R": DAY_AND_NIGHT,
    "G13": THREE_PRICES,
    "C11": ONE_PRICE,
    "C12A": PEAK,
    "C12B": DAY_AND_NIGHT,
    "C21": ONE_PRICE,
    "C22A": PEAK,
    "C22B": DAY_AND_NIGHT,
    "C23": THREE_PRICES,
    "B11": ONE_PRICE,
    "B21": ONE_PRICE,
    "B22": PEAK,
    "B23": THREE_PRICES,
    "A23": THREE_PRICES,
    "R": N_("a fixed charge without a meter"),
}
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


def agreement_in_words(kind: str) -> str:
    """Return what an agreement of this kind is about; the code itself when it is not known."""
    return _(AGREEMENTS[kind]) if kind in AGREEMENTS else kind


def tariff_in_words(tariff: str) -> str:
    """Return a tariff with its meaning: `G11, one price all day`; the code alone when it is not known."""
    meaning = TARIFFS.get(tariff.upper())
    return f"{tariff}, {_(meaning)}" if meaning else tariff


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
