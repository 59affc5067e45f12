"""Periodic work: once per slot whichever worker comes first, one failure alone, what is old forgotten."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.foundation.clock import Clock
from app.foundation.db import db
from app.foundation.hooks import hooks
from app.mail import ticks
from app.mail.models import Heartbeat, Outbox, Tick
from app.mail.queue import minute
from tests.mail.conftest import Write
from tests.support.database import Database

NIGHT = dt.datetime(2026, 11, 23, 2, 30, tzinfo=dt.UTC)


def test_of_many_workers_one_takes_the_slot(app_with: Callable[..., Flask]) -> None:
    apps, took = [app_with() for _ in range(4)], []

    def come(app: Flask) -> None:
        with app.app_context():
            took.append(ticks.take("timers", "2026-11-23T12:00"))

    threads = [threading.Thread(target=come, args=(app,)) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(took) == [False, False, False, True]


def test_work_that_fails_gives_its_slot_back(database: Database) -> None:
    def fail() -> None:
        with database.write():
            assert ticks.mark("work", "2026-11-23")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with database.write():
        assert ticks.mark("work", "2026-11-23")
        assert not ticks.mark("work", "2026-11-23")


def test_each_timer_has_its_own_transaction_and_fails_alone(
    app: Flask, database: Database, clock: Clock
) -> None:
    def good() -> None:
        db.session.add(Tick(name="good", slot="1", at=NIGHT))

    def bad() -> None:
        db.session.add(Tick(name="bad", slot="1", at=NIGHT))
        db.session.flush()
        raise LookupError

    clock.set(NIGHT)
    with app.app_context():
        assert ticks.run_timers([bad, good]) == [f"{__name__}.bad"]
    assert database.all(select(Tick.name)) == ["good"]


def test_a_minute_runs_the_timers_once_and_the_cleaning_once_a_day(
    app: Flask, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []
    monkeypatch.setattr(hooks, "timers", [lambda: ran.append(1)])
    clock.set(NIGHT)
    with app.app_context():
        minute()
        minute()
        clock.advance(dt.timedelta(minutes=1))
        minute()
    assert len(ran) == 2
    assert database.count(Tick, Tick.name == "clean") == 1


def test_what_has_gone_long_ago_is_forgotten_and_what_waits_is_kept(
    app: Flask, database: Database, written: Write, clock: Clock
) -> None:
    clock.set(NIGHT)
    old, recent, waiting = written(), written(), written()
    for mail, days in ((old, 91), (recent, 89)):
        gone = NIGHT - dt.timedelta(days=days)
        database.run(update(Outbox).where(Outbox.id == mail).values(done_at=gone, outcome="sent"))
    with app.app_context():
        ticks.clean()
    assert list(database.all(select(Outbox.id).order_by(Outbox.id))) == [recent, waiting]


def test_a_dead_mail_nobody_decides_about_loses_its_secrets_in_the_end(
    app: Flask, database: Database, written: Write, clock: Clock
) -> None:
    clock.set(NIGHT)
    mail = written(secrets={"pin": "1"})
    died = NIGHT - dt.timedelta(days=8)
    database.run(update(Outbox).where(Outbox.id == mail).values(done_at=died, outcome="dead"))
    with app.app_context():
        ticks.clean()
    row = database.get(Outbox, mail)
    assert (row.outcome, row.secrets) == ("dropped", None)


def test_a_worker_shows_that_it_is_alive_in_one_row(app: Flask, database: Database, clock: Clock) -> None:
    clock.set(NIGHT)
    with app.app_context():
        assert ticks.last_beat() is None
        ticks.beat()
        clock.advance(dt.timedelta(seconds=15))
        ticks.beat()
        assert ticks.last_beat() == NIGHT + dt.timedelta(seconds=15)
        assert database.one(select(func.count()).select_from(Heartbeat)) == 1
        ticks.leave()
        assert ticks.last_beat() is None
