"""Every test finds the database as the migrations made it, whatever the one before did."""

from __future__ import annotations

import datetime as dt
import socket

import pytest
from sqlalchemy import func, insert, inspect, select, text

from app.foundation.db import Base, db
from app.settings.models import Setting
from tests.support.database import Database
from tests.support.network import OutsideError

DAY = dt.date(2026, 1, 1)
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
ROW = {"name": "test.value", "valid_from": DAY, "value": 1, "set_by": "system", "set_at": NOON}


@pytest.mark.parametrize("turn", [1, 2])
def test_rows_and_ids_begin_anew(database: Database, turn: int) -> None:
    before = database.count(Setting)
    first_id = database.run(insert(Setting).values(ROW))
    database.run(insert(Setting).values({**ROW, "name": f"test.{turn}"}))
    assert database.count(Setting) == before + 2
    with database.read() as session:
        others = session.scalar(select(func.coalesce(func.max(Setting.id), 0)).where(Setting.id < first_id))
    assert first_id == (others or 0) + 1


def test_tables_come_from_the_migrations(database: Database) -> None:
    with database.read():
        tables = set(inspect(db.engine).get_table_names())
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_engine_is_the_one_named(database: Database, engine_kind: str) -> None:
    with database.read() as session:
        assert db.engine.dialect.name == engine_kind
        assert session.scalar(text("SELECT 1")) == 1


def test_statements_are_counted(database: Database) -> None:
    with database.statements() as seen:
        database.count(Setting)
    assert len(seen) == 1


def test_other_machines_cannot_be_reached() -> None:
    with pytest.raises(OutsideError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
