"""The intake of one application: how papers came, and what has ended taken up again."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.i18n import gettext as _
from app.foundation.pages import CLERK, go, invalid, saw
from app.foundation.templating import page
from app.registrations import intake_service, successor_service
from app.registrations.delivery_service import Brought
from app.registrations.intake_page import intake
from app.registrations.papers_forms import DeliveryForm, ReconsiderForm
from app.registrations.papers_routes import keep_code
from app.registrations.papers_routes import pages as pages  # noqa: PLC0414 - one room, two files
from app.registrations.subject import KIND, stage_of

ONE = "/<string:reference>"


@pages.page(ONE, allow=CLERK, methods=("GET",))
def intake_of(actor: Actor, reference: str) -> ResponseReturnValue:
    """Show what lies in an application, take in more."""
    return shown(actor, reference)


def shown(actor: Actor, reference: str, **more: Any) -> str:
    """Return the page; `more` may hold a form that came back, and files that were refused."""
    found = intake(reference)
    saw(actor, (KIND, found.row["id"]))
    values = {
        "delivery": DeliveryForm(formdata=None),
        "reconsider": ReconsiderForm(formdata=None),
        "form": None,
        "refused": [],
    } | more
    return page(
        "registrations/papers_intake.html",
        page=found,
        stages=stage_of,
        back="papers",
        **values,
    )


@pages.page(f"{ONE}/receive", allow=CLERK, methods=("POST",))
def receive(actor: Actor, reference: str) -> ResponseReturnValue:
    """Note how papers came; an application whose term ran out is continued by a new one."""
    form = DeliveryForm()
    if not form.validate_on_submit():
        return invalid(shown(actor, reference, delivery=form, form=form))
    now, code = intake_service.take_in(reference, form.seen, actor, Brought(**form.brought))
    keep_code(now, code)
    said = _("The papers have been taken in. Now add the files.")
    if now != reference:
        said = _("The papers have been taken in under a new reference, with everything known so far.")
    return go("papers.intake_of", reference=now, say=said)


@pages.page(f"{ONE}/reconsider", allow=CLERK, methods=("POST",))
def reconsider(actor: Actor, reference: str) -> ResponseReturnValue:
    """Take an application up again that was rejected, withdrawn, or whose term ran out."""
    form = ReconsiderForm()
    if not form.validate_on_submit():
        return invalid(shown(actor, reference, reconsider=form, form=form))
    now, code = successor_service.reconsider(reference, form.seen, actor, str(form.reason.data))
    keep_code(now, code)
    said = _(
        "The application goes on under a new reference. Another clerk than the one who decided checks it."
    )
    return go("papers.intake_of", reference=now, say=said)


def back(reference: str, where: str | None, say: str) -> ResponseReturnValue:
    """Return to the page from which a part of the intake was used: the case's own, or the intake."""
    room = "desk.application" if where == "case" else "papers.intake_of"
    return go(room, reference=reference, say=say)
