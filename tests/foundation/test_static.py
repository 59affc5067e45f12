"""Files of the looks are kept by browsers until they change."""

from __future__ import annotations

import re

import pytest

from tests.support.client import StrictClient

pytestmark = pytest.mark.one_engine("no file stands in the database")


def test_a_page_names_its_style_with_its_digest(client: StrictClient) -> None:
    body = client.get("/login").text
    address = re.search(r'href="(/static/ebok\.css\?v=[0-9a-f]{12})"', body)
    assert address
    answer = client.get(address[1])
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_without_the_digest_a_file_is_asked_for_again(client: StrictClient) -> None:
    answer = client.get("/static/ebok.css")
    assert "immutable" not in answer.headers.get("Cache-Control", "")
