"""Imports carried out by a worker: taken once, told of while they go on, given up when the worker dies."""

from __future__ import annotations

import datetime as dt
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.config import Config
from app.feed import jobs, upload
from app.feed.beats import Beats
from app.feed.models import FeedJob, FeedRun
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import transaction
from app.mail.queue import queue_of
from tests.mail.test_worker import soon, started
from tests.support.database import Database
from tests.support.feeds import Feed


@pytest.fixture
def watched(app: Flask) -> Feed:
    """Return a feed that lies in the watched folder."""
    folder: Path = app.config["EBOK"].feed_folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    feed = Feed(folder, customers=2)
    feed.write()
    return feed


def asked(database: Database, **wishes: Any) -> int | None:
    with database.write():
        return jobs.ask("incoming", SYSTEM, **{"force": False, **wishes})


def run(app: Flask) -> None:
    with app.app_context():
        jobs.run_waiting()


def tended(database: Database) -> None:
    with database.write():
        jobs.tend()


def test_the_worker_that_is_called_takes_the_import(app: Flask, watched: Feed, database: Database) -> None:
    job_id = asked(database)
    huey = queue_of(app).huey
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
    job = database.get(FeedJob, job_id)
    assert (job.state, job.going, job.fault) == ("done", None, None)
    assert job.run_id == database.one(select(FeedRun.id))
    assert (job.stage, job.rows_read) == ("storing", job.rows_all)
    assert job.rows_all == sum(map(len, watched.rows.values()))


def test_an_import_is_carried_out_once(app: Flask, watched: Feed, database: Database) -> None:
    asked(database)
    run(app)
    run(app)
    assert database.count(FeedRun) == 1
    assert watched.sequence == 1


def test_of_two_that_are_asked_for_the_second_must_wait(
    app: Flask, watched: Feed, database: Database
) -> None:
    assert asked(database)
    assert asked(database) is None
    run(app)
    assert asked(database)
    assert watched.folder.is_dir()


def test_a_refused_feed_ends_the_import_with_its_run(app: Flask, watched: Feed, database: Database) -> None:
    (watched.folder / "payments.csv").unlink()
    job_id = asked(database)
    run(app)
    done = database.one(select(FeedRun))
    assert (done.outcome, done.fault_code, done.fault_values) == (
        "refused",
        "missing_file",
        {"file": "payments.csv"},
    )
    assert database.get(FeedJob, job_id).run_id == done.id


def test_force_takes_an_older_feed(app: Flask, watched: Feed, database: Database) -> None:
    watched.sequence = 5
    watched.write()
    asked(database)
    run(app)
    watched.sequence = 4
    watched.write()
    for force in (False, True):
        asked(database, force=force)
        run(app)
    outcomes = select(FeedRun.outcome).order_by(FeedRun.id)
    assert database.all(outcomes) == ["taken", "refused", "taken"]


def test_an_upload_that_has_gone_fails_in_words(app: Flask, tmp_path: Path, database: Database) -> None:
    (tmp_path / "kept").mkdir()
    with database.write():
        folder = upload.folder_of(1)
        folder.parent.mkdir(parents=True, exist_ok=True)
    job_id = asked(database, uploaded=tmp_path / "kept")
    run(app)
    job = database.get(FeedJob, job_id)
    assert (job.state, job.fault, job.going) == ("failed", "upload_lost", None)


def test_a_fault_of_ours_fails_and_lets_others_start(
    app: Flask, watched: Feed, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "take_in", _broken)
    job_id = asked(database)
    run(app)
    job = database.get(FeedJob, job_id)
    assert (job.state, job.fault) == ("failed", "internal")
    assert asked(database)
    assert watched.folder.is_dir()


def _broken(*_values: object, **_wishes: object) -> None:
    raise ZeroDivisionError


# While it goes on.
def test_others_see_how_far_it_has_come(app: Flask, database: Database) -> None:
    job_id = asked(database)
    assert job_id is not None
    database.run(update(FeedJob).values(state="running"))
    with Beats(app, job_id) as beats, app.app_context():
        beats.stage("reading", 3)
        seen = database.get(FeedJob, job_id)
        assert (seen.stage, seen.rows_read, seen.rows_all) == ("reading", 0, 3)
        beats.rows(2)
        assert database.get(FeedJob, job_id).stage == "reading"
        beats.rows(1)
        last = database.get(FeedJob, job_id)
        assert (last.stage, last.rows_read) == ("storing", 3)
        assert last.beat_at is not None


# When nobody takes it, or who took it is gone.
def test_an_import_that_nobody_took_is_called_for_again(
    app: Flask, watched: Feed, database: Database
) -> None:
    asked(database)
    queue = queue_of(app).huey
    queue.flush()
    tended(database)
    queue.execute(queue.dequeue())
    assert database.one(select(FeedJob.state)) == "done"
    assert watched.sequence == 1


def test_a_silent_import_is_given_up_and_its_scratch_removed(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    uploads: Path = app.config["EBOK"].upload_folder
    uploads.mkdir(parents=True, exist_ok=True)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "feed.zip").write_bytes(b"")
    job_id = asked(database, uploaded=tmp_path / "kept")
    database.run(update(FeedJob).values(state="running", beat_at=clock.now()))
    tended(database)
    assert database.get(FeedJob, job_id).state == "running"

    clock.clock.advance(jobs.SILENCE + dt.timedelta(seconds=1))
    tended(database)
    job = database.get(FeedJob, job_id)
    assert (job.state, job.fault, job.going) == ("failed", "worker_died", None)
    assert list(uploads.iterdir()) == []
    assert asked(database)


def test_a_worker_killed_in_the_middle_leaves_nothing(
    app: Flask,
    app_with: Callable[..., Flask],
    database: Database,
    tmp_path: Path,
) -> None:
    config: Config = app.config["EBOK"]
    queue = f"sqlite:///{tmp_path}/queue.sqlite3"
    settings = {
        "database_url": config.database_url,
        "storage_url": config.storage_url,
        "queue_url": queue,
        "feed_uploads": config.upload_folder,
    }
    config.upload_folder.mkdir(parents=True, exist_ok=True)
    kept = tmp_path / "kept"
    kept.mkdir()
    os.mkfifo(kept / upload.KEPT)  # whoever reads it waits for a writer that never comes
    web = app_with(queue_url=queue)
    with started(settings, "worker") as worker:
        with web.app_context(), transaction():
            job_id = jobs.ask("feed.zip", SYSTEM, force=False, uploaded=kept)
        assert soon(lambda: database.get(FeedJob, job_id).stage == "unpacking")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    queue_of(web).huey.storage.close()
    assert database.get(FeedJob, job_id).state == "running"

    clock.clock.advance(jobs.SILENCE + dt.timedelta(minutes=1))
    tended(database)
    assert database.get(FeedJob, job_id).fault == "worker_died"
    assert list(config.upload_folder.iterdir()) == []
    assert database.count(FeedRun) == 0


def test_what_processes_left_behind_is_swept_away(app: Flask, database: Database) -> None:
    uploads: Path = app.config["EBOK"].upload_folder
    for name in ("new-old", "new-fresh"):
        (uploads / name).mkdir(parents=True)
    long_ago = clock.now().timestamp() - upload.OLD_SECONDS - 1
    os.utime(uploads / "new-old", (long_ago, long_ago))
    tended(database)
    assert [folder.name for folder in uploads.iterdir()] == ["new-fresh"]
