"""`flask settings`: show and set what the office may decide."""

from __future__ import annotations

import datetime as dt
import json

import click
from flask.cli import AppGroup

from app.foundation.actor import SYSTEM
from app.foundation.db import transaction
from app.settings.defaults import DEFAULTS
from app.settings.service import UnknownSettingError, put, value

settings = AppGroup("settings", help="What the office may decide: firm, promises, terms, limits.")


@settings.command("list")
def show() -> None:
    """Print every setting with its value today."""
    for name, default in DEFAULTS.items():
        click.echo(f"{name} = {json.dumps(value(name), ensure_ascii=False)}  # {default.meaning}")


@settings.command("set")
@click.argument("name")
@click.argument("new")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="First day of the new value; today by default."
)
def change(name: str, new: str, since: dt.datetime | None) -> None:
    """Set NAME to NEW: JSON, or plain text where it is no JSON."""
    try:
        parsed = json.loads(new)
    except json.JSONDecodeError:
        parsed = new
    try:
        with transaction():
            put(name, parsed, SYSTEM, since=since.date() if since else None)
    except UnknownSettingError as error:
        message = f"There is no setting {name}. `flask settings list` names them all."
        raise click.ClickException(message) from error
