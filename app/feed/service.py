"""Taking in a feed: all of it is checked and staged, then it is stored in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app.feed import rejects, runs
from app.feed.files import FILES
from app.feed.follow import follow
from app.feed.judge import Judge, Judged
from app.feed.lines import judge_lines
from app.feed.manifest import Delivered, Manifest, check_digests, read_manifest
from app.feed.merge import merge
from app.feed.readings import judge_readings
from app.feed.reasons import FeedRefusedError
from app.feed.records import open_file
from app.feed.report import FeedReport, Shown
from app.feed.resolve import keep_last, resolve, unknown_codes
from app.feed.retold import tell_values
from app.feed.staging import SHARED, Stage, opened, pour, stage_of
from app.foundation import clock
from app.foundation.db import db, transaction
from app.settings.service import value

FIRST_REJECTS = 20
RULES = {"readings": judge_readings, "invoice_lines": judge_lines}  # of whole files
LOCK = 0xFEED
Progress = Callable[[int], object]


class _OnTrialError(Exception):
    """Rolls back a feed that was taken in on trial."""


def take_in(
    folder: Path,
    *,
    dry_run: bool = False,
    force: bool = False,
    progress: Progress = lambda _rows: None,
    rejects_to: Path | None = None,
) -> FeedReport:
    """Take in the feed of a folder; opens its own transaction, so it is called outside of any.

    `dry_run` undoes everything; `force` allows an older sequence, or the last one with other content.
    `progress` is told how many rows have been read since; `rejects_to` gets the rejected rows as CSV.
    A feed that is refused is reported, not raised.
    """
    began_at, report = clock.now(), FeedReport("dry" if dry_run else "taken")
    manifest: Manifest | None = None
    try:
        manifest = read_manifest(folder)
        report.sequence = manifest.sequence
        _take(manifest, report, _Wishes(dry_run, force, progress, rejects_to))
    except _OnTrialError:
        report.run_id = None
    except FeedRefusedError as why:
        report.outcome, report.run_id = "refused", None
        report.fault, report.fault_code, report.fault_values = str(why), why.code, why.values
        if not dry_run and why.code != "busy":
            with transaction():
                runs.refused(manifest, report, began_at)
    return report


@dataclass(frozen=True, slots=True)
class _Wishes:
    """How a feed shall be taken in."""

    dry_run: bool
    force: bool
    progress: Progress
    rejects_to: Path | None


def _take(manifest: Manifest, report: FeedReport, wishes: _Wishes) -> None:
    check_digests(manifest)
    if not wishes.force:
        with transaction(write=False):
            runs.check_sequence(manifest)
    report.notes += _notes(manifest)
    with _lock_is_busy(), transaction(write=False):
        # Begun as a reader: staging writes temporary tables only, so on SQLite the office goes on working
        # until `runs.begin` takes the one writer's place.
        _wait_for_nothing()
        _stage_and_store(manifest, report, wishes)
        if wishes.dry_run:
            raise _OnTrialError


def _notes(manifest: Manifest) -> list[tuple[str, str]]:
    kinds = {each.kind for each in manifest.files}
    absent = [("not_named", f"{kind}.csv") for kind in FILES if kind not in kinds]
    return [*absent, *(("stranger", name[:100]) for name in manifest.strangers[:20])]


@contextmanager
def _lock_is_busy() -> Iterator[None]:
    """Say that the office is busy when the database could not be locked in time."""
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig) or "lock timeout" in str(error.orig):
            raise FeedRefusedError("busy") from error
        raise


def _wait_for_nothing() -> None:
    """On PostgreSQL: be the only feed, and lift the limits that are meant for requests."""
    if db.session.connection().dialect.name == "postgresql":
        if not db.session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))):
            raise FeedRefusedError("busy")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            db.session.execute(text(f"SET LOCAL {limit} = 0"))
        db.session.execute(text("SET LOCAL work_mem = '192MB'"))
        # Compiling a statement's plan takes longer than what it saves.
        db.session.execute(text("SET LOCAL jit = off"))


def _stage_and_store(manifest: Manifest, report: FeedReport, wishes: _Wishes) -> None:
    began_at = clock.now()
    files = [(each, stage_of(FILES[each.kind])) for each in manifest.files]
    tables = [table for _, stage in files for table in (stage.read, stage.judged)]
    with opened(*SHARED, *tables):
        for each, stage in files:
            _expect_rows(each, _stage(each, stage, report, wishes.progress))
        run_id = report.run_id = runs.begin(manifest, began_at)
        if not wishes.force:
            runs.check_sequence(manifest, before=run_id)
        for each, stage in files:
            resolve(stage)
            RULES.get(each.kind, keep_last)(stage)
            tell_values(stage, each)
            report.counts[each.kind] = merge(stage, each.rows)
            report.notes += unknown_codes(stage)
        _report_rejects(report, wishes.rejects_to)
        _check_limit(report)
        follow()
        rejects.keep(run_id)
        runs.end(run_id, report)


def _stage(each: Delivered, stage: Stage, report: FeedReport, progress: Progress) -> int:
    with open_file(each) as reader:
        judge = Judge(stage.spec, reader.header, each.name)
        report.notes += [("unknown_column", f"{each.name}: {name[:100]}") for name in judge.unknown[:20]]
        return pour(stage, _told(judge.blocks(reader), progress))


def _told(blocks: Iterator[Judged], progress: Progress) -> Iterator[Judged]:
    for judged in blocks:
        progress(len(judged))
        yield judged


def _expect_rows(each: Delivered, found: int) -> None:
    if found != each.rows:
        raise FeedRefusedError("wrong_rows", file=each.name, found=found, expected=each.rows)


def _report_rejects(report: FeedReport, path: Path | None) -> None:
    if not report.rejected:
        return
    first = islice(rejects.rejected(), FIRST_REJECTS)
    report.first_rejects = [Shown(row.file, row.line, row.key, row.column, row.reason) for row in first]
    if path is not None:
        rejects.write_csv(path)


def _check_limit(report: FeedReport) -> None:
    limit = value("feed.most_rejected")
    for name, each in report.counts.items():
        if each.rejected * 100 > limit * each.rows:
            raise FeedRefusedError(
                "too_many_rejected", file=f"{name}.csv", rejected=each.rejected, rows=each.rows, limit=limit
            )
