"""Refusals and failures as pages: in the reader's language, with a reference that stands in the log."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.foundation.i18n import N_, _

log = structlog.get_logger("ebok.errors")

WORDS = {
    400: (
        N_("This could not be read"),
        N_("The address or the form is not complete. Nothing has been changed."),
    ),
    403: (N_("This is not allowed"), N_("You may not do this. Nothing has been changed.")),
    404: (N_("There is no such page"), N_("Please check the address, or begin again from the first page.")),
    405: (N_("This address is not opened this way"), N_("Please go back and use the button on the page.")),
    409: (N_("This is no longer possible"), N_("Somebody has changed this in the meantime.")),
    413: (N_("This is too large"), N_("What you sent is larger than we can take. Please send less at once.")),
    429: (
        N_("Please wait a little"),
        N_("There were too many tries. You can try again after the time below."),
    ),
    500: (N_("Something went wrong on our side"), N_("Nothing has been changed. We have noted the fault.")),
    503: (N_("The office is busy"), N_("Nothing has been changed. Please try again in a moment.")),
}

# Never shown back to anybody, even to the one who typed it.
SECRET_FIELDS = {
    "csrf_token",
    "password",
    "new_password",
    "repeat",
    "pin",
    "code",
    "pesel",
    "form_id",
    "version",
}
SHOWN_FIELD = 500

# The database cannot be reached, or not in time.
AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
# What the engines call it when a row of this key stands there already.
TAKEN = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}


class NotFoundError(Exception):
    """There is nothing here for this actor: a stranger learns as little as one who guesses."""


@dataclass
class RefusedError(Exception):
    """A step is not open now: every reason, in the reader's words. Answered with 409."""

    reasons: list[str]


@dataclass
class TooManyError(Exception):
    """Too many tries; `retry_after` is in seconds. Answered with 429."""

    retry_after: int


class BusyError(Exception):
    """The office cannot do this just now, later it can. Answered with 503."""


def error_page(code: int, *, reasons: list[str] | None = None, retry_after: int | None = None) -> Response:
    """Return the page of a refusal or failure; its reference stands in the log."""
    title, text = WORDS.get(code, WORDS[500])
    body = render_template(
        "errors/error.html",
        code=code,
        title=_(title),
        text=_(text),
        reasons=reasons or [],
        typed=_typed() if code in {400, 409} else [],
        reference=g.get("request_id", ""),
        retry_after=retry_after,
    )
    response = make_response(body, code)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _typed() -> list[tuple[str, str]]:
    # What was typed into a form that is too old is shown, so that nothing is lost.
    if request.method != "POST":
        return []
    fields = [(name, value) for name, value in request.form.items() if name not in SECRET_FIELDS and value]
    return [(name, value[:SHOWN_FIELD]) for name, value in fields]


def plain_page(code: int) -> Response:
    """Return the page that needs neither database nor template context (the last resort)."""
    source = current_app.jinja_env.loader.get_source(current_app.jinja_env, f"errors/{code}.html")[0]  # type: ignore[union-attr]  # Flask sets one
    body = source.replace("{reference}", g.get("request_id", ""))
    response = make_response(body, code)
    response.headers["Retry-After"] = "5"
    return response


def _database_away(error: BaseException) -> Response:
    log.error("database_away", kind=type(error).__name__, cause=type(getattr(error, "orig", error)).__name__)
    return plain_page(503)


def _fault(error: BaseException) -> Response:
    log.error("fault", kind=type(error).__name__, exc_info=error)
    return plain_page(500)


def _faster(error: IntegrityError) -> Response:
    """Somebody wrote the same row a moment before: a conflict; any other broken rule is our fault."""
    name = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if name not in TAKEN:
        return _fault(error)
    log.warning("row_taken", exc_info=error)
    return error_page(409)


def _page_failed(error: InternalServerError) -> Response:
    """The page of an error failed in its turn (it asks the database too): what failed it is answered."""
    cause = error.original_exception
    return _database_away(cause) if isinstance(cause, AWAY) else _fault(cause or error)


def _http_error(error: HTTPException) -> Response:
    response = error_page(error.code or 500)
    if error.code == 405 and (allowed := getattr(error, "valid_methods", None)):  # noqa: PLR2004
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _redirect_or_error(error: HTTPException) -> Response:
    # A missing slash is answered by werkzeug with a redirect dressed as an exception.
    if error.code and error.code < 400:  # noqa: PLR2004
        return make_response(error.get_response())
    return _http_error(error)


def init_errors(app: Flask) -> None:
    """Answer every exception of the application with its page."""
    app.register_error_handler(NotFoundError, lambda _error: error_page(404))
    app.register_error_handler(RefusedError, lambda error: error_page(409, reasons=error.reasons))
    app.register_error_handler(TooManyError, lambda error: error_page(429, retry_after=error.retry_after))
    app.register_error_handler(BusyError, lambda _error: error_page(503, retry_after=5))
    app.register_error_handler(CSRFError, lambda _error: error_page(400, reasons=[_old_form()]))
    app.register_error_handler(HTTPException, _redirect_or_error)
    for away in AWAY:
        app.register_error_handler(away, _database_away)
    app.register_error_handler(IntegrityError, _faster)
    app.register_error_handler(InternalServerError, _page_failed)
    # Flask's own account of a fault holds the messages of exceptions, and those what people typed.
    app.log_exception = lambda exc_info: None  # type: ignore[method-assign]  # noqa: ARG005
    app.register_error_handler(Exception, _fault)


def _old_form() -> str:
    return _("This form is older than your visit. Please open the page again and send it once more.")
