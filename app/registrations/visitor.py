"""What a visitor's browser keeps for us in its session cookie: a half-filled form, and whom it follows.

A half-filled form lies encrypted in the visitor's own cookie and nowhere else: of somebody who did not apply
nothing is stored with us, and every "back" finds what was typed, without JavaScript.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken
from flask import request, session
from sqlalchemy import RowMapping

from app.accounts.login import network_of
from app.foundation import clock
from app.foundation.actor import VISITOR, Actor, applicant
from app.foundation.crypto import decrypt, encrypt, same
from app.foundation.tokens import new_token

DRAFT_FOR = dt.timedelta(hours=2)
FOLLOW_FOR = dt.timedelta(hours=2)
# A browser drops a cookie of more than 4 kB whole; other things stand in it beside the half-filled form.
LONGEST_DRAFT = 2_800


def address() -> str:
    """Return the network address of the request: of IPv6 the part that one household has."""
    return network_of(request.remote_addr or "")


def browser() -> str:
    """Return the secret by which this browser is known again; it is made at the first call."""
    session.setdefault("browser", new_token())
    return str(session["browser"])


def draft() -> dict[str, Any]:
    """Return what was typed into the form so far; empty when nothing was, or too long ago."""
    try:
        kept = json.loads(decrypt(session.get("draft", "")))
    except InvalidToken:
        return {}
    fresh = dt.datetime.fromisoformat(kept["at"]) + DRAFT_FOR > clock.now()
    return dict(kept["values"]) if fresh else {}


def keep_draft(**values: Any) -> bool:
    """Add to what is kept of the half-filled form; False when it is too long, and what was kept stays."""
    content = {"at": clock.now().isoformat(), "values": {**draft(), **values}}
    kept = encrypt(json.dumps(content, ensure_ascii=False))
    fits = len(kept) <= LONGEST_DRAFT
    if fits:
        session["draft"] = kept
    return fits


def note_sent(reference: str) -> None:
    """Remember which application this browser sent last; its form is forgotten."""
    drop_draft()
    session["sent"] = reference


def sent() -> str | None:
    """Return the reference of the application this browser sent last."""
    return session.get("sent")


def drop_draft() -> None:
    """Forget the half-filled form."""
    session.pop("draft", None)


def note_code(code: str | None) -> None:
    """Hand the tracker's code to the page after sending, in the visitor's own cookie; None: there is none."""
    if code:
        session["code"] = encrypt(code)


def code_once() -> str | None:
    """Return that code at the first call; afterwards it is gone."""
    try:
        return decrypt(session.pop("code", ""))
    except InvalidToken:
        return None


@dataclass(frozen=True, slots=True)
class Followed:
    """The application this browser may follow, and which code opened it."""

    id: int
    code: str

    def fits(self, row: Mapping[str, Any] | RowMapping) -> bool:
        """Say whether a row is that application, and its code still the one that opened it."""
        return bool(row["id"] == self.id and same(_sign(row), self.code))


def _sign(row: Mapping[str, Any] | RowMapping) -> str:
    return str(row["code_digest"][:16])


def follow(row: Mapping[str, Any] | RowMapping) -> None:
    """Let this browser follow an application for a while."""
    until = clock.now() + FOLLOW_FOR
    session["follows"] = [row["id"], _sign(row), until.isoformat()]


def followed() -> Followed | None:
    """Return the application this browser may follow, if any."""
    kept = session.get("follows")
    if not kept or dt.datetime.fromisoformat(kept[2]) <= clock.now():
        return None
    return Followed(kept[0], kept[1])


def forget() -> None:
    """Let nobody who uses this browser next see, correct or go on with anything."""
    for kept in ("follows", "sent", "browser", "draft", "code"):
        session.pop(kept, None)


def load_visitor() -> Actor:
    """Return who sends this request without being logged in (the hook of the foundation)."""
    mine = followed()
    return applicant(mine.id) if mine else VISITOR
