"""The applicant's room: the form, the page after it, the link, the tracker."""

from __future__ import annotations

from app.registrations import confirm_routes as confirm_routes  # noqa: PLC0414 - its pages are of this room
from app.registrations import institution_routes as institution_routes  # noqa: PLC0414 - its pages are of this room
from app.registrations import paper_tracker_routes as paper_tracker_routes  # noqa: PLC0414 - its pages are of this room
from app.registrations import sent_routes as sent_routes  # noqa: PLC0414 - its pages are of this room
from app.registrations import tracker_routes as tracker_routes  # noqa: PLC0414 - its pages are of this room
from app.registrations.applicant_routes import pages

ROOMS = (pages,)
