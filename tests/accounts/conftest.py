"""Fixtures of accounts."""

from __future__ import annotations

import pytest

from tests.accounts.ways import Invited, invite
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture
def invited(database: Database, outbox: Mailbox) -> Invited:
    """A customer whose identifier and PIN are on their way."""
    return invite(database, outbox)
