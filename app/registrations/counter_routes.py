"""The counter: lodging an application for somebody without internet, and the receipt he takes home."""

from __future__ import annotations

from flask import current_app, session, url_for
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.crypto import decrypt, encrypt
from app.foundation.errors import BusyError
from app.foundation.forms import StepForm
from app.foundation.i18n import gettext as _
from app.foundation.pages import CLERK, Pages, go, invalid, saw
from app.foundation.templating import page
from app.foundation.tokens import new_token
from app.registrations import counter_service
from app.registrations.counter_forms import LodgeForm, ProveForm
from app.registrations.counter_service import Lodged
from app.registrations.desk_queries import row_of
from app.registrations.subject import KIND
from app.regulations.queries import current

pages = Pages("counter", prefix="/desk")
ONE = "/applications/<string:reference>"


@pages.page("/lodge", allow=CLERK, methods=("GET", "POST"))
def lodge(actor: Actor) -> ResponseReturnValue:
    """Take in an application at the counter; then its receipt is printed."""
    form, regulations = LodgeForm(), current()
    if regulations is None:
        raise BusyError
    if not form.validate_on_submit():
        form.form_id.data = form.form_id.data or new_token()
        shown = page("registrations/desk_lodge.html", form=form, regulations=regulations)
        return invalid(shown) if form.errors else shown
    lodged = Lodged(
        form.form_id.data or new_token(),
        regulations.id,
        form.language.data,
        form.codes_by.data,
        form.identity_seen.data,
        form.given,
    )
    reference, code = counter_service.lodge(lodged, actor)
    return _to_receipt(reference, code)


def _to_receipt(reference: str, code: str | None) -> ResponseReturnValue:
    # The code is shown once and stored nowhere readable; until then it travels in the clerk's cookie.
    session["receipt"] = [reference, encrypt(code)] if code else None
    return go("counter.receipt", reference=reference)


@pages.page(f"{ONE}/receipt", allow=CLERK, methods=("GET", "POST"))
def receipt(actor: Actor, reference: str) -> ResponseReturnValue:
    """Show the receipt to print; by POST with a new code, because the old one cannot be read again."""
    form = StepForm()
    if form.validate_on_submit():
        return _to_receipt(reference, counter_service.renew_receipt(reference, form.seen, actor))
    row = row_of(reference)
    saw(actor, (KIND, row["id"]))
    kept = session.get("receipt") or ["", ""]
    code = decrypt(kept[1]) if kept[0] == reference else None
    address = current_app.config["EBOK"].base_url + url_for("registrations.track")
    return page("registrations/desk_receipt.html", row=row, code=code, address=address)


@pages.page(f"{ONE}/send-code", allow=CLERK, methods=("POST",))
def send_code(actor: Actor, reference: str) -> ResponseReturnValue:
    """Send a code to the e-mail address given at the counter."""
    counter_service.send_code(reference, StepForm().seen, actor)
    return go("desk.application", reference=reference, say=_("The code has been sent."))


@pages.page(f"{ONE}/prove-email", allow=CLERK, methods=("POST",))
def prove_email(actor: Actor, reference: str) -> ResponseReturnValue:
    """Prove the address by the code which the applicant reads out."""
    form = ProveForm()
    if form.validate_on_submit() and counter_service.prove_email(
        reference, form.seen, actor, form.typed.data or ""
    ):
        return go("desk.application", reference=reference, say=_("The e-mail address is confirmed."))
    said = _("This is not the code we sent. Please have it read out once more.")
    return go("desk.application", reference=reference, say=said, tone="warning")


@pages.page(f"{ONE}/codes-by-letter", allow=CLERK, methods=("POST",))
def codes_by_letter(actor: Actor, reference: str) -> ResponseReturnValue:
    """Send the codes by letter after all."""
    counter_service.choose_letter(reference, StepForm().seen, actor)
    return go("desk.application", reference=reference, say=_("The codes will go by letter."))
