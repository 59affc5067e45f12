"""What the tests of mail need: rows in the outbox, and applications that send to a test's own server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.mail.models import Outbox
from app.mail.service import Message, write
from tests.support.database import Database

Write = Callable[..., int]


@pytest.fixture
def written(database: Database) -> Write:
    """Put a message into the outbox and return its id; what is not given is a mail to Anna."""

    def put(**changes: Any) -> int:
        values: dict[str, Any] = {
            "name": "password_changed",
            "language": "pl",
            "recipient": "anna@example.com",
        }
        values |= {"params": {"name": "Anna Testowa"}} | changes
        with database.write():
            write(Message(**values))
        return int(database.all(select(Outbox.id).order_by(Outbox.id.desc()))[0])

    return put


@pytest.fixture
def by_smtp(app_with: Callable[..., Flask]) -> Callable[..., Flask]:
    """Make an application that sends to a port, without TLS, and waits half a second at most."""

    def build(port: int, **changes: Any) -> Flask:
        return app_with(**{"mail_port": port, "mail_timeout": 0.5} | changes)

    return build
