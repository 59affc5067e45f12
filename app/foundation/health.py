"""Is the process alive (`/healthz`), and can it work (`/readyz`)? No cookies, no details for the public."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import structlog
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask, Response, make_response
from sqlalchemy import text

from app.foundation.db import reading

log = structlog.get_logger("ebok.health")

# Endpoints outside `Pages`: open to everybody by design, and they change nothing.
OPEN = {"static": "files of the looks", "healthz": "liveness for the supervisor", "readyz": "readiness"}


def init_health(app: Flask, checks: Mapping[str, Callable[[], None]]) -> None:
    """Register both addresses; a check raises when its part of the office cannot work."""

    @app.get("/healthz")
    def healthz() -> Response:
        return _plain("ok", 200)

    @app.get("/readyz")
    def readyz() -> Response:
        broken = []
        for name, check in checks.items():
            try:
                check()
            except Exception as error:  # noqa: BLE001 - whatever fails, the answer is "not ready"
                log.warning("not_ready", part=name, kind=type(error).__name__)
                broken.append(name)
        return _plain("ok", 200) if not broken else _plain("not ready", 503)


def check_database() -> None:
    """Raise when the database does not answer."""
    with reading() as connection:
        connection.execute(text("SELECT 1"))


def check_migrations() -> None:
    """Raise RuntimeError when the database is not what this release expects."""
    with reading() as connection:
        present = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    if present != _heads():
        raise RuntimeError("run `flask db upgrade`")


@cache
def _heads() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "migrations"))
    return set(ScriptDirectory.from_config(config).get_heads())


def _plain(text: str, code: int) -> Response:
    response = make_response(text + "\n", code)
    response.content_type = "text/plain; charset=utf-8"
    if code == 503:  # noqa: PLR2004
        response.headers["Retry-After"] = "5"
    return response
