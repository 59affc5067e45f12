"""Two applications that may be the same: "not the same", or joined into one."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.forms import StepForm
from app.foundation.i18n import gettext as _
from app.foundation.pages import CLERK, Pages, invalid
from app.registrations import merge_service
from app.registrations.desk_queries import row_of
from app.registrations.intake_routes import back, shown
from app.registrations.not_same_service import not_same
from app.registrations.papers_forms import NotSameForm

pages = Pages("doubles", prefix="/desk/applications/<string:reference>/doubles/<string:other>")


@pages.page("/not-same", allow=CLERK, methods=("POST",))
def different(actor: Actor, reference: str, other: str) -> ResponseReturnValue:
    """Keep that the two are not the same, until either changes."""
    form = NotSameForm()
    if not form.validate_on_submit():
        return invalid(shown(actor, reference, form=form))
    not_same(reference, other, form.mark.data or "", actor, form.why.data or None)
    said = _("Kept: the two are not the same. We ask again when either changes.")
    return back(reference, request.form.get("back"), said)


@pages.page("/join", allow=CLERK, methods=("POST",))
def join(actor: Actor, reference: str, other: str) -> ResponseReturnValue:
    """Join the announced one of the two with the one opened for its papers, from whichever side."""
    announced, papers = reference, other
    if row_of(reference)["state"] != "announced":
        announced, papers = other, reference
    merge_service.merge(announced, StepForm().seen, actor, papers)
    said = _("The two are one application now: %(reference)s.", reference=papers)
    return back(papers, request.form.get("back"), said)
