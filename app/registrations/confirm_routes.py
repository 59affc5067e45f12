"""The link in the mail: confirming the address, or saying that somebody else gave it."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.i18n import _
from app.foundation.pages import ANYONE, go
from app.foundation.templating import page
from app.registrations import service, visitor
from app.registrations.applicant_routes import pages
from app.registrations.keys import link_digest
from app.registrations.queries import by_link
from app.registrations.subject import is_institution

GONE = {"unknown": 404, "used": 410, "over": 410}


@pages.page("/confirm/<string:token>", allow=ANYONE)
def confirm(_actor: Actor, token: str) -> ResponseReturnValue:
    """Ask whether the reader applied; opening a link changes nothing, for mail programs open links too."""
    row = by_link(link_digest(token))
    state = service.link_state(row)
    if row is None or state != "live":
        return _gone(state)
    return page("registrations/confirm.html", row=row, token=token, for_institution=is_institution(row))


@pages.page("/confirm/<string:token>/confirm-email", allow=ANYONE, methods=("POST",))
def confirm_email(_actor: Actor, token: str) -> ResponseReturnValue:
    """Take the address for proved and let the reader follow his application."""
    try:
        row = service.confirm(token)
    except service.LinkGoneError as error:
        return _gone(error.why)
    visitor.follow(row)
    thanks = _("Thank you. Your e-mail address is confirmed.")
    return go("registrations.tracker", say=thanks, reference=row["reference"])


@pages.page("/confirm/<string:token>/disown", allow=ANYONE, methods=("POST",))
def disown(_actor: Actor, token: str) -> ResponseReturnValue:
    """End an application that the holder of the address did not send."""
    try:
        service.disown(token)
    except service.LinkGoneError as error:
        return _gone(error.why)
    return go("registrations.confirm_disowned")


@pages.page("/confirm/disowned", allow=ANYONE)
def confirm_disowned(_actor: Actor) -> ResponseReturnValue:
    """Say that the application has ended and nothing more will be written to this address."""
    return page("registrations/confirm_disowned.html")


def _gone(state: service.LinkState) -> ResponseReturnValue:
    return page("registrations/confirm_gone.html", state=state), GONE[state]
