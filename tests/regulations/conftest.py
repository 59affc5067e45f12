"""What the tests of the Regulations need: versions published as the office publishes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.regulations.service import Version, publish
from tests.support.database import Database

Publish = Callable[..., int]

PL = "# Regulamin\n\n## § 1. Usługi\n\n1. e-BOK jest **bezpłatny**.\n\n## § 2. Dane\n\n1. Dane są u nas.\n"
EN = "# Regulations\n\n## § 1. Services\n\n1. e-BOK is **free**.\n\n## § 2. Data\n\n1. Data are with us.\n"


@pytest.fixture
def published(database: Database) -> Publish:
    """Publish a version and return its id: number 2026.1, in force since today, unless said otherwise."""

    def put(number: str = "2026.1", *, since: dt.date | None = None, pl: str = PL, en: str = EN) -> int:
        with database.write():
            return publish(Version(number, since or clock.today(), pl, en), SYSTEM)

    return put
