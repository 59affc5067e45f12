"""The device cookie: where somebody has logged in before, strangers' wrong tries do not keep him out."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.foundation.tokens import new_token

YEAR = 365 * 24 * 60 * 60
MOST = 5  # accounts one device remembers: a family at one computer

Known = list[tuple[int, str]]


def cookie_name() -> str:
    """Return the cookie's name; behind HTTPS it is bound to this host."""
    return "__Host-ebok-device" if current_app.config["EBOK"].is_https else "ebok-device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="device")


def _read(cookie: str | None) -> Known:
    try:
        found = _signer().loads(cookie or "", max_age=YEAR)
    except BadData:
        return []
    return [(account_id, device) for account_id, device in found]


def device_of(cookie: str | None, account_id: int | None) -> str | None:
    """Return this device's name for an account that has logged in on it, or None."""
    return dict(_read(cookie)).get(account_id) if account_id is not None else None


def remember(response: Response, cookie: str | None, account_id: int) -> None:
    """Give the device a signed cookie that says: this account has logged in here."""
    known = [one for one in _read(cookie) if one[0] != account_id]
    kept = device_of(cookie, account_id) or new_token()
    value = str(_signer().dumps([(account_id, kept), *known][:MOST]))
    response.set_cookie(
        cookie_name(),
        value,
        max_age=YEAR,
        secure=current_app.config["EBOK"].is_https,
        httponly=True,
        samesite="Lax",
    )
