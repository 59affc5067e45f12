"""After sending: what happens next, and help when no message comes; for the browser that sent the form."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from app.foundation.actor import Actor
from app.foundation.crypto import same
from app.foundation.errors import NotFoundError
from app.foundation.i18n import _
from app.foundation.pages import ANYONE, go, invalid
from app.foundation.templating import page
from app.foundation.tokens import read_reference
from app.registrations import service, visitor
from app.registrations.applicant_routes import pages, slow_down
from app.registrations.keys import browser_digest
from app.registrations.queries import by_reference
from app.registrations.subject import is_institution
from app.registrations.tracker_forms import AddressForm


@pages.page("/apply/sent/<string:reference>", allow=ANYONE)
def apply_sent(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Say what happens next; only in the browser that sent the form."""
    row = sent_here(reference)
    if is_institution(row):
        return go("registrations.institution_sent", reference=row["reference"])
    return page("registrations/apply_sent.html", row=row, form=AddressForm())


@pages.page("/apply/sent/<string:reference>/resend", allow=ANYONE, methods=("POST",))
def apply_resend(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Send a new link and code to the same address."""
    slow_down(_here(reference))
    row = sent_here(reference)
    service.resend(row["id"], visitor.browser())
    return go("registrations.apply_sent", say=_sent_to(row["email"]), reference=row["reference"])


@pages.page("/apply/sent/<string:reference>/correct-email", allow=ANYONE, methods=("POST",))
def apply_correct_email(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Send a new link and code to another address."""
    form = AddressForm()
    good = form.validate_on_submit()
    if good:
        slow_down(_here(reference), form.email.data or "")
    row = sent_here(reference)
    if not good:
        return invalid(page("registrations/apply_sent.html", row=row, form=form))
    service.correct_email(row["id"], visitor.browser(), form.email.data or "")
    return go("registrations.apply_sent", say=_sent_to(form.email.data or ""), reference=row["reference"])


def _here(reference: str) -> str:
    """Name an application in this browser: whoever only knows its reference does not use up its messages."""
    return f"{visitor.browser()} {reference}"


def _sent_to(email: str) -> str:
    return _("A new message is on its way to %(email)s. Only its link and code are good now.", email=email)


def sent_here(reference: str) -> RowMapping:
    """Return the application this browser sent; raises NotFoundError for every other."""
    row = by_reference(read_reference(reference) or "")
    if row is None or not same(row["browser_digest"] or "", browser_digest(visitor.browser())):
        raise NotFoundError
    return row
