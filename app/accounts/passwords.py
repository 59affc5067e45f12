"""Hashing of passwords and PINs: argon2id, as many at once as there are cores, never in a transaction."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.foundation.errors import BusyError

LONGEST = 128
PATIENCE = 2.0  # seconds a request waits for a free core before it is told to come again

# OWASP's minimum: 19 MiB, two passes, one lane; about 25 ms on a core.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_cores = threading.BoundedSemaphore(os.cpu_count() or 1)

# What an unknown login is compared with, so that its answer takes as long: a hash of nothing anybody knows.
_NOBODY = _hasher.hash(os.urandom(32))


@contextmanager
def _core() -> Iterator[None]:
    if not _cores.acquire(timeout=PATIENCE):
        raise BusyError
    try:
        yield
    finally:
        _cores.release()


def _plain(secret: str) -> str:
    # Keyboards write "ó" in two ways; both are the same password.
    return unicodedata.normalize("NFKC", secret)


def hashed(secret: str) -> str:
    """Return the argon2id hash of a password or PIN; raises BusyError when no core comes free."""
    with _core():
        return _hasher.hash(_plain(secret))


def fits(stored: str | None, secret: str) -> bool:
    """Say whether the secret is the stored one; without a stored one the work is the same and the answer no.

    Raises BusyError when no core comes free. The caller refuses secrets over LONGEST before.
    """
    with _core():
        try:
            _hasher.verify(stored or _NOBODY, _plain(secret))
        except (VerifyMismatchError, InvalidHashError):
            return False
    return stored is not None
