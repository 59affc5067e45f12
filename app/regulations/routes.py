"""The Regulations as everybody reads them, as a PDF, and the gate before a new version."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.foundation.i18n import LANGUAGES, _, language, speaking
from app.foundation.pages import ANYONE, Pages, gate, go, invalid
from app.foundation.pdf import render, shown
from app.foundation.templating import day, page
from app.regulations import queries
from app.regulations.blocks import parse, sections, title_of, to_html, to_tree, without_title
from app.regulations.changes import changes
from app.regulations.forms import AcceptForm
from app.regulations.models import Regulations
from app.regulations.service import accept as put_down

pages = Pages("regulations", prefix="/regulations")


@pages.page("", allow=ANYONE)
def current(_actor: Actor) -> ResponseReturnValue:
    """Show the version in force, or that there is none yet."""
    found = queries.current()
    return _shown(found) if found else page("regulations/none.html")


@pages.page("/<string:number>", allow=ANYONE)
def version(_actor: Actor, number: str) -> ResponseReturnValue:
    """Show one version, whenever it was or will be in force."""
    return _shown(_found(number))


@pages.page("/<string:number>.pdf", allow=ANYONE)
def pdf(_actor: Actor, number: str) -> ResponseReturnValue:
    """Return one version as PDF, in the reader's language or in `?language=`."""
    return _pdf(_found(number), request.args.get("language", language()))


@pages.page("/accept", allow=gate("regulations"), methods=("GET", "POST"))
def accept(actor: Actor) -> ResponseReturnValue:
    """Ask whoever has logged in to accept the version now in force, and say what is new in it."""
    form, found = AcceptForm(), queries.current()
    if found is None or actor.account_id is None:
        return go("public.landing")
    if form.validate_on_submit() and form.number.data == found.number:
        put_down(found.id, account_id=actor.account_id)
        return go("portal.home", say=_("Thank you. You have accepted the Regulations."))
    form.number.data = found.number
    shown = _gate(actor.account_id, found, form)
    return invalid(shown) if form.errors else shown


def _found(number: str) -> Regulations:
    found = queries.by_number(number)
    if found is None:
        raise NotFoundError
    return found


def _shown(found: Regulations) -> str:
    tokens = parse(_text(found))
    return page(
        "regulations/version.html",
        version=found,
        heading=title_of(tokens),
        body=to_html(without_title(tokens)),
        sections=sections(tokens),
        versions=queries.versions(),
        in_force=queries.current(),
    )


def _gate(account_id: int, found: Regulations, form: AcceptForm) -> str:
    before = queries.last_accepted(account_id)
    return page(
        "regulations/accept.html",
        version=found,
        form=form,
        before=before,
        changes=changes(_text(before), _text(found)) if before else [],
    )


def _text(version: Regulations) -> str:
    return version.text_pl if language() == "pl" else version.text_en


def _pdf(found: Regulations, tongue: str) -> Response:
    with speaking(tongue if tongue in LANGUAGES else "pl"):
        tokens = parse(_text(found))
        data = {
            "title": title_of(tokens),
            "number": found.number,
            "day": day(found.effective_on),
            "sha256": found.sha256,
            "blocks": to_tree(without_title(tokens)),
        }
        return shown(render("regulations/document.typ", data), f"e-BOK-{found.number}-{language()}")
