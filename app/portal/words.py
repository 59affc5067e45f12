"""How codes of the feed are said to a customer: kinds of agreements, tariffs."""

from __future__ import annotations

from app.foundation.i18n import N_, _

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


def agreement_in_words(kind: str) -> str:
    """Return what an agreement of this kind is about; the code itself when it is not known."""
    return _(AGREEMENTS[kind]) if kind in AGREEMENTS else kind


def tariff_in_words(tariff: str) -> str:
    """Return a tariff with its meaning: `G11, one price all day`; the code alone when it is not known."""
    meaning = TARIFFS.get(tariff.upper())
    return f"{tariff}, {_(meaning)}" if meaning else tariff
