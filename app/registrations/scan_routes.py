"""Files of one application: looked at and turned. A file of another case is none."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue

from app.documents import service as documents
from app.foundation.actor import Actor
from app.foundation.errors import NotFoundError
from app.foundation.i18n import gettext as _
from app.foundation.pages import CLERK, OFFICE, Pages, go, saw
from app.registrations.paper_queries import scan_of_case
from app.registrations.subject import KIND

pages = Pages("scans", prefix="/desk/applications/<string:reference>/scans")
ONE = "/<int:case_scan_id>"
QUARTERS = {"left": -90, "right": 90}


@pages.page(f"{ONE}/pages/<int:number>", allow=OFFICE)
def image(actor: Actor, reference: str, case_scan_id: int, number: int) -> ResponseReturnValue:
    """Show one page as an image, or small (`?size=thumb`)."""
    case_id, scan_id = scan_of_case(reference, case_scan_id)
    small = request.args.get("size") == "thumb"
    try:
        content, media_type = documents.page_image(scan_id, number, thumbnail=small)
    except documents.RefusedScanError as error:
        raise NotFoundError from error
    if not small:
        saw(actor, (KIND, case_id))
    response = make_response(content)
    response.content_type = media_type
    return response


@pages.page(f"{ONE}/pages/<int:number>/turn", allow=CLERK, methods=("POST",))
def turn(_actor: Actor, reference: str, case_scan_id: int, number: int) -> ResponseReturnValue:
    """Turn a page a quarter, to the left or to the right, for everybody."""
    _case_id, scan_id = scan_of_case(reference, case_scan_id)
    documents.turn(scan_id, number, QUARTERS.get(request.form.get("to", ""), QUARTERS["right"]))
    return go("desk.application", reference=reference, say=_("The page has been turned."))
