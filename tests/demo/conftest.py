"""The application as the demo runs it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import StrictClient


@pytest.fixture
def demo(app_with: Callable[..., Flask]) -> Flask:
    """An application in the demo's mode, on the database of this test."""
    app = app_with(mode="demo")
    app.test_client_class = StrictClient
    return app


@pytest.fixture
def visitor(demo: Flask) -> StrictClient:
    """Somebody who looks at the demo."""
    client = demo.test_client()
    assert isinstance(client, StrictClient)
    return client
