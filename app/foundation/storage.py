"""Files by `STORAGE_URL`: a folder by default, an S3-compatible store at scale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import obstore
from flask import current_app
from obstore.store import LocalStore, ObjectStore, from_url


@cache
def _open(url: str) -> ObjectStore:
    # Made lazily per process: the library must not be used across a fork.
    if url.startswith("file://"):
        folder = Path(urlsplit(url).path)
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    return from_url(url)


def _store() -> ObjectStore:
    return _open(current_app.config["EBOK"].storage_url)


def put(key: str, content: bytes) -> None:
    """Keep `content` under `key`, replacing what was there."""
    obstore.put(_store(), key, content)


def get(key: str) -> bytes:
    """Return what is kept under `key`; raises FileNotFoundError."""
    return bytes(obstore.get(_store(), key).bytes())


def create(key: str, content: bytes) -> None:
    """Keep `content` under a key that is free; raises FileExistsError, so nothing is ever replaced."""
    obstore.put(_store(), key, content, mode="create")


def delete(keys: Sequence[str]) -> None:
    """Remove what is kept under these keys; what is gone already is no fault."""
    if keys:
        obstore.delete(_store(), list(keys))


def names(prefix: str, *, before: dt.datetime | None = None) -> list[str]:
    """Return the keys below `prefix`, sorted; with `before` only what was last written earlier."""
    found = [entry for batch in obstore.list(_store(), prefix) for entry in batch]
    return sorted(entry["path"] for entry in found if before is None or entry["last_modified"] < before)


def check() -> None:
    """Write and read a few bytes; raises whatever the store raises when it is away or full."""
    put("health/probe", b"ok")
    get("health/probe")
