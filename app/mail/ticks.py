"""Periodic work: each (name, slot) is done once, by whichever worker; and the workers' signs of life."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy import delete, func, select, update

from app.foundation import clock
from app.foundation.db import db, reading, transaction, upsert
from app.mail.models import Heartbeat, Outbox, Tick
from app.settings.service import value

log = structlog.get_logger("ebok.worker")

FORGET = dt.timedelta(days=2)


def take(name: str, slot: str) -> bool:
    """Take a slot of a periodic job; False when another worker has it. One statement."""
    with transaction():
        return mark(name, slot)


def mark(name: str, slot: str) -> bool:
    """Take a slot in the present transaction: work that fails gives it back. One statement."""
    row = upsert(Tick).values(name=name, slot=slot, at=clock.now())
    only_first = row.on_conflict_do_nothing(index_elements=["name", "slot"]).returning(Tick.name)
    return db.session.execute(only_first).first() is not None


def marked(name: str, slot: str) -> bool:
    """Say whether a slot has been taken. One statement."""
    taken = select(Tick.name).where(Tick.name == name, Tick.slot == slot)
    return db.session.execute(taken).first() is not None


def run_timers(timers: Sequence[Callable[[], object]]) -> list[str]:
    """Run every timer in a transaction of its own; return the names of those that failed."""
    failed = []
    for timer in timers:
        name = f"{timer.__module__}.{getattr(timer, '__name__', 'timer')}"
        try:
            with transaction():
                timer()
        except Exception:
            log.exception("timer_failed", timer=name)
            failed.append(name)
    return failed


def clean() -> None:
    """Forget what has gone: old mails, undelivered ones nobody decided about, old ticks and workers."""
    moment = clock.now()
    kept, undecided = dt.timedelta(days=value("keep.mail")), dt.timedelta(days=value("mail.dead_days"))
    with transaction():
        db.session.execute(
            update(Outbox)
            .where(Outbox.outcome == "dead", Outbox.done_at < moment - undecided)
            .values(outcome="dropped", secrets=None)
            .execution_options(synchronize_session=False)
        )
        for model, column, age in (
            (Outbox, Outbox.done_at, kept),
            (Tick, Tick.at, FORGET),
            (Heartbeat, Heartbeat.at, FORGET),
        ):
            statement = delete(model).where(column < moment - age)
            db.session.execute(statement.execution_options(synchronize_session=False))


def worker_name() -> str:
    """Return the name of this process among the workers."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def beat() -> None:
    """Put down that this worker is alive. One statement."""
    with transaction():
        row = upsert(Heartbeat).values(worker=worker_name(), at=clock.now())
        changed = {"at": row.excluded.at}
        db.session.execute(row.on_conflict_do_update(index_elements=["worker"], set_=changed))


def leave() -> None:
    """Put down that this worker has ended in good order."""
    with transaction():
        db.session.execute(delete(Heartbeat).where(Heartbeat.worker == worker_name()))


def last_beat() -> dt.datetime | None:
    """Return when any worker was last seen."""
    with reading() as connection:
        return connection.scalar(select(func.max(Heartbeat.at)))


def longest_waiting() -> dt.datetime | None:
    """Return since when the oldest mail has been waiting that no worker has taken up."""
    waiting = Outbox.done_at.is_(None) & (Outbox.channel == "mail") & Outbox.leased_until.is_(None)
    with reading() as connection:
        return connection.scalar(select(func.min(Outbox.available_at)).where(waiting))
