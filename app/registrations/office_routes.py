"""The office's rooms of applications: desk, counter, paper desk, activation, and the link of the notice."""

from __future__ import annotations

from app.registrations import (
    admin_routes,
    counter_routes,
    desk_room,
    double_routes,
    intake_routes,
    receipt_routes,
    scan_routes,
)
from app.registrations import desk_events as desk_events  # noqa: PLC0414 - teaches the sentences of history
from app.registrations import desk_routes as desk_routes  # noqa: PLC0414 - fills the desk's room

ROOMS = (
    desk_room.pages,
    counter_routes.pages,
    intake_routes.pages,
    scan_routes.pages,
    double_routes.pages,
    receipt_routes.pages,
    admin_routes.pages,
    admin_routes.notices,
)
