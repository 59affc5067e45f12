"""Whether mail moves: what waits too long, and whether a worker is alive."""

from __future__ import annotations

import datetime as dt

import structlog

from app.foundation import clock
from app.mail import ticks
from app.settings.service import value

log = structlog.get_logger("ebok.health")

SILENCE = dt.timedelta(seconds=60)


class StuckError(RuntimeError):
    """A part of the mail's way does not work."""


def check_outbox() -> None:
    """Raise StuckError when a mail has waited untouched longer than the setting allows."""
    since = ticks.longest_waiting()
    if since and clock.now() - since > dt.timedelta(minutes=value("mail.longest_wait")):
        raise StuckError("mail waits too long")


def is_worker_alive() -> bool:
    """Say whether a worker has been seen within a minute. One statement."""
    last = ticks.last_beat()
    return last is not None and clock.now() - last <= SILENCE


def check_worker() -> None:
    """Raise StuckError when no worker has been seen for a minute; only log it where none is required."""
    if is_worker_alive():
        return
    if value("mail.worker_required"):
        raise StuckError("no worker is alive")
    log.warning("no_worker")
