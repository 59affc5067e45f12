"""The real command, killed outright at any stage: nothing of its feed is stored, and the next one goes in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from app.config import Config
from app.feed.report import FeedReport
from tests.support.database import Database
from tests.support.feeds import EVERY, Feed, take

# Runs `flask` as it is, after making one function wait at its n-th call, before or after its work.
DRIVER = """
import sys, time
from importlib import import_module
from pathlib import Path
from flask.cli import main
where, when, number, sign = sys.argv[1:5]
*holder, name = where.split(".")
parts = [part for part in holder if part[0].islower()]
owner = import_module(".".join(parts))
for part in holder[len(parts):]:
    owner = getattr(owner, part)
real, calls = getattr(owner, name), [0]
def waiting(*args, **kwargs):
    calls[0] += 1
    here = calls[0] == int(number)
    result = real(*args, **kwargs) if not here or when == "after" else None
    if here:
        Path(sign).touch()
        time.sleep(600)
    return result
setattr(owner, name, waiting)
sys.argv = ["flask", *sys.argv[5:]]
main()
"""
ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


def _stages() -> dict[str, tuple[str, str, int]]:
    """Return stage -> the function that is reached, whether its work is done, and at which call."""
    return {
        "reading customers": ("app.feed.judge.Judge._quickly", "before", 1),
        # The four files before it are judged at one go each.
        "reading readings": ("app.feed.judge.Judge._quickly", "before", 5),
        "between update and insert of readings": ("app.feed.merge._insert", "before", 2),
        "deriving": ("app.feed.follow.derive_energy", "after", 1),
        "before the commit": ("app.feed.runs.end", "after", 1),
    }


def _kill(database: Database, folder: Path, scratch: Path, stage: tuple[str, str, int]) -> None:
    """Run the command until it reaches a stage, and kill it there."""
    where, when, number = stage
    config: Config = database.app.config["EBOK"]
    sign = scratch.parent / "reached"
    env = {
        **os.environ,
        "EBOK_MODE": "test",
        "EBOK_MAIL_TLS": "none",
        "EBOK_DATABASE_URL": config.database_url,
        "EBOK_STORAGE_URL": config.storage_url,
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(ROOT),
    }
    command = ["--app", "app.factory", "feed", "import", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, where, when, str(number), str(sign), *command],
        env=env,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        end = time.monotonic() + PATIENCE
        while not sign.exists():
            assert process.poll() is None, process.communicate()[0].decode()
            assert time.monotonic() < end, "the stage was not reached"
            time.sleep(0.05)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "when",
    [
        "reading customers",
        "reading readings",
        "between update and insert of readings",
        "deriving",
        "before the commit",
    ],
)
def test_a_killed_import_has_never_been(app: Flask, database: Database, tmp_path: Path, when: str) -> None:
    feed = Feed(tmp_path / "feed", customers=2, files=EVERY)
    last = feed.rows["readings"].pop()
    assert feed.take(app).outcome == "taken"
    before = database.digests("feed_run")
    feed.sequence += 1
    feed.rows["customers"][0]["city"] = "Zgierz"
    feed.rows["readings"][-1]["value"] += ".5"
    feed.rows["readings"].append(last)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    _kill(database, feed.write(), scratch, _stages()[when])
    assert database.digests("feed_run") == before
    assert list(scratch.iterdir()) == []
    report = _taken(app, feed.folder)
    assert (report.counts["customers"].changed, report.counts["readings"].new) == (1, 1)
    assert database.digests("feed_run") != before


def _taken(app: Flask, folder: Path) -> FeedReport:
    """Take the feed in; PostgreSQL may need a moment to notice that the other one has died."""
    end = time.monotonic() + PATIENCE
    while (report := take(app, folder)).fault_code == "busy" and time.monotonic() < end:
        time.sleep(0.05)
    assert report.outcome == "taken", report.fault
    return report
