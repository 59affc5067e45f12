"""`flask regulations`: publish a version, list them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from flask.cli import AppGroup

from app.foundation.actor import SYSTEM
from app.foundation.db import transaction
from app.regulations.queries import versions
from app.regulations.service import UnfitTextError, Version, publish

regulations = AppGroup("regulations", help="The Regulations of the electronic customer office.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@regulations.command("publish")
@click.argument("file_pl", type=FILE)
@click.argument("file_en", type=FILE)
@click.option("--number", required=True, help="For example 2026.1.")
@click.option("--effective", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day in force.")
def publish_files(file_pl: Path, file_en: Path, number: str, effective: dt.datetime) -> None:
    """Publish FILE_PL and FILE_EN (Markdown) as one version; the firm's data are filled in now."""
    try:
        version = Version(number, effective.date(), _read(file_pl), _read(file_en))
        with transaction():
            publish(version, SYSTEM)
    except UnfitTextError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Regulations {number} are published; they take effect on {effective:%Y-%m-%d}.")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnfitTextError(f"{file} is not written in UTF-8.") from error


@regulations.command("list")
def show() -> None:
    """Print every version with its first day."""
    with transaction(write=False):
        for version in versions():
            click.echo(f"{version.number}  {version.effective_on.isoformat()}")
