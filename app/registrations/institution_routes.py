"""An institution applies: which it is, who signs, and the packet to print; nothing is looked up."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.foundation.actor import Actor
from app.foundation.errors import BusyError, NotFoundError
from app.foundation.i18n import _, language
from app.foundation.pages import ANYONE, go, invalid
from app.foundation.pdf import shown
from app.foundation.templating import page
from app.foundation.tokens import new_token
from app.registrations import institution_service, service, visitor
from app.registrations.applicant_routes import pages, plain, slow_down, typed_before
from app.registrations.institution_forms import InstitutionForm, PeopleForm
from app.registrations.packet import enclosures, packet
from app.registrations.papers_needed import offered
from app.registrations.sent_routes import sent_here
from app.registrations.subject import is_institution
from app.regulations import queries as regulations
from app.settings.service import value
from app.steps import clocks


@pages.page("/apply/institution", allow=ANYONE, methods=("GET", "POST"))
def apply_institution(_actor: Actor) -> ResponseReturnValue:
    """Ask which institution it is; what is typed waits in the visitor's own browser."""
    visitor.browser()
    form = typed_before(InstitutionForm, "institution")
    if request.method == "GET":
        return _first_page(form)
    if not form.validate_on_submit():
        return invalid(_first_page(form))
    form_id = visitor.draft().get("institution_id") or new_token()
    # Of an individual's form begun before nothing is kept: both together are too long for a cookie.
    if not visitor.keep_draft(institution=plain(form), institution_id=form_id):
        visitor.drop_draft()
        visitor.keep_draft(institution=plain(form), institution_id=form_id)
    return go("registrations.apply_institution_people")


def _first_page(form: InstitutionForm) -> str:
    return page(
        "registrations/apply_institution.html",
        form=form,
        is_open=regulations.current() is not None,
        with_traders="sole_trader" in offered(),
        sent=None if visitor.draft() else visitor.sent(),
        begun=False,
        kept_days=value("keep.registration"),
    )


@pages.page("/apply/institution/people", allow=ANYONE, methods=("GET", "POST"))
def apply_institution_people(_actor: Actor) -> ResponseReturnValue:
    """Ask who signs and who will be the first user, and take the application."""
    if request.method == "POST":
        return _send()
    first = _first()
    if first is None:
        return go("registrations.apply_institution")
    form = typed_before(PeopleForm, "people")
    form.form_id.data = visitor.draft()["institution_id"]
    form.language.data = form.language.data if visitor.draft().get("people") else language()
    return _second_page(form, first)


def _send() -> ResponseReturnValue:
    """Take the whole form. Only what could be sent is counted, and before the database is touched."""
    form, first = PeopleForm(), _first()
    visitor.keep_draft(people=plain(form))
    good = form.validate()
    if good:
        slow_down(form.email.data or "")
    sent = service.sent_before(visitor.browser(), form.form_id.data or "")
    if sent:
        visitor.note_sent(sent)
        return go("registrations.institution_sent", reference=sent)
    if first is None:
        again = _("What you typed was kept for two hours only. Please begin again.")
        return go("registrations.apply_institution", say=again, tone="warning")
    if not good:
        return invalid(_second_page(form, first))
    if regulations.current() is None:
        raise BusyError
    given = {**first.given(), **form.given()}
    filled = institution_service.Form(form.form_id.data or "", visitor.browser(), given)
    reference, code = institution_service.announce(filled)
    visitor.note_sent(reference)
    visitor.note_code(code)
    return go("registrations.institution_sent", reference=reference)


def _second_page(form: PeopleForm, first: InstitutionForm) -> str:
    kept_days = value("keep.registration")
    return page("registrations/apply_institution_people.html", form=form, first=first, kept_days=kept_days)


def _first() -> InstitutionForm | None:
    """Return the first step as it was filled in, or None when it has to be filled in (again)."""
    typed = visitor.draft().get("institution")
    form = InstitutionForm(formdata=MultiDict(typed or {}), meta={"csrf": False})
    return form if typed and form.validate() else None


@pages.page("/apply/institution/sent/<string:reference>", allow=ANYONE)
def institution_sent(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Say what to enclose, where to send it and until when; only in the browser that sent the form."""
    row = sent_here(reference)
    if not is_institution(row):
        raise NotFoundError
    return page(
        "registrations/institution_sent.html",
        row=row,
        code=visitor.code_once(),
        papers=enclosures(row),
        until=clocks.last_day(row["term_until"]),
    )


@pages.page("/apply/institution/sent/<string:reference>/packet.pdf", allow=ANYONE)
def institution_packet(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Return the packet to print, while its papers are awaited; only in the browser that sent the form."""
    row = sent_here(reference)
    if not is_institution(row) or row["state"] != "announced":
        raise NotFoundError
    return shown(packet(row), f"e-BOK-{row['reference']}")
