"""Files of the looks: their address carries their digest, so that browsers keep them until they change."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

KEEP_SECONDS = 31_536_000
DIGITS = 12


def init_static(app: Flask) -> None:
    """Add the digest to every address of a static file, and let such an address be kept for a year."""
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (found := _digest(folder / values["filename"])):
            values.setdefault("v", found)

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code == 200:  # noqa: PLR2004
            response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}, immutable"
        return response


@cache
def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:DIGITS] if file.is_file() else ""
