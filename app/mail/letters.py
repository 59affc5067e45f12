"""Letters on paper: what templates/letters/<name>.typ is told."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from typing import Any

import segno
from flask import current_app

from app.foundation import clock, pdf
from app.foundation.hooks import hooks
from app.foundation.i18n import gettext, speaking
from app.foundation.templating import day
from app.mail.rendering import Written, revived

# Names of values that are English words of the catalogues, however deep they lie.
WORDS = frozenset({"label", "reason", "how"})
POSTCODE = re.compile(r"^\d{2}-\d{3}\s+")


def render_letter(row: Written) -> bytes:
    """Return a letter of the outbox as PDF, in its own language.

    `params` and `secrets` hold `name` and `address_lines`, and what the letter names (days in ISO form).
    A `path` becomes `link` (with the office's address) and `qr` (SVG); without it `link` is the first page.
    Values named in WORDS are said in the reader's language.
    """
    with speaking(row.language):
        given = {**revived(row.params or {}), **revived(row.secrets or {})}
        return pdf.render(f"letters/{row.name}.typ", {**_common(given), **_written(given)})


def _common(given: dict[str, Any]) -> dict[str, Any]:
    link = current_app.config["EBOK"].base_url + given.get("path", "")
    return {
        "addressee": addressee(given),
        "place_and_day": f"{_town()}, {day(clock.today())}",
        "link": link,
        "qr": _qr(link),
    }


def addressee(given: Mapping[str, Any]) -> list[str]:
    """Return the lines of the envelope: `address_lines`, after `name` where they do not begin with it."""
    lines = list(given.get("address_lines", ()))
    name = given.get("name")
    return [name, *lines] if name and lines[:1] != [name] else lines


def _written(given: dict[str, Any]) -> dict[str, Any]:
    return {name: _said(name, value) for name, value in given.items()}


def _said(name: str, value: Any) -> Any:
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, dict):
        return _written(value)
    if isinstance(value, list):
        return [_said(name, each) for each in value]
    return gettext(value) if value and name in WORDS else value


def _town() -> str:
    lines = hooks.firm().address_lines
    return POSTCODE.sub("", lines[-1]) if lines else ""


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="svg", border=1)
    return drawn.getvalue().decode()
