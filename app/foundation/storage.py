"""Files by `STORAGE_URL`: a folder by default, an S3-compatible store at scale."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import obstore
from flask import current_app
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, from_url

# What a store raises when it is away, full, or says no.
AWAY = (OSError, BaseError)
# A browser waits: a store that is away says so soon.
LIMITS: dict[str, Any] = {"connect_timeout": "5s", "timeout": "60s"}
RETRIES: dict[str, Any] = {"max_retries": 2, "retry_timeout": dt.timedelta(seconds=20)}


@cache
def _open(url: str) -> ObjectStore:
    # Made lazily per process: the library must not be used across a fork.
    if url.startswith("file://"):
        folder = Path(urlsplit(url).path)
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    if url.startswith("memory:"):
        return from_url(url)
    return _remote(url)


def _remote(url: str) -> ObjectStore:
    """Open a bucket: `s3://bucket/prefix`; what stands behind `?` comes before the AWS_* variables."""
    address, _, more = url.partition("?")
    options = dict(parse_qsl(more))
    endpoint = options.get("endpoint", os.environ.get("AWS_ENDPOINT_URL", ""))
    limits = LIMITS | {"allow_http": urlsplit(endpoint).scheme == "http"}
    return from_url(address, config=options, client_options=limits, retry_config=RETRIES)  # type: ignore[arg-type,call-overload,no-any-return,unused-ignore]


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
    try:
        obstore.put(_store(), key, content, mode="create")
    except AlreadyExistsError as error:  # a folder raises FileExistsError by itself
        raise FileExistsError(key) from error


def delete(keys: Sequence[str]) -> None:
    """Remove what is kept under these keys; what is gone already is no fault."""
    for key in keys:
        with suppress(FileNotFoundError):
            obstore.delete(_store(), key)


def names(prefix: str, *, before: dt.datetime | None = None) -> list[str]:
    """Return the keys below `prefix`, sorted; with `before` only what was last written earlier."""
    found = [entry for batch in obstore.list(_store(), prefix) for entry in batch]
    return sorted(entry["path"] for entry in found if before is None or entry["last_modified"] < before)


def check() -> None:
    """Write and read a few bytes; raises whatever the store raises when it is away or full."""
    put("health/probe", b"ok")
    get("health/probe")
