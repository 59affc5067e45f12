"""`flask feed`: taking in what the billing system delivers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.feed.manifest import read_manifest
from app.feed.reasons import ROW, FeedRefusedError
from app.feed.report import FeedReport
from app.feed.service import Progress, take_in

feed = AppGroup("feed", help="The billing feed: customers, agreements, meters, invoices, payments.")

REJECTED = 3
REFUSED = 4
NOTES = {
    "not_named": "{} is not named in the manifest: nothing of it was read.",
    "stranger": "{} is named in the manifest, but it is none of our files: ignored.",
    "unknown_column": "Column not known, ignored - {}",
    "unknown_code": "Code not known, taken as it came - {}",
}
HEADS = ("rows", "new", "changed", "unchanged", "rejected", "repeated")


@feed.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and undo it.")
@click.option("--force", is_flag=True, help="Take an older feed, or the last one with other content.")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write rejected rows here as CSV."
)
def import_feed(folder: Path, *, dry_run: bool, force: bool, rejects: Path | None) -> None:
    """Take in the feed of FOLDER. Exit status: 0 taken in, 3 with rejected rows, 4 refused whole."""
    with _shown(folder) as progress:
        report = take_in(folder, dry_run=dry_run, force=force, progress=progress, rejects_to=rejects)
    _tell(report, rejects)
    if report.outcome == "refused":
        raise SystemExit(REFUSED)
    raise SystemExit(REJECTED if report.rejected else 0)


@contextmanager
def _shown(folder: Path) -> Iterator[Progress]:
    """Show a bar of the rows read; once it is full, say that they are being stored, which has no bar.

    Storing is a few large statements in one transaction: what could be counted would be invented.
    """
    with click.progressbar(length=_length(folder), label="Reading and checking") as bar:

        def read(rows: int) -> None:
            was_full = bar.finished
            bar.update(rows)
            if bar.finished and not was_full:
                bar.render_finish()
                click.echo("Storing, all rows in one transaction …")

        yield read


def _length(folder: Path) -> int:
    try:
        return read_manifest(folder).rows
    except FeedRefusedError:
        return 0


def _tell(report: FeedReport, rejects: Path | None) -> None:
    _tell_counts(report.counts_as_json)
    for name, counts in report.counts.items():
        for reason, rows in counts.reasons.items():
            click.echo(f"{name}: {rows} rejected: {ROW[reason]}")
    for kind, name in report.notes:
        click.echo(NOTES[kind].format(name))
    for each in report.first_rejects:
        where = f"{each.file}.csv line {each.line}, {each.key}"
        click.echo(f"Rejected: {where}: {each.column or 'row'}: {ROW[each.reason]}")
    if report.rejected > len(report.first_rejects):
        click.echo(f"… and {report.rejected - len(report.first_rejects)} more.")
    if report.rejected and rejects:
        click.echo(f"All rejected rows stand in {rejects}.")
    click.echo(_end(report))


def _tell_counts(counts: dict[str, Any]) -> None:
    """Print the rows of each file, then why how many of them were rejected."""
    if counts:
        click.echo(f"{'':16}" + "".join(f"{head:>11}" for head in HEADS))
    for name, figures in counts.items():
        click.echo(f"{name:16}" + "".join(f"{figures[head]:>11}" for head in HEADS))
    for name, figures in counts.items():
        for code, number in sorted(figures.get("reasons", {}).items()):
            click.echo(f"{number:>7} of {name}.csv rejected: {ROW[code]}")


def _end(report: FeedReport) -> str:
    if report.outcome == "refused":
        return f"The feed is refused whole; nothing of it is stored. {report.fault}"
    if report.outcome == "dry":
        return f"Feed {report.sequence} would be taken in. This was a trial: nothing is stored."
    return f"Feed {report.sequence} is taken in."
