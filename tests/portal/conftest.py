"""Fixtures of the customer's pages: Anna logged in, and what billing knows of her agreement."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.portal.ledgers import Book
from tests.support.cast import Office, Person
from tests.support.client import StrictClient


@pytest.fixture
def book(office: Office, anna: Person) -> Book:
    """Anna's documents and payments."""
    assert anna.agreement_id is not None
    return Book(office, anna.agreement_id)


@pytest.fixture
def hers(new_client: Callable[..., StrictClient], anna: Person) -> StrictClient:
    """Anna, logged in, reading English."""
    client = new_client(anna)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return client
