"""Reading and writing settings; read values are kept in the process for a few seconds."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

from sqlalchemy import select

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import after_commit, db, reading, upsert
from app.settings.defaults import DEFAULTS
from app.settings.models import Setting

FRESH_SECONDS = 5.0


class UnknownSettingError(LookupError):
    """There is no setting of this name."""


class UnfitValueError(ValueError):
    """A setting cannot have this value."""


class _Kept:
    """All stored values as last read; every process keeps its own."""

    def __init__(self) -> None:
        self.values: dict[str, list[tuple[dt.date, Any]]] = {}
        self.until = 0.0

    def forget(self) -> None:
        self.until = 0.0


kept = _Kept()


def value(name: str, on: dt.date | None = None) -> Any:
    """Return the value of a setting on a day (today by default); raises UnknownSettingError."""
    day = on or clock.today()
    return values(name, day, day)[0][1]


def values(name: str, first: dt.date, last: dt.date) -> list[tuple[dt.date, Any]]:
    """Return the values of a setting from one day to another, each with its first day among these days.

    Raises UnknownSettingError.
    """
    known = history(name)
    before = [each for since, each in known if since <= first]
    begun = before[-1] if before else DEFAULTS[name].value
    return [(first, begun), *((since, each) for since, each in known if first < since <= last)]


def history(name: str) -> list[tuple[dt.date, Any]]:
    """Return every dated value of a setting, the earliest first; before them stands its default.

    Raises UnknownSettingError.
    """
    if name not in DEFAULTS:
        raise UnknownSettingError(name)
    _refresh()
    stored = kept.values.get(name, [])
    return sorted({**dict(DEFAULTS[name].dated), **dict(stored)}.items()) if DEFAULTS[name].dated else stored


def _refresh() -> None:
    if time.monotonic() < kept.until:
        return
    found: dict[str, list[tuple[dt.date, Any]]] = {}
    with reading() as connection:
        statement = select(Setting.name, Setting.valid_from, Setting.value).order_by(Setting.valid_from)
        for name, since, stored in connection.execute(statement):
            found.setdefault(name, []).append((since, stored))
    kept.values, kept.until = found, time.monotonic() + FRESH_SECONDS


def put(name: str, new: Any, actor: Actor, *, since: dt.date | None = None) -> None:
    """Set a value from a day on (today by default); raises UnknownSettingError, UnfitValueError."""
    if name not in DEFAULTS:
        raise UnknownSettingError(name)
    if not DEFAULTS[name].fits(new):
        raise UnfitValueError(name)
    row = {"name": name, "valid_from": since or clock.today(), "value": new}
    statement = upsert(Setting).values(**row, set_by=actor.id, set_at=clock.now())
    changed = {key: statement.excluded[key] for key in ("value", "set_by", "set_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["name", "valid_from"], set_=changed))
    after_commit(kept.forget)


def span(name: str) -> dt.timedelta:
    """Return a setting such as `14 days` or `24 hours` as a span of time."""
    return _span(name, value(name))


def spans(name: str) -> list[dt.timedelta]:
    """Return a setting that holds one such span or a list of them."""
    said = value(name)
    return [_span(name, each) for each in (said if isinstance(said, list) else [said])]


def _span(name: str, said: object) -> dt.timedelta:
    match = re.fullmatch(r"([0-9]+) (minutes|hours|days)", str(said))
    if match is None:
        message = f"{name} must look like '14 days'"
        raise ValueError(message)
    return dt.timedelta(**{match[2]: int(match[1])})
