"""The customer's invoices: all of them page by page, each of them whole, and as PDF."""

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

pages = Pages("invoices")
WORDS = {"kind_name": kind_name, "status_badge": status_badge}


@pages.page("/home/invoices", allow=CUSTOMER)
def all(actor: Actor) -> ResponseReturnValue:  # noqa: A001 - the page's name
    """List the invoices of all agreements or of one, the newest first."""
    chosen = asked("agreement")
    found = queries.bills(actor, chosen, after=asked("after"), before=asked("before"))
    turn = partial(url_for, "invoices.all", agreement=chosen)
    return page("portal/invoices.html", found=found, chosen=chosen, turn=turn, **WORDS)
