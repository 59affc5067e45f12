"""The authenticity desk: whoever holds an invoice learns whether it is one of ours, and nothing else."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts.login import network_of
from app.accounts.throttle import hit_all, limits
from app.billing.genuine import is_ours
from app.foundation.actor import Actor
from app.foundation.errors import TooManyError
from app.foundation.pages import ANYONE, Pages, invalid
from app.foundation.templating import page
from app.public.genuine_forms import GenuineForm

pages = Pages("genuine")


@pages.page("/check-invoice", allow=ANYONE, methods=("GET", "POST"))
def check(_actor: Actor) -> ResponseReturnValue:
    """Say yes or no. A no never says what differs, and takes the same work as a yes."""
    form = GenuineForm()
    if not form.validate_on_submit():
        shown = page("public/genuine.html", form=form, ours=None)
        return invalid(shown) if form.is_submitted() else shown
    wait = hit_all(limits("limit.genuine.address", network_of(request.remote_addr or "")))
    if wait:
        raise TooManyError(wait)
    ours = is_ours(str(form.invoice_no.data), int(form.gross.data or 0), str(form.account.data))
    return page("public/genuine.html", form=form, ours=ours)
