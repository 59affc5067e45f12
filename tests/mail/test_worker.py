"""The worker as a process of its own: woken by a call, ended in good order, killed without loss."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Config
from app.foundation import clock
from app.mail.claims import LEASE
from app.mail.delivery import drain
from app.mail.models import Heartbeat, Outbox
from app.mail.queue import nudge, queue_of
from tests.mail.conftest import Write
from tests.support.database import Database
from tests.support.smtp import Postbox

PATIENCE = 30.0


@pytest.fixture
def settings(app: Flask, smtp: Postbox, engine_kind: str, tmp_path: Path, request: Any) -> dict[str, Any]:
    """Fields of Config that a worker's process and this one share; the queue is of the engine's kind."""
    queue = f"sqlite:///{tmp_path}/queue.sqlite3"
    if engine_kind == "postgresql":
        queue = request.getfixturevalue("postgres").create("queue").replace("+psycopg", "")
    config: Config = app.config["EBOK"]
    return {
        "database_url": config.database_url,
        "storage_url": config.storage_url,
        "queue_url": queue,
        "mail_port": smtp.port,
        "mail_timeout": 20.0,
    }


@contextmanager
def started(settings: dict[str, Any], *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a flask command beside the test; it is killed when the block ends."""
    known = {"MODE": "test", "MAIL_TLS": "none"} | {
        name.upper(): str(each) for name, each in settings.items()
    }
    env = {**os.environ, **{f"EBOK_{name}": each for name, each in known.items()}}
    arguments = [sys.executable, "-m", "flask", "--app", "app.factory", *command]
    process = subprocess.Popen(arguments, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def soon(holds: Callable[[], bool]) -> bool:
    """Wait until something holds, at most PATIENCE."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_a_call_wakes_the_worker_and_a_signal_ends_it_in_good_order(
    settings: dict[str, Any],
    smtp: Postbox,
    app_with: Callable[..., Flask],
    written: Write,
    database: Database,
) -> None:
    written()
    with started(settings, "worker") as worker:
        assert soon(lambda: len(smtp.messages) == 1), "what waits is sent at the start"
        assert soon(lambda: database.count(Heartbeat) == 1)

        second = written()
        changes = {name: settings[name] for name in ("queue_url", "mail_port")}
        web = app_with(**changes)
        with web.app_context():
            nudge()
        queue_of(web).huey.storage.close()
        assert soon(lambda: database.get(Outbox, second).outcome == "sent")

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    assert database.count(Heartbeat) == 0


def test_a_signal_lets_the_worker_finish_the_mail_in_hand(
    settings: dict[str, Any], smtp: Postbox, written: Write, database: Database
) -> None:
    smtp.pause = 1.5
    mail = written()
    with started(settings, "worker") as worker:
        assert soon(lambda: database.get(Outbox, mail).leased_until is not None)
        worker.send_signal(signal.SIGINT)
        assert worker.wait(PATIENCE) == 0
    assert database.get(Outbox, mail).outcome == "sent"
    assert len(smtp.messages) == 1


def test_a_worker_killed_in_the_middle_loses_no_mail(
    settings: dict[str, Any],
    smtp: Postbox,
    app_with: Callable[..., Flask],
    written: Write,
    database: Database,
) -> None:
    smtp.mode = "slow"
    mail = written()
    with started(settings, "mail", "deliver") as worker:
        assert soon(lambda: database.get(Outbox, mail).leased_until is not None)
        worker.kill()
        worker.wait()
    smtp.mode = "accept"

    app = app_with(mail_port=smtp.port, mail_timeout=5.0)
    with app.app_context():
        assert drain() == {}, "its lease still runs"
        clock.clock.set(clock.now() + LEASE + dt.timedelta(seconds=5))
        assert drain() == {"sent": 1}
    row = database.get(Outbox, mail)
    assert [came["Message-ID"] for came in smtp.messages] == [row.message_id]
    assert row.attempts == 2


@pytest.mark.one_engine("only the queue's address differs")
def test_a_nudge_that_fails_fails_nobody(app_with: Callable[..., Flask], written: Write) -> None:
    with app_with(queue_url="sqlite:////proc/nowhere/queue").app_context():
        nudge()
    written()
