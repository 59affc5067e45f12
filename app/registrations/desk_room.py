"""The clerks' room and the address of one application in it; its pages stand in desk_ and check_routes."""

from __future__ import annotations

from app.foundation.pages import Pages

pages = Pages("desk", prefix="/desk")
ONE = "/applications/<string:reference>"
