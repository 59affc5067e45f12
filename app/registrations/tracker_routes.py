"""Following an application without an account: the way in, the timeline, the applicant's steps."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from app.accounts.throttle import give_back, hit_all, limits
from app.foundation.actor import Actor
from app.foundation.crypto import same
from app.foundation.errors import NotFoundError, TooManyError
from app.foundation.forms import Form
from app.foundation.i18n import _
from app.foundation.pages import ANYONE, Allow, go, invalid
from app.foundation.templating import page
from app.foundation.tokens import read_reference
from app.registrations import tracker_service, visitor
from app.registrations.applicant_routes import pages
from app.registrations.keys import code_digest
from app.registrations.packet import enclosures
from app.registrations.paper_queries import asked_of
from app.registrations.papers_needed import KINDS
from app.registrations.queries import by_reference, messages_of, past_of
from app.registrations.subject import is_institution
from app.registrations.successor_queries import onward
from app.registrations.tracker import story
from app.registrations.tracker_forms import AnswerForm, TrackForm, WithdrawForm

# Also for somebody who has logged in: a customer may follow his application for another agreement.
FOLLOWER = Allow("applicant", lambda _actor: visitor.followed() is not None, door="registrations.track")


@pages.page("/track", allow=ANYONE, methods=("GET", "POST"))
def track(_actor: Actor) -> ResponseReturnValue:
    """Ask for reference and code. Unknown reference and wrong code get one answer, after the same work."""
    form = TrackForm()
    if request.method == "GET":
        form.reference.data = _asked_for() or ""
        return page("registrations/track.html", form=form)
    if not form.validate_on_submit():
        return invalid(page("registrations/track.html", form=form))
    typed = read_reference(form.reference.data or "")
    if typed is None:
        # The check characters are no secret: they say that something was mistyped, not whether it exists.
        form.reference.errors = [
            _("There is a mistake in the reference. Please compare it with our message.")
        ]
        return invalid(page("registrations/track.html", form=form))
    own, shared = limits("limit.track.address", visitor.address()), limits("limit.track.reference", typed)
    wait = hit_all(own, shared)
    if wait:
        raise TooManyError(wait)
    row = by_reference(typed)
    if not same(code_digest(typed, form.code.data or ""), row["code_digest"] if row else "") or row is None:
        form.code.errors = [_("Reference and code do not belong together. Please check both.")]
        return invalid(page("registrations/track.html", form=form))
    give_back([*own, *shared])
    visitor.follow(row)
    return go("registrations.tracker", reference=row["reference"])


def _asked_for() -> str | None:
    """Return the reference whose page the reader asked for before he was sent here."""
    path = request.args.get("next", "").partition("?")[0]
    return read_reference(path.removeprefix("/track/")) if path.startswith("/track/") else None


@pages.page("/track/leave", allow=ANYONE, methods=("POST",))
def track_leave(_actor: Actor) -> ResponseReturnValue:
    """Forget in this browser which application it follows."""
    visitor.forget()
    return go(
        "registrations.track", say=_("You have left your application. Nobody can see it here any more.")
    )


@pages.page("/track/<string:reference>", allow=FOLLOWER)
def tracker(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Show what happened, what comes next, whose move it is and by when."""
    return tracker_page(followed_here(reference), AnswerForm())


@pages.page("/track/<string:reference>/answer", allow=FOLLOWER, methods=("POST",))
def answer(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Take the answer to the office's question."""
    row, form = followed_here(reference), AnswerForm()
    if not form.validate_on_submit():
        return invalid(tracker_page(row, form))
    try:
        tracker_service.answer(row["id"], form.mark.data or "", form.text.data or "")
    except tracker_service.ChangedError:
        return changed_since(reference, form)
    thanks = _("Thank you for your answer. We go on checking your application.")
    return go("registrations.tracker", say=thanks, reference=row["reference"])


@pages.page("/track/<string:reference>/withdraw", allow=FOLLOWER, methods=("POST",))
def withdraw(_actor: Actor, reference: str) -> ResponseReturnValue:
    """End the application at the applicant's wish."""
    row, form = followed_here(reference), WithdrawForm()
    try:
        tracker_service.withdraw(row["id"], form.mark.data or "")
    except tracker_service.ChangedError:
        return changed_since(reference, AnswerForm(formdata=None))
    return go("registrations.tracker", say=_("Your application is withdrawn."), reference=row["reference"])


def changed_since(reference: str, form: Form) -> ResponseReturnValue:
    """Show how the application stands now, with what was typed; nothing was done."""
    return tracker_page(followed_here(reference), form, changed=True), 409


def tracker_page(row: RowMapping, form: Form, *, changed: bool = False, refused: Sequence[str] = ()) -> str:
    """Return the page of an application; `refused` says which files were not taken in, and why."""
    asked = asked_of(row["id"]) if is_institution(row) else []
    told = story(row, past_of(row["id"]), messages_of(row["id"], "question", "answer"), asked)
    form.mark.data = told.mark
    return page(
        "registrations/track_story.html",
        row=row,
        story=told,
        form=form,
        changed=changed,
        refused=refused,
        kinds=KINDS,
        papers=enclosures(row) if told.public.key == "papers" else (),
        for_institution=is_institution(row),
        goes_on=onward(row) is not None,
    )


def followed_here(reference: str) -> RowMapping:
    """Return the application this browser may follow; raises NotFoundError for every other."""
    row, mine = by_reference(read_reference(reference) or ""), visitor.followed()
    if row is None or mine is None or not mine.fits(row):
        raise NotFoundError
    return row
