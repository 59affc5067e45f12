"""The receipt of an institution's papers: shown, printed, mailed."""

from __future__ import annotations

from typing import Any

from flask import current_app, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from app.foundation.actor import Actor
from app.foundation.crypto import decrypt, encrypt
from app.foundation.errors import NotFoundError
from app.foundation.forms import StepForm
from app.foundation.i18n import gettext as _
from app.foundation.pages import CLERK, Pages, go, saw
from app.foundation.pdf import shown
from app.foundation.templating import page
from app.registrations import counter_service, mails, receipt_service
from app.registrations.desk_queries import row_of
from app.registrations.paper_queries import deliveries_of
from app.registrations.receipt import HOW, files_of, promised, receipt_pdf, taken_in_by
from app.registrations.subject import KIND, is_institution

pages = Pages("papers_receipt", prefix="/desk/applications")
ONE = "/<string:reference>/papers-receipt"


def to_receipt(reference: str, code: str | None) -> ResponseReturnValue:
    """Send the clerk to the receipt of an application with the code that was just made for it."""
    # The code is shown once and stored nowhere readable; until then it travels in the clerk's cookie.
    session["receipt"] = [reference, encrypt(code)] if code else None
    return go("papers_receipt.receipt", reference=reference)


@pages.page(ONE, allow=CLERK, methods=("GET", "POST"))
def receipt(actor: Actor, reference: str) -> ResponseReturnValue:
    """Show the receipt; by POST with a new code, because the old one cannot be read again."""
    form = StepForm()
    if form.validate_on_submit():
        return to_receipt(reference, counter_service.renew_receipt(reference, form.seen, actor))
    row = _row(actor, reference)
    address = current_app.config["EBOK"].base_url + url_for("registrations.track")
    code = _kept_code(reference)
    return page("registrations/desk_receipt.html", row=row, code=code, address=address, papers=_papers(row))


def _papers(row: RowMapping) -> dict[str, Any]:
    """Return what the receipt says beside the application itself. Three statements."""
    came = deliveries_of(row["id"])
    return {
        "deliveries": came,
        "files": files_of(row["id"]),
        "how": HOW,
        "taken_by": taken_in_by(came),
        "promised": promised(row),
        "by_mail": mails.has_mailbox(row),
        "open": row["state"] in (*counter_service.OPEN, *counter_service.WITH_PAPERS),
    }


@pages.page(f"{ONE}/receipt.pdf", allow=CLERK)
def pdf(actor: Actor, reference: str) -> ResponseReturnValue:
    """Return the receipt as PDF, with the code while the clerk has it before him."""
    row = _row(actor, reference)
    made = receipt_pdf(row, deliveries_of(row["id"]), files_of(row["id"]), _kept_code(reference))
    return shown(made, f"receipt-{reference}")


@pages.page(f"{ONE}/mail", allow=CLERK, methods=("POST",))
def mail(actor: Actor, reference: str) -> ResponseReturnValue:
    """Mail the receipt with a new code."""
    receipt_service.mail_receipt(reference, StepForm().seen, actor)
    session["receipt"] = None
    return go("papers_receipt.receipt", reference=reference, say=_("The receipt is on its way by e-mail."))


def _row(actor: Actor, reference: str) -> RowMapping:
    row = row_of(reference)
    if not is_institution(row):
        raise NotFoundError
    saw(actor, (KIND, row["id"]))
    return row


def _kept_code(reference: str) -> str | None:
    kept = session.get("receipt") or ["", ""]
    return decrypt(kept[1]) if kept[0] == reference else None
