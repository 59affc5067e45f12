"""The queue by QUEUE_URL that wakes the worker; the outbox is the truth, a lost call costs a minute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from urllib.parse import urlsplit

import huey
import structlog
from flask import Flask, current_app
from huey.serializer import SignedSerializer

from app.config import Config, ConfigurationError
from app.foundation import clock
from app.foundation.hooks import hooks
from app.mail import ticks
from app.mail.delivery import drain

log = structlog.get_logger("ebok.worker")

_making = Lock()


class Queue:
    """The calls between web processes and workers: drain the outbox now, and the tick of every minute."""

    def __init__(self, app: Flask) -> None:
        """Open the queue of the application's configuration."""
        config: Config = app.config["EBOK"]
        self.app = app
        self.huey = open_huey(config.queue_url, config.secret_key)
        self.wake = self.huey.task(name="drain")(self._drain)
        self.calls = {name: self._task(name, act) for name, act in hooks.calls.items()}
        self.huey.periodic_task(huey.crontab(minute="*"), name="minute")(self._minute)

    def _task(self, name: str, act: Callable[[], object]) -> Callable[[], object]:
        def run() -> None:
            with self.app.app_context():
                act()

        task: Callable[[], object] = self.huey.task(name=name)(run)
        return task

    def _drain(self) -> None:
        with self.app.app_context():
            drain()

    def _minute(self) -> None:
        with self.app.app_context():
            minute()


def open_huey(url: str, secret: str) -> huey.Huey:
    """Return the engine for sqlite:, postgresql:, redis: or memory: (tests); raises ConfigurationError.

    Calls are signed, because the library unpickles what it finds in the queue.
    """
    common = {"name": "ebok", "results": False, "serializer": SignedSerializer(secret=secret)}
    kind = urlsplit(url).scheme.partition("+")[0]
    if kind == "sqlite":
        file = Path(url.removeprefix("sqlite:///"))
        file.parent.mkdir(parents=True, exist_ok=True)
        return huey.SqliteHuey(filename=str(file), **common)
    if kind == "postgresql":
        return huey.PostgresHuey(dsn=url.replace("+psycopg", ""), **common)
    if kind in {"redis", "rediss"}:
        return huey.RedisHuey(url=url, **common)
    if kind == "memory":
        return huey.MemoryHuey(**common)
    raise ConfigurationError("EBOK_QUEUE_URL begins with sqlite:, postgresql:, redis: or memory:")


def queue_of(app: Flask) -> Queue:
    """Return the application's queue, opened when it is first asked for."""
    with _making:
        if "queue" not in app.extensions:
            app.extensions["queue"] = Queue(app)
        queue: Queue = app.extensions["queue"]
        return queue


def nudge() -> None:
    """Wake a worker because mail is waiting. When that fails the next minute's tick finds the mail anyway."""
    _ask_a_worker(lambda queue: queue.wake())


def call(name: str) -> None:
    """Have a worker do one of `hooks.calls`. When that fails, a timer must find what is to be done."""
    _ask_a_worker(lambda queue: queue.calls[name]())


def _ask_a_worker(ask: Callable[[Queue], object]) -> None:
    try:
        ask(queue_of(current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy's documented way out
    except Exception as error:  # noqa: BLE001 - the change is committed; its answer must not fail
        log.warning("nudge_failed", kind=type(error).__name__)


def minute() -> None:
    """Do what each minute brings: waiting mail, the timers, once a day the cleaning."""
    drain()
    moment = clock.now()
    if ticks.take("timers", moment.strftime("%Y-%m-%dT%H:%M")):
        ticks.run_timers(hooks.timers)
    if ticks.take("clean", clock.today().isoformat()):
        ticks.clean()
