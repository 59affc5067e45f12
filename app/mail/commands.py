"""`flask worker`, `flask mail deliver`, `flask timers run`."""

from __future__ import annotations

from typing import cast

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.foundation.hooks import hooks
from app.mail.delivery import drain
from app.mail.ticks import run_timers
from app.mail.worker import work

mail = AppGroup("mail", help="The outbox.")
timers = AppGroup("timers", help="What time brings about.")


@mail.command("deliver")
def deliver() -> None:
    """Send what is waiting, once, and say what became of it."""
    done = drain()
    names = ("sent", "postponed", "dead", "released")
    click.echo(", ".join(f"{done[name]} {name}" for name in names))


@timers.command("run")
def run() -> None:
    """Run every timer now, whatever the worker does; ends with 1 when one failed."""
    failed = run_timers(hooks.timers)
    click.echo(f"{len(hooks.timers) - len(failed)} of {len(hooks.timers)} timers ran")
    if failed:
        raise click.ClickException(f"failed, see the log: {', '.join(failed)}")


@click.command("worker")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 32))
@with_appcontext
def worker(threads: int) -> None:
    """Send mail and run timers until it is interrupted."""
    work(cast("Flask", current_app._get_current_object()), threads)  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy's documented way out
