"""The headers of every page, asserted once and exactly: nothing missing, nothing told that nobody needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.client import StrictClient

pytestmark = pytest.mark.one_engine("headers are set without a look at the database")

ALWAYS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
CHANGING = {"Content-Length", "Set-Cookie", "Vary", "X-Request-Id"}


def _headers(client: StrictClient, path: str) -> dict[str, str]:
    return {name: value for name, value in client.get(path).headers if name not in CHANGING}


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_pages_carry_exactly_these_headers(client: StrictClient, path: str) -> None:
    assert _headers(client, path) == ALWAYS


def test_behind_https_browsers_are_told_to_stay_there(app_with: Callable[..., Flask]) -> None:
    app = app_with(base_url="https://ebok.example.com")
    app.test_client_class = StrictClient
    client = app.test_client()
    assert isinstance(client, StrictClient)
    headers = _headers(client, "/")
    assert headers == {**ALWAYS, "Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


@pytest.mark.parametrize(
    "host", ["evil.example", "ebok.example.com.evil.example", "[", "ebok.example.com@evil"]
)
def test_the_office_answers_to_its_own_name_only(app_with: Callable[..., Flask], host: str) -> None:
    client = app_with(base_url="https://ebok.example.com").test_client()
    answer = client.get("/login", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text + str(answer.headers)
    assert client.get("/login", headers={"Host": "ebok.example.com"}).status_code == 200


def test_the_health_of_a_machine_may_be_asked_for_by_any_name(client: StrictClient) -> None:
    assert client.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_files_may_be_kept(client: StrictClient) -> None:
    answer = client.get("/static/ebok.css")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers
