"""Files by `STORAGE_URL`: a folder by default, an S3-compatible store at scale."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from app.foundation.later import obstore


@cache
def _open(url: str) -> obstore.store.ObjectStore:
    # Made lazily per process: the library must not be used across a fork.
    if url.startswith("file://"):
        folder = Path(urlsplit(url).path)
        folder.mkdir(parents=True, exist_ok=True)
        return obstore.store.LocalStore(folder)
    return obstore.store.from_url(url)


def _store() -> obstore.store.ObjectStore:
    return _open(current_app.config["EBOK"].storage_url)


def put(key: str, content: bytes) -> None:
    """Keep `content` under `key`, replacing what was there."""
    obstore.put(_store(), key, content)


def get(key: str) -> bytes:
    """Return what is kept under `key`; raises FileNotFoundError."""
    return bytes(obstore.get(_store(), key).bytes())


def names(prefix: str) -> list[str]:
    """Return the keys below `prefix`, sorted."""
    return sorted(entry["path"] for batch in obstore.list(_store(), prefix) for entry in batch)


def check() -> None:
    """Write and read a few bytes; raises whatever the store raises when it is away or full."""
    put("health/probe", b"ok")
    get("health/probe")
