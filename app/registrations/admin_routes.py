"""Activation: the admin's list, one application with its report, and what the owner may have to say."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import ADMIN, ANYONE, Pages, go, invalid, saw
from app.foundation.templating import page
from app.registrations import activation as opening
from app.registrations import admin_queries, desk_queries, notice, tally
from app.registrations.admin_forms import AnnulForm, ChosenForm, SendBackForm
from app.registrations.check_page import Wanted, check
from app.registrations.desk_forms import DIFFERING, RejectForm, reject_form
from app.registrations.due import due_of
from app.registrations.papers_needed import KINDS, REASONS
from app.registrations.subject import KIND, is_institution, stage_of

pages = Pages("admin", prefix="/admin")
notices = Pages("notice")
ONE = "/activations/<string:reference>"
FORMS: dict[str, type[StepForm]] = {"send_back": SendBackForm, "reject": RejectForm, "annul": AnnulForm}
SAID = {
    "activate": N_("The access is open. The codes are on their way."),
    "send_back": N_("The application is back with the clerks."),
    "reject": N_("The application has been rejected; the applicant is told why."),
    "annul": N_("The activation has been taken back; access, visits and codes have ended."),
}


@pages.page("/activations", allow=ADMIN)
def activations(actor: Actor) -> ResponseReturnValue:
    """List what can be activated with the comparison in short; disowned accesses stand on top."""
    found = admin_queries.waiting(after=asked("after"), before=asked("before"))
    disputed = admin_queries.disputed()
    if found.rows or disputed:
        saw(actor, *((KIND, row.id) for row in (*found.rows, *disputed)))
    return page(
        "registrations/admin_activations.html",
        listing=found,
        address=partial(url_for, "admin.activations"),
        disputed=disputed,
        total=tally.count().of("activate"),
        stages=stage_of,
        due_of=due_of,
        differing=admin_queries.differing,
        labels=DIFFERING,
    )


@pages.page("/activations/chosen", allow=ADMIN, methods=("POST",))
def activate_chosen(actor: Actor) -> ResponseReturnValue:
    """Activate the ticked applications and say of each what became of it."""
    seen = ChosenForm().seen
    if not seen:
        return go("admin.activations", say=_("Please tick at least one application."), tone="warning")
    found = opening.activate_many(seen, actor)
    rows = admin_queries.named(seen)
    return page("registrations/admin_activated.html", found=found, rows=rows)


@pages.page(ONE, allow=ADMIN)
def activation(actor: Actor, reference: str) -> ResponseReturnValue:
    """Show one application with the comparison as made now."""
    return _shown(actor, reference)


def _shown(actor: Actor, reference: str, **wrong: Form) -> str:
    row = desk_queries.row_of(reference)
    saw(actor, (KIND, row["id"]))
    blank = {name: form(formdata=None) for name, form in FORMS.items()}
    more: dict[str, Any] = {
        "forms": blank | wrong | {"reject": reject_form(row, wrong.get("reject"))},
        "form": next(iter(wrong.values()), None),
    }
    if is_institution(row):
        found = check(row, actor, Wanted())
        return page("registrations/admin_institution.html", page=found, kinds=KINDS, reasons=REASONS, **more)
    return page("registrations/admin_activation.html", report=admin_queries.report(row, actor), **more)


def _take(actor: Actor, reference: str, name: str, act: Callable[[Any], None]) -> ResponseReturnValue:
    form = FORMS.get(name, StepForm)()
    if not form.validate_on_submit():
        return invalid(_shown(actor, reference, **{name: form}))
    act(form)
    return go("admin.activation", reference=reference, say=_(SAID[name]))


@pages.page(f"{ONE}/activate", allow=ADMIN, methods=("POST",))
def activate(actor: Actor, reference: str) -> ResponseReturnValue:
    """Open the access."""
    return _take(actor, reference, "activate", lambda form: opening.activate(reference, form.seen, actor))


@pages.page(f"{ONE}/send-back", allow=ADMIN, methods=("POST",))
def send_back(actor: Actor, reference: str) -> ResponseReturnValue:
    """Give the application back to the clerks."""
    return _take(
        actor,
        reference,
        "send_back",
        lambda form: opening.send_back(reference, form.seen, actor, form.why),
    )


@pages.page(f"{ONE}/reject", allow=ADMIN, methods=("POST",))
def reject(actor: Actor, reference: str) -> ResponseReturnValue:
    """Reject for a reason of the list."""
    return _take(
        actor, reference, "reject", lambda form: opening.reject(reference, form.seen, actor, form.why)
    )


@pages.page(f"{ONE}/annul", allow=ADMIN, methods=("POST",))
def annul(actor: Actor, reference: str) -> ResponseReturnValue:
    """Take the activation back."""
    return _take(actor, reference, "annul", lambda form: opening.annul(reference, form.seen, actor, form.why))


@notices.page("/not-me/<string:token>", allow=ANYONE, methods=("GET", "POST"))
def not_me(_actor: Actor, token: str) -> ResponseReturnValue:
    """Show a button to the person on file; pressed, it stops the access at once."""
    if StepForm().validate_on_submit():
        found = notice.dispute(token)
        return page("registrations/admin_not_me.html", state="done" if found == "live" else found)
    state = notice.state_of(notice.by_link(token))
    return page("registrations/admin_not_me.html", state=state, token=token)
