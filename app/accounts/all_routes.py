"""Every room of this slice, for the factory: importing the files fills the rooms with their pages."""

from __future__ import annotations

from app.accounts import admin_routes, links_routes, own_routes, proof_routes, routes

ROOMS = (routes.pages, admin_routes.pages)
FILES = (links_routes, own_routes, proof_routes)
