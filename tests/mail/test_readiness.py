"""Readiness: whether mail moves, a worker lives, and database, migrations and storage do their work."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import text, update

from app.factory import create_app
from app.foundation import clock as office
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.foundation.db import db
from app.mail import ticks
from app.mail.models import Outbox
from app.settings.service import put
from tests.mail.conftest import Write
from tests.support.client import StrictClient
from tests.support.database import Database


def alive(app: Flask) -> None:
    """Let a worker beat."""
    with app.app_context():
        ticks.beat()


def test_alive_needs_nothing_but_the_process(client: StrictClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "Set-Cookie" not in answer.headers


def test_ready_when_a_worker_lives_and_nothing_waits(client: StrictClient, app: Flask) -> None:
    alive(app)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_without_a_worker_the_office_is_not_ready(client: StrictClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    assert answer.headers["Retry-After"] == "5"


def test_a_worker_silent_for_a_minute_counts_as_none(client: StrictClient, app: Flask, clock: Clock) -> None:
    alive(app)
    clock.set(office.now() + dt.timedelta(seconds=61))
    assert client.get("/readyz").status_code == 503


def test_a_firm_may_do_without_a_worker(client: StrictClient, database: Database) -> None:
    with database.write():
        put("mail.worker_required", new=False, actor=SYSTEM)
    assert client.get("/readyz").status_code == 200


def test_mail_that_nobody_takes_up_makes_the_office_unready(
    client: StrictClient, app: Flask, written: Write, clock: Clock
) -> None:
    written()
    alive(app)
    assert client.get("/readyz").status_code == 200
    clock.set(office.now() + dt.timedelta(minutes=6))
    alive(app)
    assert client.get("/readyz").status_code == 503


def test_a_letter_that_waits_for_the_printer_is_no_fault(
    client: StrictClient, app: Flask, database: Database, written: Write
) -> None:
    letter = written(name="access_letter", channel="letter", recipient=None)
    long_ago = office.now() - dt.timedelta(days=3)
    database.run(update(Outbox).where(Outbox.id == letter).values(available_at=long_ago))
    alive(app)
    assert client.get("/readyz").status_code == 200


def test_a_database_of_another_release_is_not_ready(client: StrictClient, app: Flask) -> None:
    alive(app)
    with app.app_context(), db.engine.begin() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert client.get("/readyz").status_code == 503
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    assert client.get("/readyz").status_code == 200


def test_a_database_that_is_away_is_not_ready(app: Flask, tmp_path: Path) -> None:
    config = app.config["EBOK"]
    away = create_app(replace(config, database_url=f"sqlite:///{tmp_path}"))  # a folder is no database
    alive(app)
    assert away.test_client().get("/healthz").status_code == 200
    assert away.test_client().get("/readyz").status_code == 503


def test_storage_that_cannot_be_written_is_not_ready(
    app: Flask, client: StrictClient, tmp_path: Path
) -> None:
    alive(app)
    config = app.config["EBOK"]
    (tmp_path / "file").write_text("no folder")
    try:
        app.config["EBOK"] = type(config).for_tests(
            database_url=config.database_url, storage_url=f"file://{tmp_path}/file"
        )
        assert client.get("/readyz").status_code == 503
    finally:
        app.config["EBOK"] = config
