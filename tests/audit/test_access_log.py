"""Who looked at whose data: noted, and kept for as long as the office has set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select

from app.accounts import timers
from app.audit.models import AccessLog
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.settings import service as settings
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database


def test_what_was_noted_is_forgotten_after_its_time(
    new_client: Callable[..., StrictClient], anna: Person, database: Database, clock: Clock
) -> None:
    with database.write():
        settings.put("keep.access_log", 10, SYSTEM)
    new_client(anna).get("/admin/activations")
    clock.advance(dt.timedelta(days=9))
    new_client(anna).get("/admin/accounts")
    with database.write():
        timers.run()
    assert database.count(AccessLog) == 2
    clock.advance(dt.timedelta(days=2))
    with database.write():
        timers.run()
    assert database.all(select(AccessLog.endpoint)) == ["accounts_admin.accounts"]
