"""The desk: the clerk's list of applications, and one application with everything a decision needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.forms import Form, StepForm
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import CLERK, OFFICE, go, invalid, saw
from app.foundation.templating import page
from app.registrations import check_routes, desk_forms, desk_queries, desk_service, tally
from app.registrations.candidates import KEYS
from app.registrations.counter_forms import ProveForm
from app.registrations.desk_page import desk
from app.registrations.desk_room import ONE, pages
from app.registrations.due import due_of
from app.registrations.subject import KIND, is_institution, stage_of

FORMS: dict[str, type[Form]] = {
    "ask": desk_forms.AskForm,
    "answer": desk_forms.AnswerForm,
    "reject": desk_forms.RejectForm,
    "extend": desk_forms.ExtendForm,
    "recall": desk_forms.RecallForm,
    "withdraw": desk_forms.WithdrawForm,
    "answers": desk_forms.AnswersForm,
    "link": desk_forms.LinkForm,
    "note": desk_forms.NoteForm,
    "prove": ProveForm,
}
SAID = {
    "verify": N_("The check is confirmed. Now an admin activates the access."),
    "extend": N_("The applicant has more time now."),
    "recall": N_("The question has been taken back."),
    "withdraw": N_("The application has been withdrawn."),
    "reject": N_("The application has been rejected; the applicant is told why."),
    "ask": N_("The question has been sent. The applicant has time to answer until the day shown."),
    "answer": N_("The answer has been put down; the application is to be checked again."),
    "answers": N_("Your answers have been stored."),
    "link": N_("The customer has been chosen and the data compared again."),
    "note": N_("The note has been stored."),
}


@pages.page("", allow=OFFICE)
def applications(actor: Actor) -> ResponseReturnValue:
    """List the applications, most urgent first; the filters stand in the address."""
    filters = desk_queries.Filters.read(request.args)
    found = desk_queries.applications(
        filters,
        actor.id,
        after=asked("after"),
        before=asked("before"),
    )
    if found.rows:
        saw(actor, *((KIND, row.id) for row in found.rows))
    return page(
        "registrations/desk.html",
        listing=found,
        address=partial(url_for, "desk.applications", **filters.address()),  # type: ignore[arg-type]  # words
        filters=filters,
        tally=tally.count(),
        stages=stage_of,
        due_of=due_of,
        whose=partial(desk_queries.whose, me=actor.id),
    )


@pages.page("/next", allow=OFFICE)
def following(_actor: Actor) -> ResponseReturnValue:
    """Go to the most urgent application to check, other than the one just worked on."""
    reference = desk_queries.next_to_check(request.args.get("after", ""))
    if reference is None:
        return go("desk.applications")
    return go("desk.application", reference=reference)


@pages.page(ONE, allow=OFFICE)
def application(actor: Actor, reference: str) -> ResponseReturnValue:
    """Show what was given beside what the base says, and every step that is open."""
    return _shown(actor, reference)


def _shown(actor: Actor, reference: str, **wrong: Form) -> str:
    row, duplicates = desk_queries.application(reference)
    if is_institution(row):
        return check_routes.shown(actor, row, **wrong)
    found = desk(row, duplicates, actor)
    saw(actor, (KIND, found.row["id"]))
    forms = {name: wrong.get(name) or form(formdata=None) for name, form in FORMS.items()}
    return page(
        "registrations/desk_application.html",
        desk=found,
        forms=forms | {"reject": desk_forms.reject_form(row, wrong.get("reject"))},
        form=next(iter(wrong.values()), None),
        keys=KEYS,
        stages=stage_of,
    )


def _take(
    actor: Actor, reference: str, name: str, act: Callable[[Any], object], *, said: str = ""
) -> ResponseReturnValue:
    """Take a step when its form is good; else show the page again with what is wrong."""
    form = FORMS.get(name, StepForm)()
    if not form.validate_on_submit():
        return invalid(_shown(actor, reference, **{name: form}))
    act(form)
    return go("desk.application", reference=reference, say=_(SAID[said or name]))


def _step(actor: Actor, reference: str, name: str) -> ResponseReturnValue:
    return _take(
        actor,
        reference,
        name,
        lambda form: desk_service.step(reference, form.seen, name, actor, getattr(form, "why", None)),
    )


@pages.page(f"{ONE}/verify", allow=CLERK, methods=("POST",))
def verify(actor: Actor, reference: str) -> ResponseReturnValue:
    """Confirm the check: one customer is chosen and every difference answered."""
    return _step(actor, reference, "verify")


@pages.page(f"{ONE}/reject", allow=CLERK, methods=("POST",))
def reject(actor: Actor, reference: str) -> ResponseReturnValue:
    """Reject for a reason of the list."""
    return _step(actor, reference, "reject")


@pages.page(f"{ONE}/extend", allow=CLERK, methods=("POST",))
def extend(actor: Actor, reference: str) -> ResponseReturnValue:
    """Let the applicant's time begin anew."""
    return _step(actor, reference, "extend")


@pages.page(f"{ONE}/recall", allow=CLERK, methods=("POST",))
def recall(actor: Actor, reference: str) -> ResponseReturnValue:
    """Take the question back and go on checking."""
    return _step(actor, reference, "recall")


@pages.page(f"{ONE}/withdraw", allow=CLERK, methods=("POST",))
def withdraw(actor: Actor, reference: str) -> ResponseReturnValue:
    """End the application because the applicant asked for it."""
    return _step(actor, reference, "withdraw")


@pages.page(f"{ONE}/ask", allow=CLERK, methods=("POST",))
def ask(actor: Actor, reference: str) -> ResponseReturnValue:
    """Ask the applicant a question, prepared or in the clerk's own words."""
    return _take(
        actor,
        reference,
        "ask",
        lambda form: desk_service.ask(reference, form.seen, actor, form.phrase.data, form.text.data),
    )


@pages.page(f"{ONE}/answer", allow=CLERK, methods=("POST",))
def answer(actor: Actor, reference: str) -> ResponseReturnValue:
    """Put down what the applicant answered by telephone or at the counter."""
    return _take(
        actor,
        reference,
        "answer",
        lambda form: desk_service.answer(reference, form.seen, actor, form.answer.data),
    )


@pages.page(f"{ONE}/answers", allow=CLERK, methods=("POST",))
def answers(actor: Actor, reference: str) -> ResponseReturnValue:
    """Answer fields that differ: why each may; the second button confirms the check at once."""

    def act(form: desk_forms.AnswersForm) -> None:
        desk_service.accept(reference, form.seen, actor, form.given)
        if and_verify:
            desk_service.step(reference, form.seen + 1, "verify", actor)

    and_verify = request.form.get("step") == "answers_and_verify"
    return _take(actor, reference, "answers", act, said="verify" if and_verify else "answers")


@pages.page(f"{ONE}/link", allow=CLERK, methods=("POST",))
def link(actor: Actor, reference: str) -> ResponseReturnValue:
    """Choose another customer for the application."""
    return _take(
        actor,
        reference,
        "link",
        lambda form: desk_service.link(reference, form.seen, actor, form.customer_id.data),
    )


@pages.page(f"{ONE}/note", allow=CLERK, methods=("POST",))
def note(actor: Actor, reference: str) -> ResponseReturnValue:
    """Write a note for colleagues."""
    return _take(actor, reference, "note", lambda form: desk_service.note(reference, actor, form.note.data))
