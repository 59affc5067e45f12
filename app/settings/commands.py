"""`flask settings`: show and set what the office may decide."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import click
from flask.cli import AppGroup

from app.foundation.actor import SYSTEM
from app.foundation.db import transaction
from app.settings.defaults import DEFAULTS
from app.settings.service import UnfitValueError, UnknownSettingError, history, put, value

settings = AppGroup("settings", help="What the office may decide: firm, promises, terms, limits.")


@settings.command("list")
def show() -> None:
    """Print every setting with its value today."""
    for name, default in DEFAULTS.items():
        click.echo(f"{name} = {_json(value(name))}  # {default.meaning}")


@settings.command("history")
@click.argument("name")
def dated(name: str) -> None:
    """Print the values of NAME with the day each is good from."""
    try:
        known = history(name)
    except UnknownSettingError as error:
        raise _unknown(name) from error
    for since, each in known:
        click.echo(f"{since}  {_json(each)}")


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
        raise _unknown(name) from error
    except UnfitValueError as error:
        message = f"{name} cannot be {_json(parsed)}: {DEFAULTS[name].meaning}."
        raise click.ClickException(message) from error


def _json(each: Any) -> str:
    return json.dumps(each, ensure_ascii=False)


def _unknown(name: str) -> click.ClickException:
    return click.ClickException(f"There is no setting {name}. `flask settings list` names them all.")
