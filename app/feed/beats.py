"""An import's signs of life: once a second it is put down how far it has come."""

from __future__ import annotations

from threading import Event, Lock, Thread
from typing import Self

import structlog
from flask import Flask
from sqlalchemy import update

from app.feed.models import FeedJob
from app.foundation import clock
from app.foundation.db import db, second_transaction
from app.foundation.errors import AWAY

EVERY_SECONDS = 1.0

log = structlog.get_logger("ebok.feed")


class Beats:
    """A thread with a connection of its own that says in `feed_job` how far an import has come.

    On SQLite it is silent while rows are stored: there is one writer, and that is the import.
    """

    def __init__(self, app: Flask, job_id: int) -> None:
        """Tell of an import of an application."""
        self._app, self._job_id = app, job_id
        self._stage, self._read, self._all = "", 0, 0
        self._end, self._telling = Event(), Lock()
        self._thread = Thread(target=self._run, name="feed-beats", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End."""
        self._end.set()
        self._thread.join()

    def stage(self, name: str, rows_all: int = 0) -> None:
        """Say that another stage begins, and of how many rows."""
        with self._telling:
            self._stage, self._all = name, rows_all or self._all
            self._tell()

    def rows(self, more: int) -> None:
        """Count rows that were read. The last one ends the stage of reading, before anything is stored."""
        self._read += more
        if self._stage == "reading" and self._read >= self._all:
            self.stage("storing")

    def _run(self) -> None:
        while not self._end.wait(EVERY_SECONDS):
            with self._telling, self._app.app_context():
                if self._stage != "storing" or db.engine.dialect.name != "sqlite":
                    self._tell()

    def _tell(self) -> None:
        now = {"stage": self._stage, "rows_read": self._read, "rows_all": self._all, "beat_at": clock.now()}
        mine = (FeedJob.id == self._job_id, FeedJob.state == "running")
        try:
            with second_transaction() as connection:
                connection.execute(update(FeedJob).where(*mine).values(now))
        except AWAY as error:
            # A sign that is not given is made up for by the next one.
            log.warning("beat_failed", kind=type(error).__name__)
