"""The one screen to check an institution's papers: its page, and the steps that only it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy import RowMapping

from app.foundation.actor import Actor
from app.foundation.errors import RefusedError
from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import CLERK, go, invalid, saw
from app.foundation.templating import page
from app.registrations import (
    check_forms,
    check_page,
    course_service,
    desk_forms,
    desk_queries,
    edit_service,
    judge_service,
    request_service,
)
from app.registrations.check_page import Check, Wanted
from app.registrations.desk_room import ONE, pages
from app.registrations.judge_forms import JudgeForm
from app.registrations.judge_service import Verdict
from app.registrations.papers_needed import KINDS, REASONS
from app.registrations.request_service import Request
from app.registrations.subject import KIND, stage_of
from app.regulations.queries import versions

FORMS: dict[str, type[Form]] = {
    "request_documents": check_forms.RequestForm,
    "review_now": check_forms.ReviewNowForm,
    "hold": check_forms.HoldForm,
    "edit": check_forms.DeclaredForm,
    "customer": desk_forms.LinkForm,
}
SAID = {
    "start_review": N_("The check has begun; the application comes back to you."),
    "request_documents": N_("The request has been sent. The institution has time until the day shown."),
    "review_now": N_("The check goes on; nothing is awaited any more."),
    "hold": N_("The application rests until its day."),
    "resume": N_("The check goes on."),
    "edit": N_("The data have been stored and compared again."),
    "customer": N_("The customer has been chosen and the data compared again."),
}
JUDGED = {
    "accepted": N_("Accepted: %(document)s."),
    "rejected": N_("Rejected: %(document)s."),
    "not_needed": N_("Not needed: %(document)s."),
    "checking": N_("Put aside for later: %(document)s."),
    "not_checked": N_("The verdict has been taken back: %(document)s."),
}


def shown(actor: Actor, row: RowMapping, **wrong: Form) -> str:
    """Return the screen of an application whose row has been read; `wrong` are forms to be corrected."""
    judge = wrong.get("judge")
    found = check_page.check(row, actor, _wanted(judge))
    if judge:  # what was typed stands there now
        found = replace(found, filled={})
    saw(actor, (KIND, row["id"]))
    return page(
        "registrations/check.html",
        page=found,
        forms={**_forms(found), **wrong, "reject": desk_forms.reject_form(row, wrong.get("reject"))},
        form=next(iter(wrong.values()), None),
        judge=judge or _judge_form(found),
        kinds=KINDS,
        reasons=REASONS,
        stages=stage_of,
    )


def _wanted(judge: Form | None) -> Wanted:
    if isinstance(judge, JudgeForm):
        return Wanted(judge.kind.data)
    return Wanted(
        request.args.get("document"),
        asked("file"),
        asked("page") or 1,
        declared=request.args.get("fill") == "declared",
    )


def _forms(found: Check) -> dict[str, Form]:
    row = found.row
    blank = {"answers": desk_forms.AnswersForm, "note": desk_forms.NoteForm, "extend": desk_forms.ExtendForm}
    blank |= {"withdraw": desk_forms.WithdrawForm, "review_now": check_forms.ReviewNowForm}
    return {
        **{name: form(formdata=None) for name, form in blank.items()},
        "hold": check_forms.HoldForm(formdata=None),
        "request_documents": check_forms.request_form(row, found.items),
        "edit": check_forms.declared_form(row),
    }


def _judge_form(found: Check) -> JudgeForm | None:
    item = found.item
    if item is None:
        return None
    values = {name: one.value for name, one in found.filled.items()}
    if found.versions:
        values.setdefault("edition", found.version_then)
    hidden = {
        "kind": item.kind,
        "newest": item.scans[0].id if item.scans else "",
        "following": found.following,
    }
    said = {"reasons": item.document.reasons, "remark": item.document.remark} if item.document else {}
    return JudgeForm(
        item.kind, [one.number for one in found.versions], formdata=None, data={**said, **values, **hidden}
    )


@pages.page(f"{ONE}/judge", allow=CLERK, methods=("POST",))
def judge(actor: Actor, reference: str) -> ResponseReturnValue:
    """Say of a document what it is worth, and go on to the next one that is not ready."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise RefusedError([_("This is not the newest file of the document. Please open the page again.")])
    form = JudgeForm(kind, [one.number for one in versions()] if kind == "regulations" else ())
    if not form.validate_on_submit():
        return invalid(shown(actor, desk_queries.row_of(reference), judge=form))
    judge_service.judge(reference, form.seen, actor, Verdict(**form.given))
    words = JUDGED[str(form.verdict.data)]
    said = _(words, document=_(KINDS[kind].label))
    next_one = form.following.data if form.following.data in KINDS else None
    anchor = "check" if next_one else "decide"
    return go("desk.application", reference=reference, document=next_one, _anchor=anchor, say=said)


def _take(
    actor: Actor, reference: str, name: str, act: Callable[[Any], None], form: Form | None = None
) -> ResponseReturnValue:
    """Take a step when its form is good; else show the screen again with what is wrong."""
    form = form or FORMS.get(name, StepForm)()
    if not form.validate_on_submit():
        return invalid(shown(actor, desk_queries.row_of(reference), **{name: form}))
    act(form)
    return go("desk.application", reference=reference, say=_(SAID[name]))


@pages.page(f"{ONE}/start-review", allow=CLERK, methods=("POST",))
def start_review(actor: Actor, reference: str) -> ResponseReturnValue:
    """Begin the check."""
    return _take(
        actor,
        reference,
        "start_review",
        lambda form: course_service.start_review(reference, form.seen, actor),
    )


@pages.page(f"{ONE}/request-documents", allow=CLERK, methods=("POST",))
def request_documents(actor: Actor, reference: str) -> ResponseReturnValue:
    """Ask the institution for what is missing."""
    return _take(
        actor,
        reference,
        "request_documents",
        lambda form: request_service.request_documents(reference, form.seen, actor, Request(**form.given)),
    )


@pages.page(f"{ONE}/review-now", allow=CLERK, methods=("POST",))
def review_now(actor: Actor, reference: str) -> ResponseReturnValue:
    """Go on checking without waiting for the documents."""
    return _take(
        actor,
        reference,
        "review_now",
        lambda form: request_service.review_now(reference, form.seen, actor, form.why),
    )


@pages.page(f"{ONE}/hold", allow=CLERK, methods=("POST",))
def hold(actor: Actor, reference: str) -> ResponseReturnValue:
    """Let the application rest until a day."""
    return _take(
        actor,
        reference,
        "hold",
        lambda form: course_service.rest(reference, form.seen, actor, form.until.data, form.why),
    )


@pages.page(f"{ONE}/resume", allow=CLERK, methods=("POST",))
def resume(actor: Actor, reference: str) -> ResponseReturnValue:
    """Go on checking before the day has come."""
    return _take(actor, reference, "resume", lambda form: course_service.resume(reference, form.seen, actor))


@pages.page(f"{ONE}/edit", allow=CLERK, methods=("POST",))
def edit(actor: Actor, reference: str) -> ResponseReturnValue:
    """Complete or correct what the institution declared."""
    return _take(
        actor,
        reference,
        "edit",
        lambda form: edit_service.edit(reference, form.seen, actor, form.given),
    )


@pages.page(f"{ONE}/customer", allow=CLERK, methods=("POST",))
def customer(actor: Actor, reference: str) -> ResponseReturnValue:
    """Choose the customer whom the application is about."""
    return _take(
        actor,
        reference,
        "customer",
        lambda form: edit_service.link(reference, form.seen, actor, form.customer_id.data),
    )
