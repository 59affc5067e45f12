"""Runs of the feed: which was taken in last, and the note that each import leaves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import insert, select, update

from app.feed.manifest import Manifest
from app.feed.models import FeedRun
from app.feed.reasons import FeedRefusedError
from app.feed.report import FeedReport
from app.foundation import clock
from app.foundation.db import db


def begin(manifest: Manifest, began_at: dt.datetime) -> int:
    """Note that a feed is being taken in and return the run's id; SQLite's one writer from here on."""
    return _insert(
        {
            "sequence": manifest.sequence,
            "content_sha256": manifest.content,
            "exported_at": manifest.exported_at,
            "began_at": began_at,
            "outcome": "taken",
            "counts": {},
            "notes": [],
        }
    )


def end(run_id: int, report: FeedReport) -> None:
    """Complete the note of a feed that was taken in."""
    values = {"ended_at": clock.now(), "counts": report.counts_as_json, "notes": _pairs(report)}
    db.session.execute(update(FeedRun).where(FeedRun.id == run_id).values(values))


def refused(manifest: Manifest | None, report: FeedReport, began_at: dt.datetime) -> None:
    """Note a feed that was refused whole."""
    report.run_id = _insert(
        {
            "sequence": manifest.sequence if manifest else -1,
            "content_sha256": manifest.content if manifest else "",
            "exported_at": manifest.exported_at if manifest else "",
            "began_at": began_at,
            "ended_at": clock.now(),
            "outcome": "refused",
            "counts": report.counts_as_json,
            "notes": _pairs(report),
            "fault": report.fault,
            "fault_code": report.fault_code,
            "fault_values": report.fault_values,
        }
    )


def check_sequence(manifest: Manifest, *, before: int | None = None) -> None:
    """Compare with the last feed taken in (before a run, if given); raises FeedRefusedError."""
    taken = select(FeedRun.sequence, FeedRun.content_sha256).where(FeedRun.outcome == "taken")
    if before is not None:
        taken = taken.where(FeedRun.id < before)
    last = db.session.execute(taken.order_by(FeedRun.id.desc()).limit(1)).first()
    if last is None:
        return
    if manifest.sequence < last.sequence:
        raise FeedRefusedError("older_sequence", sequence=manifest.sequence, last=last.sequence)
    if manifest.sequence == last.sequence and manifest.content != last.content_sha256:
        raise FeedRefusedError("other_content", sequence=manifest.sequence)


def _insert(row: dict[str, Any]) -> int:
    return int(db.session.execute(insert(FeedRun).returning(FeedRun.id), row).scalar_one())


def _pairs(report: FeedReport) -> list[list[str]]:
    return [list(each) for each in report.notes]
