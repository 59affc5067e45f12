"""Files of one application: sent, sorted, looked at, turned, fetched. A file of another case is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import Response, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from app.documents import service as documents
from app.documents.limits import MOST_BYTES
from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.foundation.forms import StepForm
from app.foundation.i18n import gettext as _
from app.foundation.i18n import ngettext
from app.foundation.pages import CLERK, OFFICE, Pages, go, invalid, saw
from app.registrations import intake_service
from app.registrations.intake_routes import back, shown
from app.registrations.intake_service import File
from app.registrations.paper_queries import scan_of_case
from app.registrations.papers_needed import KINDS
from app.registrations.subject import KIND

pages = Pages("scans", prefix="/desk/applications/<string:reference>/scans")
ONE = "/<int:case_scan_id>"
FIELD, SORTED = "file-", "kind-"
MOST_SENT = 10 * MOST_BYTES
SANDBOX = "sandbox; default-src 'none'"
QUARTERS = {"left": -90, "right": 90}


@pages.page("", allow=CLERK, methods=("POST",), most_bytes=MOST_SENT)
def upload(actor: Actor, reference: str) -> ResponseReturnValue:
    """Take files in; each is judged for itself. A script sends one by one and gets the new version."""
    seen = StepForm().seen
    sent = intake_service.examine(reference, seen, list(_files()))
    version = intake_service.add_files(reference, seen, actor, sent)
    if request.accept_mimetypes.best == "application/json":
        refused = [{"name": name, "why": why} for name, why in sent.refused]
        return jsonify(version=version, kept=len(sent.good), refused=refused)
    if not sent.good and not sent.refused:
        sent.refused.append(("", _("Please choose a file.")))
    if sent.refused:
        return invalid(shown(actor, reference, refused=sent.refused, kept=len(sent.good)))
    number = len(sent.good)
    said = ngettext("%(num)s file has been taken in.", "%(num)s files have been taken in.", number)
    return back(reference, request.form.get("back"), said)


def _files() -> Iterator[File]:
    for field, file in request.files.items(multi=True):
        kind = field.removeprefix(FIELD)
        if field.startswith(FIELD) and file.filename:
            # One byte more than may be, so that what is too large is called so.
            content = file.stream.read(MOST_BYTES + 1)
            yield File(file.filename, content, kind if kind in KINDS else None)


@pages.page("/sort", allow=CLERK, methods=("POST",))
def sort(actor: Actor, reference: str) -> ResponseReturnValue:
    """Say of files which documents they are: `kind-<number>`, where one was chosen."""
    chosen = {
        int(name.removeprefix(SORTED)): kind
        for name, kind in request.form.items()
        if name.startswith(SORTED) and name.removeprefix(SORTED).isdecimal() and kind in KINDS
    }
    number = intake_service.sort_many(reference, StepForm().seen, actor, dict(chosen))
    said = ngettext("%(num)s file has been sorted.", "%(num)s files have been sorted.", number)
    return back(reference, request.form.get("back"), said)


@pages.page(f"{ONE}/pages/<int:number>", allow=OFFICE)
def image(actor: Actor, reference: str, case_scan_id: int, number: int) -> ResponseReturnValue:
    """Show one page as an image, or small (`?size=thumb`)."""
    case_id, scan_id = scan_of_case(reference, case_scan_id)
    small = request.args.get("size") == "thumb"
    content, media_type = _page(scan_id, number, small=small)
    if not small:
        saw(actor, (KIND, case_id))
    response = make_response(content)
    response.content_type = media_type
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    # A page may be turned by a colleague: the browser asks again, and is told that nothing has changed.
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


def _page(scan_id: int, number: int, *, small: bool) -> tuple[bytes, str]:
    try:
        return documents.page_image(scan_id, number, thumbnail=small)
    except documents.RefusedScanError as error:  # it was good when it came, and cannot be shown after all
        raise NotFoundError from error


@pages.page(f"{ONE}/pages/<int:number>/turn", allow=CLERK, methods=("POST",))
def turn(actor: Actor, reference: str, case_scan_id: int, number: int) -> ResponseReturnValue:
    """Turn a page a quarter, to the left or to the right, for everybody."""
    case_id, scan_id = scan_of_case(reference, case_scan_id)
    # The file stays as it came, so history says nothing: who had it turned is kept beside who looked.
    saw(actor, (KIND, case_id))
    documents.turn(scan_id, number, QUARTERS.get(request.form.get("to", ""), QUARTERS["right"]))
    if request.accept_mimetypes.best == "application/json":
        return jsonify(turned=True)
    place: dict[str, Any] = {"file": case_scan_id, "page": number}
    kind = request.form.get("document") or None
    said = _("The page has been turned.")
    return go("desk.application", reference=reference, document=kind, say=said, **place)


@pages.page(f"{ONE}/clean", allow=OFFICE)
def clean(actor: Actor, reference: str, case_scan_id: int) -> ResponseReturnValue:
    """Hand out the cleaned copy: without scripts, links and attachments."""
    case_id, scan_id = scan_of_case(reference, case_scan_id)
    saw(actor, (KIND, case_id))
    return _attachment(*documents.clean_copy(scan_id))


@pages.page(f"{ONE}/original", allow=OFFICE)
def original(actor: Actor, reference: str, case_scan_id: int) -> ResponseReturnValue:
    """Hand out the file exactly as it came."""
    case_id, scan_id = scan_of_case(reference, case_scan_id)
    saw(actor, (KIND, case_id))
    return _attachment(*documents.original(scan_id))


def _attachment(content: bytes, media_type: str, name: str) -> Response:
    response = make_response(content)
    response.content_type = media_type
    plain = name.encode("ascii", "ignore").decode().strip() or "scan"
    # The name in full goes percent-encoded (RFC 6266), and one that every browser can read beside it.
    named = {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}
    response.headers["Content-Disposition"] = dump_options_header("attachment", named)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response
