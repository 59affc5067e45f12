"""The office's side of the child process: hand over a file, wait within limits, read what it made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

import structlog

from app.documents.limits import REASONS, WALL_SECONDS, RefusedFileError
from app.foundation.errors import BusyError

log = structlog.get_logger("ebok.documents")
ROOT = Path(__file__).parents[2]
# Children of this process at once: each may take a processor and its memory, and the others still work.
MOST_AT_ONCE = 2
LONGEST_WAIT = 30.0  # seconds
at_once = BoundedSemaphore(MOST_AT_ONCE)
RESULT = "result.json"


@contextmanager
def child(what: str, content: bytes, *more: str) -> Iterator[tuple[dict[str, Any], Path]]:
    """Let a child process work on a file; gives its result and the folder with what it wrote.

    The folder is gone when the block ends. Raises RefusedFileError, also when the child died or took longer
    than it may, and BusyError where too many files come at once. It is started afresh, never forked:
    libraries of ours must not be used across a fork.
    """
    with TemporaryDirectory(prefix="ebok-scan-") as place:
        source, folder = Path(place, "source"), Path(place, "made")
        source.write_bytes(content)
        folder.mkdir()
        _in_turn([what, str(source), str(folder), *more])
        result = _result(folder / RESULT)
        log.info("scan_child", what=what, **{name: result.get(name) for name in ("memory", "seconds")})
        if "refused" in result:
            log.info("scan_refused", reason=result["refused"], fault=result.get("fault"))
            raise RefusedFileError(result["refused"] if result["refused"] in REASONS else "unreadable")
        yield result, folder


def _in_turn(arguments: Sequence[str]) -> None:
    if not at_once.acquire(timeout=LONGEST_WAIT):
        raise BusyError
    try:
        _run(arguments)
    finally:
        at_once.release()


def _run(arguments: Sequence[str]) -> None:
    command = [sys.executable, "-m", "app.documents.child", *arguments]
    # Nothing of the office's secrets goes along.
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    try:
        subprocess.run(  # noqa: S603 - our own program; what it is given are paths of ours
            command,
            cwd=ROOT,
            env=kept,
            timeout=WALL_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError as error:
        log.warning("scan_child_failed", code=error.returncode)
        raise RefusedFileError("unreadable") from error
    except subprocess.TimeoutExpired as error:
        log.warning("scan_child_failed", code="timeout")
        raise RefusedFileError("unreadable") from error


def _result(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RefusedFileError("unreadable") from error
    return found
