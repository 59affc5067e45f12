"""Applying: what e-BOK is, and the form in two steps."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import Field

from app.accounts.throttle import hit_all, limits
from app.foundation.actor import Actor
from app.foundation.errors import BusyError, TooManyError
from app.foundation.forms import Form
from app.foundation.i18n import _, language
from app.foundation.pages import ANYONE, Pages, go, invalid
from app.foundation.templating import page
from app.foundation.tokens import new_token
from app.registrations import service, visitor
from app.registrations.applicant_forms import CheckForm, WhoForm
from app.registrations.papers_needed import offered
from app.regulations import queries as regulations
from app.regulations.models import Regulations
from app.settings.service import value

pages = Pages("registrations")

KEPT = ("csrf_token", "form_id", "regulations", "accepted")
COLUMNS = ("customer_no", "invoice_no", "invoice_gross", "agreement_no", "agreement_on")
Some = TypeVar("Some", bound=Form)


@pages.page("/apply", allow=ANYONE)
def apply(_actor: Actor) -> ResponseReturnValue:
    """Say what e-BOK is, who may apply and what to have at hand."""
    return page(
        "registrations/apply.html",
        regulations=regulations.current(),
        begun="who" in visitor.draft(),
        sent=visitor.sent(),
        with_traders="sole_trader" in offered(),
    )


@pages.page("/apply/who", allow=ANYONE, methods=("GET", "POST"))
def apply_who(_actor: Actor) -> ResponseReturnValue:
    """Ask who the applicant is; what is typed waits in his own browser."""
    visitor.browser()
    form = typed_before(WhoForm, "who")
    if request.method == "GET":
        form.language.data = form.language.data if visitor.draft() else language()
        return _who_page(form)
    if not form.validate_on_submit():
        return invalid(_who_page(form))
    visitor.keep_draft(who=plain(form), form_id=visitor.draft().get("form_id") or new_token())
    return go("registrations.apply_check")


def _who_page(form: WhoForm) -> str:
    sent = None if visitor.draft() else visitor.sent()
    kept_days = value("keep.registration")
    return page("registrations/apply_who.html", form=form, sent=sent, begun=False, kept_days=kept_days)


@pages.page("/apply/check", allow=ANYONE, methods=("GET", "POST"))
def apply_check(_actor: Actor) -> ResponseReturnValue:
    """Ask for the numbers by which the office knows the applicant, and send the application."""
    if request.method == "POST":
        return _send()
    who = _who()
    if who is None:
        return go("registrations.apply_who")
    form = typed_before(CheckForm, "check")
    form.form_id.data = visitor.draft()["form_id"]
    return _check_page(form, who, _in_force())


def _send() -> ResponseReturnValue:
    """Take the whole form. Only what could be sent is counted, and before the database is touched."""
    form, who = CheckForm(), _who()
    visitor.keep_draft(check=plain(form))
    good = form.judge(has_pesel=who is None or bool(who.pesel.data))
    if good:
        slow_down(*([who.email.data or ""] if who else []))
    sent = service.sent_before(visitor.browser(), form.form_id.data or "")
    if sent:
        visitor.note_sent(sent)
        return go("registrations.apply_sent", reference=sent)
    if who is None:
        again = _("What you typed was kept for two hours only. Please begin again.")
        return go("registrations.apply_who", say=again, tone="warning")
    version = _in_force()
    if not (form.has_read(version.number) and good):
        return invalid(_check_page(form, who, version))
    reference = service.submit(_filled(who, form, version))
    visitor.note_sent(reference)
    return go("registrations.apply_sent", reference=reference)


def _filled(who: WhoForm, form: CheckForm, version: Regulations) -> service.Form:
    person = {name: who[name].data or None for name in ("first_name", "last_name", "pesel", "email", "phone")}
    return service.Form(
        form_id=form.form_id.data or "",
        browser=visitor.browser(),
        language=who.language.data,
        regulations_id=version.id,
        given={**person, **{name: form[name].data for name in COLUMNS}},
    )


def _check_page(form: CheckForm, who: WhoForm, version: Regulations) -> str:
    form.regulations.data = version.number
    kept_days = value("keep.registration")
    return page("registrations/apply_check.html", form=form, who=who, version=version, kept_days=kept_days)


@pages.page("/apply/clear", allow=ANYONE, methods=("POST",))
def apply_clear(_actor: Actor) -> ResponseReturnValue:
    """Forget what was typed and sent: the computer may be a library's."""
    visitor.forget()
    return go("registrations.apply", say=_("What you typed has been removed from this browser."))


def _in_force() -> Regulations:
    version = regulations.current()
    if version is None:
        raise BusyError
    return version


def _who() -> WhoForm | None:
    """Return the first step as it was filled in, or None when it has to be filled in (again)."""
    typed = visitor.draft().get("who")
    form = WhoForm(formdata=MultiDict(typed or {}), meta={"csrf": False})
    return form if typed and form.validate() else None


def typed_before(form: type[Some], step: str) -> Some:
    """Return a form that shows what was typed into it before."""
    if request.method == "POST":
        return form()
    return form(formdata=MultiDict(visitor.draft().get(step) or {}) or None)


def plain(form: Form) -> dict[str, str]:
    """Return what was typed, as far as the page lets one type: a longer cookie would be lost as a whole."""
    fields = [field for field in form if field.name not in KEPT and request.form.get(field.name)]
    return {field.name: request.form[field.name][: _longest(field)] for field in fields}


def _longest(field: Field) -> int:
    return int((field.render_kw or {}).get("maxlength") or field.flags.maxlength or 20)


def slow_down(*mailboxes: str) -> None:
    """Count one message for this network address and for whom it goes to; raises TooManyError with the wait.

    Before the request touches the database. Nobody who asks from one network address uses up what others
    may ask for the same mailbox.
    """
    here, keys = visitor.address(), [key.casefold() for key in mailboxes]
    own = [one for key in keys for one in limits("limit.apply.email", f"{key} {here}")]
    shared = [one for key in keys for one in limits("limit.apply.everywhere", key)]
    wait = hit_all([*limits("limit.apply.address", here), *own], shared)
    if wait:
        raise TooManyError(wait)
