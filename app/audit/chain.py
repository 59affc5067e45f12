"""The chain: each row's digest covers the row before it, so an altered, removed or swapped row shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

START = ""
COVERED = (
    "subject_kind",
    "subject_id",
    "number",
    "at",
    "event",
    "actor",
    "on_behalf_of",
    "from_state",
    "to_state",
    "data",
    "private_digest",
    "request_id",
    "previous",
)


def canonical(content: Any) -> str:
    """Return JSON that is the same text for the same content on every machine."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_digest(row: Mapping[str, Any]) -> str:
    """Return the digest (SHA-256, hex) of a history row's covered columns."""
    return hashlib.sha256(canonical([row[name] for name in COVERED]).encode()).hexdigest()


def private_digest(salt: str, content: Any) -> str:
    """Return the salted digest that stands in the chain for personal values kept beside it."""
    return hashlib.sha256(f"{salt}\0{canonical(content)}".encode()).hexdigest()
