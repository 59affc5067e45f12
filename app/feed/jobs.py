"""Imports asked for in the admin's room: one at a time, carried out by a worker, given up when it dies."""

from __future__ import annotations

import datetime as dt
import errno
from functools import partial
from pathlib import Path
from typing import Any, cast

import structlog
from flask import Flask, current_app
from sqlalchemy import select, update

from app.audit.service import Entry, record
from app.config import Config
from app.feed import upload
from app.feed.beats import Beats
from app.feed.events import ASKED, FORCED
from app.feed.job_words import ZipRefusedError
from app.feed.manifest import read_manifest
from app.feed.models import FeedJob
from app.feed.reasons import FeedRefusedError
from app.feed.report import FeedReport
from app.feed.service import take_in
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import after_commit, db, transaction, upsert
from app.mail.queue import call

# The call by which a worker is told (hooks.calls).
CALL = "feed_import"
SILENCE = dt.timedelta(minutes=3)
LONGEST_NAME = 200

log = structlog.get_logger("ebok.feed")


def ask(name: str, actor: Actor, *, force: bool, uploaded: Path | None = None) -> int | None:
    """Ask for the import of the watched folder, or of an upload that was kept; returns its number.

    None while another one goes on: then nothing was asked for, and the upload is still the caller's.
    """
    source = "upload" if uploaded else "folder"
    row = upsert(FeedJob).values(
        source=source,
        name=name.replace("\0", "")[:LONGEST_NAME],
        asked_by=actor.id,
        asked_at=clock.now(),
        force=force,
        state="waiting",
        going=True,
    )
    only_one = row.on_conflict_do_nothing(index_elements=["going"]).returning(FeedJob.id)
    job_id: int | None = db.session.scalar(only_one)
    if job_id is None:
        return None
    if uploaded:
        upload.hand_over(uploaded, job_id)
    record(Entry("feed_job", job_id, FORCED if force else ASKED, actor, data={"source": source}), heads={})
    after_commit(_call)
    return job_id


def _call() -> None:
    call(CALL)


def run_waiting() -> None:
    """Carry out the import that waits, if one does; called by a worker, outside of any transaction."""
    job = _claim()
    if job is None:
        return
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy's documented way out
    with Beats(app, job.id) as beats:
        end = _carried_out(job, beats)
    with transaction():
        _end(job.id, **end)
    upload.throw_away(upload.folder_of(job.id))


def _claim() -> Any:
    """Take the import that waits; None when there is none, or another worker has it."""
    running = {"state": "running", "beat_at": clock.now()}
    waiting = update(FeedJob).where(FeedJob.going.is_(True), FeedJob.state == "waiting").values(running)
    with transaction():
        return db.session.execute(waiting.returning(FeedJob.id, FeedJob.source, FeedJob.force)).first()


def _carried_out(job: Any, beats: Beats) -> dict[str, Any]:
    """Carry an import out; returns how it ended: state, and the run's id or the code of a fault."""
    try:
        report = _import(job, beats)
    except ZipRefusedError:
        return {"state": "failed", "fault": "upload_unfit"}
    except FileNotFoundError:
        return {"state": "failed", "fault": "upload_lost"}
    except Exception as error:
        log.exception("import_failed", job=job.id)
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        return {"state": "failed", "fault": "no_room" if full else "internal"}
    if report.run_id is None:
        return {"state": "failed", "fault": "busy"}
    return {"state": "done", "run_id": report.run_id}


def _import(job: Any, beats: Beats) -> FeedReport:
    folder = watched_folder()
    if job.source == "upload":
        beats.stage("unpacking")
        folder = upload.unpack(job.id)
    beats.stage("reading", _rows(folder))
    return take_in(folder, force=job.force, progress=beats.rows)


def watched_folder() -> Path:
    """Return the folder in which the billing system leaves its feed."""
    config: Config = current_app.config["EBOK"]
    return config.feed_folder


def _rows(folder: Path) -> int:
    try:
        return read_manifest(folder).rows
    except FeedRefusedError:
        return 0  # the import says why


def _end(job_id: int, **how: Any) -> None:
    ended = {"going": None, "ended_at": clock.now(), **how}
    db.session.execute(update(FeedJob).where(FeedJob.id == job_id).values(ended))


def tend() -> None:
    """A timer: call for an import that nobody has taken up, and give up the one whose worker has died.

    On SQLite it cannot give up an import that is storing its rows: it waits for the same one writer.
    """
    going = db.session.execute(
        select(FeedJob.id, FeedJob.state, FeedJob.beat_at).where(FeedJob.going.is_(True))
    ).first()
    if going and going.state == "waiting":
        after_commit(_call)
    elif going and going.beat_at < clock.now() - SILENCE:
        _end(going.id, state="failed", fault="worker_died")
        after_commit(partial(upload.throw_away, upload.folder_of(going.id)))
    after_commit(partial(upload.throw_old_away, going.id if going else None))
