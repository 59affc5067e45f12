"""The customer's energy: consumption by months and by years, and what the meters show."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.listing import asked
from app.foundation.pages import CUSTOMER, Pages
from app.foundation.templating import page, thousands
from app.portal import energy_words, figures, usage_queries
from app.portal.choice import TOGETHER, wished
from app.portal.registers import by_meter, exchanges, meters_now
from app.portal.seasons import a_year_before, seasons
from app.portal.taken import together
from app.portal.usage import years_in
from app.portal.usage_queries import Nothing

pages = Pages("usage")
# Colours of the chart by zone; those of one tariff differ.
TONES = {"total": 4, "day": 2, "night": 1, "peak": 2, "off_peak": 1, "other": 3}
WORDS = {
    "TOGETHER": TOGETHER,
    "TONES": TONES,
    "about_money": figures.about_money,
    "counter": figures.counter,
    "kwh": figures.kwh,
    "month_and_year": energy_words.month_and_year,
    "month_name": energy_words.month_name,
    "per_day": figures.per_day,
    "reading_kind": energy_words.reading_kind,
    "rounded": figures.rounded,
    "short_month": energy_words.short_month,
    "thousands": thousands,
    "zone_name": energy_words.zone_name,
}


@pages.page("/home/usage", allow=CUSTOMER)
def months(actor: Actor) -> ResponseReturnValue:
    """Show a year month by month beside the year before, and the last winter."""
    found = usage_queries.one_year(actor, wished(), asked("year"))
    return _page("portal/usage.html", found)


@pages.page("/home/usage/years", allow=CUSTOMER)
def years(actor: Actor) -> ResponseReturnValue:
    """Show all years and all winters and summers."""
    found = usage_queries.all_years(actor, wished())
    tools = {"a_year_before": a_year_before, "seasons": seasons, "together": together, "years_in": years_in}
    return _page("portal/usage_years.html", found, **tools)


@pages.page("/home/readings", allow=CUSTOMER)
def readings(actor: Actor) -> ResponseReturnValue:
    """Show what the meters of a supply point show now, and their readings of a year."""
    found = usage_queries.readings(actor, asked("point"), asked("year"))
    tools = {"by_meter": by_meter, "exchanges": exchanges, "meters_now": meters_now}
    return _page("portal/readings.html", found, **tools)


def _page(template: str, found: object, **more: object) -> str:
    here = request.endpoint
    if isinstance(found, Nothing):
        return page("portal/usage_none.html", found=found, here=here, **WORDS)
    return page(template, found=found, here=here, **more, **WORDS)
