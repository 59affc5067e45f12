"""The worker: huey's consumer in threads of one process, started fresh; INT and TERM end it in good order."""

from __future__ import annotations

import logging
import signal
from threading import Event, Thread
from typing import Any

import structlog
from flask import Flask
from huey.consumer import Consumer
from sqlalchemy.exc import SQLAlchemyError

from app.mail import ticks
from app.mail.queue import queue_of

BEAT_SECONDS = 15.0
PATIENCE_SECONDS = 25.0

log = structlog.get_logger("ebok.worker")


class OfficeConsumer(Consumer):  # type: ignore[misc]  # huey is untyped
    """A consumer that finishes the mail in hand on SIGTERM as on SIGINT, and never restarts itself."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Take the signals of service managers and terminals alike."""
        super().__init__(*args, **options)
        self._signal_actions = {signal.SIGINT: (False, True), signal.SIGTERM: (False, True)}


class Heart:
    """A thread that puts down a sign of life, so that a hanging worker is noticed."""

    def __init__(self, app: Flask, seconds: float = BEAT_SECONDS) -> None:
        """Beat for an application every so many seconds."""
        self._app = app
        self._seconds = seconds
        self._stop = Event()
        self._thread = Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        """Begin."""
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        """End, and take this worker off the list."""
        self._stop.set()
        self._thread.join()
        self._try(ticks.leave)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._try(ticks.beat)
            self._stop.wait(self._seconds)

    def _try(self, act: Any) -> None:
        with self._app.app_context():
            try:
                act()
            except SQLAlchemyError as error:
                # The database may come back; the next beat tells.
                log.warning("heartbeat_failed", kind=type(error).__name__)


def consumer_of(app: Flask, threads: int) -> OfficeConsumer:
    """Return the consumer of an application's queue, not yet started."""
    logging.getLogger("huey").addHandler(_ToOurLog())
    return OfficeConsumer(
        queue_of(app).huey,
        workers=threads,
        worker_type="thread",
        max_delay=1.0,
        shutdown_timeout=PATIENCE_SECONDS,
    )


class _ToOurLog(logging.Handler):
    """Writes the library's complaints as lines of our log, without what might name people."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass warnings and errors on."""
        if record.levelno >= logging.WARNING:
            error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
            log.warning("queue", says=str(record.msg), kind=error)


def work(app: Flask, threads: int) -> None:
    """Run until a signal ends it. What waits in the outbox is taken up at once."""
    queue_of(app).wake()
    with Heart(app):
        log.info("worker_started", worker=ticks.worker_name(), threads=threads)
        consumer_of(app, threads).run()
        log.info("worker_ended", worker=ticks.worker_name())
