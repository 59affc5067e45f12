"""The paper desk's front room: finding the application for the papers in hand, or beginning one."""

from __future__ import annotations

from flask import session, url_for
from flask.typing import ResponseReturnValue

from app.foundation import searches
from app.foundation.actor import Actor
from app.foundation.crypto import encrypt
from app.foundation.errors import BusyError
from app.foundation.i18n import gettext as _
from app.foundation.listing import asked
from app.foundation.pages import CLERK, Pages, go, invalid, saw
from app.foundation.templating import page
from app.foundation.tokens import new_token
from app.registrations import new_papers, papers_queries
from app.registrations.delivery_service import Brought
from app.registrations.due import due_of
from app.registrations.papers_forms import FindForm, NewForm
from app.registrations.queries import by_reference
from app.registrations.subject import KIND, is_institution, stage_of
from app.regulations.queries import current

pages = Pages("papers", prefix="/desk/papers")
SEARCH = "papers"


@pages.page("", allow=CLERK)
def papers(actor: Actor) -> ResponseReturnValue:
    """Show the box, and the announced applications whose papers must come soon."""
    return _front(actor, FindForm(formdata=None))


def _front(actor: Actor, form: FindForm) -> str:
    soon = papers_queries.ending_soon()
    saw(actor, *((KIND, row.id) for row in soon))
    return page("registrations/papers.html", form=form, listing=None, soon=soon, **_words([]))


def _words(ids: list[int]) -> dict[str, object]:
    return {"stages": stage_of, "due_of": due_of, "awaited": papers_queries.awaited_by(ids)}


@pages.page("/search", allow=CLERK, methods=("POST",))
def find(actor: Actor) -> ResponseReturnValue:
    """Go straight to the application of a cover sheet; keep anything else as a search."""
    form = FindForm()
    if not form.validate_on_submit():
        return invalid(_front(actor, form))
    typed = str(form.typed.data)
    reference = papers_queries.read_code(typed)
    row = by_reference(reference) if reference else None
    if row is not None:
        room = "papers.intake_of" if is_institution(row) else "desk.application"
        return go(room, reference=row["reference"])
    return go("papers.found", search_id=searches.keep(SEARCH, {"typed": typed}, actor))


@pages.page("/search/<string:search_id>", allow=CLERK)
def found(actor: Actor, search_id: str) -> ResponseReturnValue:
    """List what a kept search finds."""
    typed = str(searches.recall(SEARCH, search_id, actor)["typed"])
    rows = papers_queries.found(typed, after=asked("after"), before=asked("before"))
    saw(actor, *((KIND, row.id) for row in rows.rows))
    return page(
        "registrations/papers.html",
        form=FindForm(formdata=None, typed=typed),
        listing=rows,
        soon=[],
        address=lambda **cursor: url_for("papers.found", search_id=search_id, **cursor),
        **_words([row.id for row in rows.rows if row.state == "awaiting_documents"]),
    )


@pages.page("/new", allow=CLERK, methods=("GET", "POST"))
def new(actor: Actor) -> ResponseReturnValue:
    """Begin an application for papers that nobody announced; what may be the same is shown first."""
    form = NewForm()
    if current() is None:
        raise BusyError
    if not form.validate_on_submit():
        shown = _new(actor, form, None)
        return invalid(shown) if form.errors else shown
    looked = new_papers.look(form.form_id.data or "", form.alike, actor)
    if looked.is_open and not (form.another.data and form.shown.data == looked.mark):
        return invalid(_new(actor, form, looked))
    form_id, brought = form.form_id.data or new_token(), Brought(**form.brought)
    reference, code = new_papers.lodge(form_id, form.given, brought, actor)
    keep_code(reference, code)
    said = _("The application has been opened. Now add the files.")
    return go("papers.intake_of", reference=reference, say=said)


def keep_code(reference: str, code: str | None) -> None:
    """Keep the tracker's code for the receipt: it is stored nowhere readable but in the clerk's cookie."""
    if code:
        session["receipt"] = [reference, encrypt(code)]


def _new(actor: Actor, form: NewForm, looked: new_papers.Looked | None) -> str:
    form.form_id.data = form.form_id.data or new_token()
    if looked:
        form.shown.data = looked.mark
        form.another.data = False
        saw(actor, *((KIND, one.row["id"]) for one in looked.doubles))
        saw(actor, *(("customer", one.id) for one in looked.customers))
    return page("registrations/papers_new.html", form=form, looked=looked, stages=stage_of)
