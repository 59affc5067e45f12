"""The customer's invoices: all of them page by page, each of them whole, and as PDF."""

from __future__ import annotations

from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from app.billing.queries import status_of
from app.billing.words import KINDS, kind_name, meaning, status_badge
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.foundation.listing import asked
from app.foundation.pages import CUSTOMER, Pages
from app.foundation.pdf import shown
from app.foundation.templating import page
from app.portal import figures, prices
from app.portal.energy_words import zone_name
from app.portal.invoice_pdf import invoice_pdf
from app.portal.invoice_queries import listed, whole

pages = Pages("invoices")
WORDS = {"kind_name": kind_name, "meaning": meaning, "status_badge": status_badge}
FIGURES = {
    "average": prices.average,
    "per_day": figures.per_day,
    "price": prices.price,
    "quantity": prices.quantity,
    "vat_rate": prices.vat_rate,
    "zone_name": zone_name,
}


@pages.page("/home/invoices", allow=CUSTOMER)
def all(actor: Actor) -> ResponseReturnValue:  # noqa: A001 - the page's name
    """List the invoices of all agreements or of one, the newest first."""
    chosen = asked("agreement")
    found = listed(actor, chosen, after=asked("after"), before=asked("before"))
    turn = partial(url_for, "invoices.all", agreement=chosen)
    return page("portal/invoices.html", found=found, chosen=chosen, turn=turn, kinds=KINDS, **WORDS)


@pages.page("/home/invoices/<int:invoice_id>", allow=CUSTOMER)
def one(actor: Actor, invoice_id: int) -> ResponseReturnValue:
    """Show an invoice whole: how it stands, what it charges for, why it is as high as it is."""
    found = whole(actor, invoice_id)
    status = status_of(found.bill, today())
    return page("portal/invoice.html", whole=found, status=status, **WORDS, **FIGURES)


@pages.page("/home/invoices/<int:invoice_id>/invoice.pdf", allow=CUSTOMER)
def pdf(actor: Actor, invoice_id: int) -> ResponseReturnValue:
    """Hand out an invoice as PDF, under its own number."""
    found = whole(actor, invoice_id)
    return shown(invoice_pdf(found), found.bill.invoice_no)
