"""The conflict page: two people, one case. What was typed, what the other did, what is still possible."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy import RowMapping, select

from app.audit.queries import Line, lines_of
from app.foundation.actor import Actor, current_actor
from app.foundation.db import db, transaction
from app.foundation.errors import SECRET_FIELDS, SHOWN_FIELD
from app.foundation.forms import read_version
from app.foundation.i18n import N_, _
from app.steps.queries import buttons
from app.steps.service import StaleError
from app.steps.subject import Subject

# Words for what people type into the forms of steps; anything else was chosen, not written.
FIELDS = {
    "reason": N_("Reason"),
    "text": N_("Text"),
    "note": N_("Note"),
    "why": N_("Why"),
    "answer": N_("Answer"),
    "question": N_("Question"),
    "email": N_("E-mail address"),
    "name": N_("Name"),
    "krs": N_("KRS number"),
    "nip": N_("NIP"),
    "regon": N_("REGON"),
    "seat": N_("Seat"),
    "issued_on": N_("Day of issue"),
    "signed_on": N_("Day of signing"),
    "remark": N_("Remark"),
    "representatives-name": N_("Who represents the institution"),
    "signers-name": N_("Who signed"),
    "attorneys-name": N_("Who is authorised"),
}
ASKED = "text_"  # the beginning of the names of texts, one for each document that is asked for
LATEST = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the loser of a race is shown; `lines` and `possible` are for staff only."""

    stage: str
    next: str
    lines: list[Line]
    possible: list[str]


def conflict_of(subject: Subject, row: RowMapping, actor: Actor, seen: int) -> Conflict:
    """Return what happened to a case since version `seen`, and which steps are open to the actor now.

    Who is not staff hears only the public sentence: names and stages are the office's own.
    """
    stage = subject.stage_of(row)
    if not actor.is_staff:
        return Conflict(_(stage.public.sentence), _(stage.public.next), [], [])
    possible = [button.label for button in buttons(subject, row, actor) if button.is_open]
    return Conflict(_(stage.label), "", _since(lines_of(subject.kind, row["id"]), seen), possible)


def _since(lines: list[Line], seen: int) -> list[Line]:
    # Each version begins with a line that names the state it stands in; notes among colleagues name none.
    versions = [place for place, line in enumerate(lines) if line.to_state is not None]
    return lines[versions[seen] :] if 0 < seen < len(versions) else lines[-LATEST:]


def _typed() -> list[tuple[str, str]]:
    names = [name for name in request.form if name not in SECRET_FIELDS]
    given = [(_label(name), ", ".join(filter(None, request.form.getlist(name)))) for name in names]
    return [(_(label), value[:SHOWN_FIELD]) for label, value in given if label and value.strip()]


def _label(name: str) -> str | None:
    return FIELDS["text"] if name.startswith(ASKED) else FIELDS.get(name)


def _back() -> str:
    """Return where the form stood: the page that sent it, else the one above the step's address."""
    came = urlsplit(request.referrer or "")
    if came.netloc == request.host and came.path != request.path:
        return came.path
    return request.path.rpartition("/")[0] or "/"


def _conflict_page(error: StaleError) -> Response:
    actor, table = current_actor(), error.subject.table
    with transaction(write=False):
        row = db.session.execute(select(table).where(table.c.id == error.case_id)).mappings().one()
        body = render_template(
            "steps/conflict.html",
            code=409,
            conflict=conflict_of(error.subject, row, actor, read_version(request.form.get("version"))),
            back=_back(),
            typed=_typed(),
            reference=g.get("request_id", ""),
        )
    return make_response(body, 409)


def init_conflict(app: Flask) -> None:
    """Answer every step on a case that has changed since it was seen with the conflict page."""
    app.register_error_handler(StaleError, _conflict_page)
