"""Structured logs: one JSON line per event, with the request's id and no personal data."""

from __future__ import annotations

import logging
import sys
import time
import traceback
import uuid
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, request

from app.foundation.actor import current_actor

log = structlog.get_logger("ebok.request")


def configure_logging(*, to_terminal: bool) -> None:
    """Write JSON lines to standard error; on a developer's terminal, lines for people."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if to_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    exceptions = structlog.processors.format_exc_info if to_terminal else _places_only
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            exceptions,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(),
    )


def _places_only(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write an exception as kinds and places: its message may hold what somebody typed or is called."""
    error = event.pop("exc_info", None)
    if error and not isinstance(error, BaseException):
        error = sys.exc_info()[1]
    told: list[str] = []
    while error:
        told += [*traceback.format_tb(error.__traceback__), f"{type(error).__qualname__}\n"]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return {**event, "exception": "".join(told)} if told else event


def init_logging(app: Flask) -> None:
    """Give every request an id and one line; endpoint, not path, so that no number of a person is written."""

    @app.before_request
    def begin() -> None:
        g.request_id = uuid.uuid4().hex[:12]
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint not in {"static", "healthz", "readyz"}:
            took = round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None
            log.info(
                "request",
                method=request.method,
                endpoint=request.endpoint,
                status=response.status_code,
                ms=took,
                actor=current_actor().id if response.status_code < 500 else None,  # noqa: PLR2004
            )
        return response
