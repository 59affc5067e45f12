"""Web and worker of the demo: started as fresh processes, watched, and ended together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

LOOK = 0.2
PATIENCE = 10.0
TO_END = 30.0  # the worker finishes the mail in its hands
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST_LINES = 15


@dataclass(slots=True)
class Child:
    """One process of the demo, and the file in which its words stand."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:])


def web_command(port: int) -> list[str]:
    """Return how gunicorn is started: nothing preloaded, so that no native library is used across a fork."""
    serve = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    quiet = ["--no-control-socket", "--graceful-timeout", "5"]
    return [sys.executable, "-m", "gunicorn", *serve, *quiet, "app.factory:create_app()"]


def worker_command() -> list[str]:
    """Return how the worker is started."""
    return [sys.executable, "-m", "flask", "--app", "app.factory", "worker"]


def start(name: str, command: list[str], environment: Mapping[str, str], logs: Path) -> Child:
    """Start a process in a session of its own, so that Ctrl-C reaches it through us alone."""
    logs.mkdir(parents=True, exist_ok=True)
    path = logs / f"{name}.log"
    with path.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=dict(environment), stdout=log, stderr=log, start_new_session=True
        )
    return Child(name, process, path)


def wait_until_ready(address: str, children: Iterable[Child], asked: Ending) -> bool:
    """Wait until the office says that it can work; False when a child died or the end was asked for."""
    until = time.monotonic() + 6 * PATIENCE
    while time.monotonic() < until and not asked.signal:
        if dead(children):
            return False
        if _is_ready(address):
            return True
        time.sleep(LOOK)
    return False


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=PATIENCE) as answer:  # noqa: S310 - http on this machine
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def dead(children: Iterable[Child]) -> Child | None:
    """Return a child that has ended by itself."""
    return next((child for child in children if child.process.poll() is not None), None)


def watch(children: Iterable[Child], asked: Ending) -> Child | None:
    """Wait until the end is asked for (None) or a child has ended by itself (that child)."""
    while not asked.signal:
        if child := dead(children):
            return child
        time.sleep(LOOK)
    return None


def end(children: Iterable[Child], *, patience: float = TO_END) -> None:
    """Ask every child to end and, after `patience` seconds, make it; none is left behind."""
    running = [child for child in children if child.process.poll() is None]
    for child in running:
        child.process.terminate()
    until = time.monotonic() + patience
    for child in running:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


@dataclass(slots=True)
class Ending:
    """Whether somebody asked for the end: the signal that came, or 0."""

    signal: int = 0


@contextmanager
def asked_to_end() -> Iterator[Ending]:
    """Note Ctrl-C and its like instead of falling over them."""
    asked = Ending()

    def note(number: int, _frame: FrameType | None) -> None:
        asked.signal = number

    before = {each: signal.signal(each, note) for each in ENDING}
    try:
        yield asked
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
