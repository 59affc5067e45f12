"""The office's side of the child process: hand over a file, wait within limits, read what it made."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

import structlog

from app.documents.kinds import KINDS
from app.documents.limits import MOST_PAGES, REASONS, WALL_SECONDS, RefusedFileError
from app.foundation.errors import BusyError

log = structlog.get_logger("ebok.documents")
ROOT = Path(__file__).parents[2]
# Children of this process at once: each may take a processor and its memory, and the others still work.
MOST_AT_ONCE = 2
LONGEST_WAIT = 30.0  # seconds
at_once = BoundedSemaphore(MOST_AT_ONCE)
RESULT, MOST_SAID = "result.json", 200_000
PART = re.compile(r"clean|words\.json|(page|thumb)-\d{1,3}")
MOST_SIDE = 10_000  # pixels


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
        result = read_result(folder / RESULT, what)
        log.info("scan_child", what=what, **{name: result.get(name) for name in ("memory", "seconds")})
        if "refused" in result:
            log.info("scan_refused", reason=result["refused"], fault=result.get("fault"))
            raise RefusedFileError(result["refused"])
        yield result, folder


def parts(folder: Path) -> dict[str, bytes]:
    """Return the files a child made by their names, those that it should make and nothing it points at."""
    found = [path for path in folder.iterdir() if PART.fullmatch(path.name)]
    return {path.name: path.read_bytes() for path in found if path.is_file() and not path.is_symlink()}


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


def read_result(path: Path, what: str) -> dict[str, Any]:
    """Return what a child says of a file; raises RefusedFileError when it says what it cannot mean.

    It has read what a stranger wrote, so that it is believed no more than he is.
    """
    try:
        found: dict[str, Any] = json.loads(_said(path))
        known = found.get("refused", "unreadable") in REASONS
        good = known and ("refused" in found or what != "examine" or _describes(found))
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise RefusedFileError("unreadable") from error
    if not good:
        raise RefusedFileError("unreadable")
    return found


def _said(path: Path) -> str:
    fits = not path.is_symlink() and path.stat().st_size <= MOST_SAID
    return path.read_text(encoding="utf-8") if fits else ""


def _describes(found: dict[str, Any]) -> bool:
    """Say whether this can be the description of a file."""
    sizes = [(0 < width <= MOST_SIDE, 0 < height <= MOST_SIDE) for width, height in found["sizes"]]
    return (
        found["media_type"] in KINDS
        and 0 < found["pages"] <= MOST_PAGES
        and sizes == [(True, True)] * found["pages"]
        and all(isinstance(code, str) for code in found["codes"])
    )
