"""Logs: one line of JSON per request, with an id and without anybody's data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.client import StrictClient


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what has been logged since the last call."""
    captured = capfd.readouterr()
    return [json.loads(line) for line in (captured.out + captured.err).splitlines() if line.startswith("{")]


def test_a_request_makes_one_line_without_its_address(
    client: StrictClient, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get("/regulations/80810100127?email=anna@example.com")
    (line,) = lines(capfd)
    assert (line["event"], line["method"], line["status"], line["actor"]) == (
        "request",
        "GET",
        404,
        "visitor",
    )
    assert line["endpoint"] == "regulations.version"
    assert "80810100127" not in json.dumps(line)
    assert "anna" not in json.dumps(line)


def test_every_request_has_an_id_of_its_own(client: StrictClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.get("/help")
    client.get("/help")
    first, second = lines(capfd)
    assert first["request_id"] != second["request_id"]
    assert len(first["request_id"]) == 12


def test_health_and_files_are_not_logged(client: StrictClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.get("/healthz")
    client.get("/static/ebok.css").close()
    assert lines(capfd) == []


def test_what_somebody_sends_cannot_forge_a_line(
    client: StrictClient, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get('/help%0a{"event":"forged"}')
    assert {line["event"] for line in lines(capfd)} == {"request"}
