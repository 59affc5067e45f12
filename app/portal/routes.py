"""The customer's home."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.billing.words import kind_name, status_badge
from app.foundation.actor import Actor
from app.foundation.listing import asked
from app.foundation.pages import CUSTOMER, Pages
from app.foundation.templating import page
from app.portal import energy_words, figures, queries, words

pages = Pages("portal")
WORDS = {
    "FEW": queries.FEW,
    "about_money": figures.about_money,
    "agreement_in_words": words.agreement_in_words,
    "counter": figures.counter,
    "kind_name": kind_name,
    "kwh": figures.kwh,
    "month_and_year": energy_words.month_and_year,
    "reading_kind": energy_words.reading_kind,
    "status_badge": status_badge,
    "tariff_in_words": words.tariff_in_words,
    "zone_name": energy_words.zone_name,
}


@pages.page("/home", allow=CUSTOMER)
def home(actor: Actor) -> ResponseReturnValue:
    """Show how the customer stands: the one figure first, then meters, consumption, invoices, agreements."""
    return page(
        "portal/home.html",
        home=queries.home(actor, asked("customer")),
        **WORDS,
    )
