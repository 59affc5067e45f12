"""Words in the reader's language: English msgids, Polish first, bound once per request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations

from app.foundation.actor import current_actor
from workflows.words import N_

__all__ = ["LANGUAGES", "N_", "choose_language", "gettext", "init_i18n", "language", "ngettext", "speaking"]

LANGUAGES = ("pl", "en")


def choose_language() -> str:
    """Return the actor's choice, else this browser's, else what its headers ask for, else Polish."""
    if not has_request_context():
        return "pl"
    chosen = session.get("language") or current_actor().language
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES, "pl")


def language() -> str:
    """Return the language being written now: `pl` or `en`."""
    locale = get_locale()
    return locale.language if locale else "pl"


def _bound() -> Any:
    # Flask-Babel looks up context, locale and domain at every call; one look per language is enough.
    spoken = language()
    known: dict[str, Any] = g.setdefault("translations", {})
    if spoken not in known:
        known[spoken] = get_translations()
    return known[spoken]


def gettext(text: str, **values: object) -> str:
    """Return `text` in the present language, `%(name)s` filled in."""
    words: str = _bound().ugettext(text)
    return words % values if values else words


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """Return the form that fits `number` in the present language; `%(num)s` is the number."""
    words: str = _bound().ungettext(one, many, number)
    return words % {"num": number, **values}


_ = gettext


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """Write in this language until the end of the block (a mail, a letter)."""
    with force_locale(tongue if tongue in LANGUAGES else "pl"):
        yield


def init_i18n(app: Flask) -> None:
    """Bind catalogues and gettext to the application and its templates."""
    app.config.update(BABEL_DEFAULT_LOCALE="pl", BABEL_DEFAULT_TIMEZONE="Europe/Warsaw")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=choose_language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # given by jinja2.ext.i18n
        lambda text: _bound().ugettext(text),
        lambda one, many, number: _bound().ungettext(one, many, number),
        newstyle=True,
    )
