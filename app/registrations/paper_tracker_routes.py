"""An institution follows its application: sends what was asked for, prints the packet, goes on to another."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.documents import service as documents
from app.documents.limits import MOST_BYTES
from app.foundation.actor import Actor
from app.foundation.db import after_commit
from app.foundation.errors import NotFoundError, RefusedError
from app.foundation.i18n import _
from app.foundation.pages import go, invalid
from app.foundation.pdf import shown
from app.registrations import tracker_service, visitor
from app.registrations.applicant_routes import pages, slow_down
from app.registrations.packet import packet
from app.registrations.paper_queries import is_awaited
from app.registrations.paper_service import Upload
from app.registrations.papers_needed import KINDS
from app.registrations.subject import is_institution
from app.registrations.successor_queries import onward
from app.registrations.tracker_forms import PapersForm
from app.registrations.tracker_routes import FOLLOWER, changed_since, followed_here, tracker_page

# What may be sent at once, beside what the form itself takes: two of the largest files.
MOST_AT_ONCE = 2 * MOST_BYTES + 2**20
MOST_FILES = 20


@pages.page("/track/<string:reference>/documents", allow=FOLLOWER, methods=("POST",), most_bytes=MOST_AT_ONCE)
def documents_sent(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Take files for what was asked for. They are examined before the database is touched."""
    slow_down()
    mine = visitor.followed()
    if mine is None or not is_awaited(mine.id):
        return changed_since(reference, PapersForm())
    chosen = [
        (kind, file) for kind in KINDS for file in request.files.getlist(f"file-{kind}") if file.filename
    ]
    too_many = len(chosen) > MOST_FILES
    uploads, refused = ([], [_too_many(len(chosen))]) if too_many else _examined(chosen)
    row, form = followed_here(reference), PapersForm()
    if not form.validate_on_submit() or not uploads:
        return invalid(tracker_page(row, form, refused=refused or [_("Please choose a file.")]))
    try:
        complete = tracker_service.add_papers(row["id"], form.mark.data or "", uploads)
    except tracker_service.ChangedError:
        return changed_since(reference, form)
    except RefusedError as error:
        return invalid(tracker_page(row, form, refused=error.reasons))
    after_commit(lambda: _say(refused))
    return go("registrations.tracker", say=_thanks(complete=complete), reference=row["reference"])


def _say(refused: list[str]) -> None:
    for words in refused:
        flash(words, "warning")


def _examined(chosen: list[tuple[str, FileStorage]]) -> tuple[list[Upload], list[str]]:
    """Return the files that can be taken in, and in plain words why the others cannot."""
    uploads, refused = [], []
    for kind, file in chosen:
        try:
            uploads.append(Upload(documents.examine(file.read(), file.filename or ""), kind))
        except documents.RefusedScanError as error:
            name, why = error.file_name, error.why
            refused.append(_("%(name)s was not taken in. %(why)s", name=name, why=why))
    return uploads, refused


def _too_many(chosen: int) -> str:
    """Say why none is taken in: of some the rest could not be sent afterwards, if nothing is awaited then."""
    return _(
        "You chose %(chosen)s files, and at most %(most)s can be sent at once. Please choose fewer; pages of "
        "one document can be put together into one PDF.",
        chosen=chosen,
        most=MOST_FILES,
    )


def _thanks(*, complete: bool) -> str:
    if complete:
        return _("Thank you, everything we asked for has come. We go on checking your documents.")
    return _("Thank you, your files have come. We still wait for the other documents.")


@pages.page("/track/<string:reference>/packet.pdf", allow=FOLLOWER)
def tracker_packet(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Return the packet to print, while its papers are awaited."""
    row = followed_here(reference)
    if not is_institution(row) or row["state"] != "announced":
        raise NotFoundError
    return shown(packet(row), f"e-BOK-{row['reference']}")


@pages.page("/track/<string:reference>/onward", allow=FOLLOWER, methods=("POST",))
def go_onward(_actor: Actor, reference: str) -> ResponseReturnValue:
    """Let this browser follow the application in which this one goes on."""
    other = onward(followed_here(reference))
    if other is None:
        raise NotFoundError
    visitor.follow(other)
    return go("registrations.tracker", reference=other["reference"])
