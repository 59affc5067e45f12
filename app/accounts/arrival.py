"""Coming in and going out: the visit on the server and the cookie in the browser change together."""

from __future__ import annotations

import re
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import session
from flask_login import login_user, logout_user

from app.accounts import sessions
from app.accounts.sessions import Arriving, Purpose
from app.foundation.i18n import gettext as _

# What a browser says of itself: the first that fits counts, so the imitators stand before the imitated.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
UNFIT = re.compile(r"[\x00-\x20\\]")


class Owner(Protocol):
    """An account, or a row with its columns."""

    id: Any
    kind: Any
    name: Any
    language: Any
    roles: Any


def arrive(account: Owner, purpose: Purpose, agent: str) -> Arriving:
    """Begin a visit with a new id and an empty cookie; returns its owner."""
    token = sessions.begin(account.id, purpose, device(agent))
    _empty()
    actor = Arriving(
        account_id=account.id,
        is_staff=account.kind == "staff",
        name=account.name,
        language=account.language,
        roles=sessions.roles_of(account.kind, account.roles),
        gates=("first_login",) if purpose == "first_login" else (),
        token=token,
    )
    login_user(actor)
    return actor


def depart() -> None:
    """Forget the visit in the browser; on the server it has been ended before."""
    logout_user()
    _empty()


def _empty() -> None:
    # The language chosen in this browser is no secret and stays.
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def device(agent: str) -> str:
    """Return browser and system from a User-Agent, coarsely, as `Firefox/Windows`; empty when unknown."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}/{system}" if browser or system else ""


def device_words(stored: str) -> str:
    """Return a device as its owner reads it: `Firefox on Windows`."""
    browser, _slash, system = stored.partition("/")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Unknown device")


def local_path(typed: str | None) -> str | None:
    """Return an address to go on to when it is a path of this office, else None: never to another host."""
    if not typed or not typed.startswith("/") or typed.startswith("//") or UNFIT.search(typed):
        return None
    parts = urlsplit(typed)
    return typed if not parts.scheme and not parts.netloc else None
