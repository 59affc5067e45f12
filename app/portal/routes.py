"""The customer's pages: home, and all invoices."""

from __future__ import annotations

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.pages import CUSTOMER, Pages
from app.foundation.templating import page
from app.portal import queries
from app.portal.words import agreement_in_words, tariff_in_words

pages = Pages("portal")


@pages.page("/home", allow=CUSTOMER)
def home(actor: Actor) -> ResponseReturnValue:
    """Show how the customer stands: the one figure first, then agreements and the newest invoices."""
    return page(
        "portal/home.html",
        home=queries.home(actor),
        agreement_in_words=agreement_in_words,
        tariff_in_words=tariff_in_words,
    )


@pages.page("/home/invoices", allow=CUSTOMER)
def invoices(actor: Actor) -> ResponseReturnValue:
    """List the invoices of all agreements or of one, the newest first."""
    number = {name: request.args.get(name, type=int) for name in ("agreement", "after", "before")}
    chosen = number["agreement"]
    found = queries.bills(actor, chosen, after=number["after"], before=number["before"])
    return page(
        "portal/invoices.html",
        found=found,
        chosen=chosen,
        turn=partial(url_for, "portal.invoices", agreement=chosen),
    )
