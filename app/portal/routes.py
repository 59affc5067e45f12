"""The customer's pages: home, and all invoices."""

from __future__ import annotations

from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from app.billing.words import kind_name, status_badge
from app.foundation.actor import Actor
from app.foundation.listing import asked
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


@pages.page("/home/invoices", allow=CUSTOMER)
def invoices(actor: Actor) -> ResponseReturnValue:
    """List the invoices of all agreements or of one, the newest first."""
    chosen = asked("agreement")
    found = queries.bills(actor, chosen, after=asked("after"), before=asked("before"))
    turn = partial(url_for, "portal.invoices", agreement=chosen)
    return page("portal/invoices.html", found=found, chosen=chosen, turn=turn, **WORDS)
