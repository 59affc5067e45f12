"""What `flask feed import` says while it works and when it has ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app.feed.commands import feed as commands
from tests.support.feeds import Feed

pytestmark = pytest.mark.one_engine("words do not depend on the engine")


def said(app: Flask, folder: Path) -> str:
    return app.test_cli_runner().invoke(commands, ["import", str(folder)]).output


def test_it_reads_first_and_stores_then(app: Flask, tmp_path: Path) -> None:
    words = said(app, Feed(tmp_path / "feed", customers=2).write())
    places = [
        words.index(each) for each in ("Reading and checking", "Storing", "customers", "Feed 1 is taken in.")
    ]
    assert places == sorted(places)


def test_what_is_refused_before_it_is_read_is_not_said_to_be_stored(app: Flask, tmp_path: Path) -> None:
    folder = Feed(tmp_path / "feed", customers=2).write()
    (folder / "payments.csv").write_text("payment_no\n")
    words = said(app, folder)
    assert "refused whole" in words
    assert "Storing" not in words
