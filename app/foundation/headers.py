"""The headers of every answer: strict Content-Security-Policy, nothing framed, nothing kept by caches."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import BadRequest

from app.config import HERE
from app.foundation.health import OPEN

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 31_536_000


def init_headers(app: Flask, *, address: str) -> None:
    """Set the headers on every answer of the application; HSTS only where there is TLS.

    Whoever asks for another host than that of `address` (the office's own URL) is refused.
    """
    own, https = HERE | {urlsplit(address).hostname}, address.startswith("https://")

    @app.before_request
    def refuse_foreign_host() -> None:
        # A supervisor may ask for the health of a machine by any name.
        if request.endpoint not in OPEN and _name(request.host) not in own:
            raise BadRequest

    @app.after_request
    def say(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _name(host: str) -> str | None:
    """Return the name in a Host header, without port; None when it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
