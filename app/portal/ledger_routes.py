"""The customer's account: how an agreement stands on a day, its ledger, a statement of it, how to pay."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.feed.fresh import data_of
from app.foundation.actor import Actor
from app.foundation.clock import today
from app.foundation.errors import NotFoundError
from app.foundation.listing import asked
from app.foundation.pages import CUSTOMER, Pages, go
from app.foundation.pdf import shown
from app.foundation.templating import page
from app.portal import account as accounts
from app.portal.asked_day import asked_day
from app.portal.ledger_words import about, uses, what
from app.portal.paying import pay as transfer_of
from app.portal.prices import fine, percent, typed
from app.portal.statement_pdf import statement_pdf
from app.settings.firm import firm

pages = Pages("ledger")
WORDS = {"about": about, "fine": fine, "percent": percent, "typed": typed, "uses": uses, "what": what}


@pages.page("/home/account", allow=CUSTOMER)
def account(actor: Actor) -> ResponseReturnValue:
    """Show how an agreement stands on a day: what is to be paid, arrears with interest, the ledger."""
    found = accounts.account(actor, asked("agreement"))
    if found is None:
        return page("portal/account_none.html")
    day, fault = asked_day(found)
    return page(
        "portal/account.html",
        found=found,
        standing=found.standing(day),
        extract=accounts.extract(found.book.moves(day), request.args.get("year", type=int)),
        day=day,
        fault=fault,
        typed_day=request.args.get("on", "") if fault else day.isoformat(),
        data_of=data_of(),
        **WORDS,
    )


@pages.page("/home/account/statement.pdf", allow=CUSTOMER)
def statement(actor: Actor) -> ResponseReturnValue:
    """Return the account on paper; where the day cannot be read, the page says so."""
    found = accounts.account(actor, asked("agreement"))
    if found is None:
        raise NotFoundError
    day, fault = asked_day(found)
    agreement = found.place.agreement
    if fault:
        return go("ledger.account", agreement=agreement.id, on=request.args.get("on"))
    return shown(statement_pdf(found, day), f"{agreement.agreement_no}-{day.isoformat()}")


@pages.page("/home/pay/<int:agreement_id>", allow=CUSTOMER)
def pay(actor: Actor, agreement_id: int) -> ResponseReturnValue:
    """Show how to pay: whom, to which account, how much, with which title, and as a code for an app."""
    found = accounts.account(actor, agreement_id)
    if found is None:
        raise NotFoundError
    standing = found.standing(today())
    chosen = transfer_of(found, standing, firm(), request.args.get("what"))
    return page("portal/pay.html", found=found, standing=standing, pay=chosen, **WORDS)
