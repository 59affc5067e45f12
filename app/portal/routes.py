"""The customer's home."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.billing.words import kind_name, status_badge
from app.foundation.actor import Actor
from app.foundation.pages import CUSTOMER, Pages
from app.foundation.templating import page
from app.portal import queries
from app.portal.words import agreement_in_words, tariff_in_words

pages = Pages("portal")
WORDS = {
    "agreement_in_words": agreement_in_words,
    "kind_name": kind_name,
    "status_badge": status_badge,
    "tariff_in_words": tariff_in_words,
}


@pages.page("/home", allow=CUSTOMER)
def home(actor: Actor) -> ResponseReturnValue:
    """Show how the customer stands: the one figure first, then agreements and the newest invoices."""
    return page("portal/home.html", home=queries.home(actor), **WORDS)
