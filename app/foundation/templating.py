"""What every template knows: actor, firm, language, menu; and how money, days and moments are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import phonenumbers
from babel.dates import format_date, format_time
from flask import Flask, current_app, render_template
from jinja2 import pass_context
from jinja2.runtime import Context

from app.foundation.actor import current_actor
from app.foundation.clock import WARSAW, today
from app.foundation.hooks import hooks
from app.foundation.i18n import language

NBSP = "\N{NO-BREAK SPACE}"


def money(grosze: int) -> str:
    """Write an amount of grosze: `1 234,50 zł`, in English `1,234.50 zł`."""
    whole, rest = divmod(abs(grosze), 100)
    minus = "\N{MINUS SIGN}" if grosze < 0 else ""
    if language() == "pl":
        return f"{minus}{whole:,}".replace(",", NBSP) + f",{rest:02d}{NBSP}zł"
    return f"{minus}{whole:,}.{rest:02d}{NBSP}zł"


def thousands(number: int) -> str:
    """Write a whole number in groups of three: `1 234`, in English `1,234`."""
    return f"{number:,}".replace(",", NBSP if language() == "pl" else ",")


@lru_cache(maxsize=4096)
def _date(day: dt.date, form: str, tongue: str) -> str:
    return format_date(day, form, locale=tongue)


def day(value: dt.date | dt.datetime) -> str:
    """Write a day in full: `3 listopada 2026`."""
    return _date(_as_day(value), "long", language())


def short_day(value: dt.date | dt.datetime) -> str:
    """Write a day in figures: `03.11.2026`."""
    return _date(_as_day(value), "dd.MM.yyyy" if language() == "pl" else "dd/MM/yyyy", language())


def daytime(value: dt.datetime) -> str:
    """Write a moment in Polish time: `3 listopada 2026, 14:05`."""
    local = value.astimezone(WARSAW)
    return f"{_date(local.date(), 'long', language())}, {format_time(local, 'HH:mm', locale=language())}"


def _as_day(value: dt.date | dt.datetime) -> dt.date:
    return value.astimezone(WARSAW).date() if isinstance(value, dt.datetime) else value


def spaced(digits: str | None, group: int = 4) -> str:
    """Write a long number in groups, so that it can be read aloud."""
    return NBSP.join((digits or "")[start : start + group] for start in range(0, len(digits or ""), group))


def nrb(account: str) -> str:
    """Write a bank account the Polish way: two check digits, then groups of four."""
    return f"{account[:2]}{NBSP}{spaced(account[2:])}"


def telephone(number: str | None) -> str | None:
    """Write a phone number (E.164) as it is read aloud: `+48 600 700 800`; what is none stays as it is."""
    try:
        read = phonenumbers.parse(number or "")
    except phonenumbers.NumberParseException:
        return number
    shown = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return str(shown).replace(" ", NBSP)


def page(template: str, /, **values: Any) -> str:
    """Return a template rendered for the present actor."""
    return render_template(template, **values)


def _context() -> dict[str, Any]:
    actor = current_actor()
    return {
        "actor": actor,
        "firm": hooks.firm(),
        "language": language(),
        "demo": current_app.config["EBOK"].is_demo,
        "nav": hooks.nav(actor),
        "today": today(),
    }


def _in_the_readers_language(write: Callable[..., str | None]) -> Callable[..., str | None]:
    # Jinja works out a filter of a constant once, when it compiles the template, so in the language of the
    # first reader; one that takes the context it leaves alone.
    @pass_context
    def filtered(_context: Context, *values: Any) -> str | None:
        return write(*values)

    return filtered


def init_templating(app: Flask) -> None:
    """Give templates their context and filters."""
    app.context_processor(_context)
    for write in (money, thousands, day, short_day, daytime, spaced, nrb, telephone):
        app.jinja_env.filters[write.__name__] = _in_the_readers_language(write)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
