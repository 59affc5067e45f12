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
    if name not in DEFAULTS:
        raise UnknownSettingError(name)
    _refresh()
    day = on or clock.today()
    valid = [stored for since, stored in kept.values.get(name, ()) if since <= day]
    return valid[-1] if valid else DEFAULTS[name].value


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
    """Set a value from a day on (today by default); raises UnknownSettingError."""
    if name not in DEFAULTS:
        raise UnknownSettingError(name)
    row = {"name": name, "valid_from": since or clock.today(), "value": new}
    statement = upsert(Setting).values(**row, set_by=actor.id, set_at=clock.now())
    changed = {key: statement.excluded[key] for key in ("value", "set_by", "set_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["name", "valid_from"], set_=changed))
    after_commit(kept.forget)


def span(name: str) -> dt.timedelta:
    """Return a setting such as `14 days` or `24 hours` as a span of time."""
    match = re.fullmatch(r"([0-9]+) (minutes|hours|days)", str(value(name)))
    if match is None:
        message = f"{name} must look like '14 days'"
        raise ValueError(message)
    return dt.timedelta(**{match[2]: int(match[1])})
