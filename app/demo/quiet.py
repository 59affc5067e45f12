"""Building speaks of what it does in one line, not in a line for each of a hundred mails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def quietly() -> Iterator[None]:
    """Let only warnings and worse into the log inside the block."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)
