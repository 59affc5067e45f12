"""`flask demo`: build invented data, run the whole office on them, start anew."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import click
from flask import current_app
from flask.cli import AppGroup

from app.demo import build as builder
from app.demo import hints, place, processes
from app.foundation.db import db

demo = AppGroup("demo", help="A working office with invented people; never in production.")

CUSTOMERS, MONTHS, SEED = 300, 28, 2026
PORT = 8000


@demo.command("build")
@click.option("--customers", default=CUSTOMERS, show_default=True, type=click.IntRange(80, 2_000_000))
@click.option("--months", default=MONTHS, show_default=True, type=click.IntRange(6, 120))
@click.option("--seed", default=SEED, show_default=True)
def build(customers: int, months: int, seed: int) -> None:
    """Fill an empty database with invented customers, staff, applications in every state, and mails."""
    place.migrate()
    if place.has_customers():
        raise click.ClickException(
            "The database holds customers already. To start anew: flask demo reset (make demo-reset)."
        )
    builder.build(customers, months, seed)
    click.echo(f"Built {customers} customers with {months} months of history.")


@demo.command("reset")
def reset() -> None:
    """Forget the demo's data; the next run starts anew. Refuses outside the demo."""
    place.must_be_demo()
    with place.alone():
        place.forget()
    click.echo("The demo's data are gone. `make demo` starts anew.")


@demo.command("run")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
def run(port: int) -> None:
    """Start web and worker, after building what is missing; Ctrl-C ends both."""
    _as_demo()
    place.must_be_free(port)
    # Mails written while building name the address at which this demo will be open.
    current_app.config["EBOK"] = replace(place.config(), base_url=f"http://127.0.0.1:{port}")
    with place.alone(), processes.asked_to_end() as asked:
        _prepare()
        raise SystemExit(_serve(port, asked))


def _as_demo() -> None:
    """Be the demo, with a folder of its own, also when started without EBOK_MODE=demo."""
    if place.config().mode == "development":
        again = [sys.executable, "-m", "flask", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "EBOK_MODE": "demo"})  # noqa: S606 - ourselves
    place.must_be_demo()


def _prepare() -> None:
    """Make the database ready: build it once, keep it afterwards; a build cut short begins anew."""
    if not place.is_built() and place.has_customers():
        click.echo("The last build was cut short: starting anew.")
        place.forget()
    place.migrate()
    if not place.is_built():
        click.echo("Building the demo's office; this takes a few seconds ...")
        builder.build(CUSTOMERS, MONTHS, SEED)
    db.engine.dispose()


def _serve(port: int, asked: processes.Ending) -> int:
    """Run both processes until the end; return the exit status."""
    address = place.config().base_url
    environment = {**os.environ, **_environment(address)}
    logs = place.folder() / "log"
    children: list[processes.Child] = []
    try:
        for name, command in (
            ("web", processes.web_command(port)),
            ("worker", processes.worker_command()),
        ):
            children.append(processes.start(name, command, environment, logs))
        if processes.wait_until_ready(address, children, asked):
            click.echo(_welcome(address))
            processes.watch(children, asked)
        fallen = processes.dead(children)
    finally:
        processes.end(children)
    if asked.signal:
        click.echo("\nThe demo has ended; its data are kept.")
        return 0
    if fallen:
        click.echo(
            f"The {fallen.name} process ended by itself ({fallen.log}):\n{fallen.last_words()}", err=True
        )
    else:
        click.echo(f"The office did not become ready in time; see {logs}.", err=True)
    return 1


def _environment(address: str) -> dict[str, str]:
    """Return the variables by which the children find the same office."""
    config = place.config()
    return {
        "EBOK_MODE": "demo",
        "EBOK_BASE_URL": address,
        "EBOK_DATABASE_URL": config.database_url,
        "EBOK_STORAGE_URL": config.storage_url,
        "EBOK_QUEUE_URL": config.queue_url,
        "PYTHONUNBUFFERED": "1",
    }


def _welcome(address: str) -> str:
    """Return what is printed once the office is open."""
    wide = max(len(login.email) for login in hints.LOGINS)
    rows = [f"    {login.email:<{wide}}  {login.role:<13}  {login.see}" for login in hints.LOGINS]
    return "\n".join(
        [
            "",
            f"  e-BOK is open at {address}",
            "",
            f"  Log-ins (password of all: {hints.PASSWORD})",
            *rows,
            "",
            f"  Data to apply with: {address}/demo",
            f"  Every mail:         {address}/demo/mailbox",
            f"  Who shows what:     {address}/demo#shows",
            "",
            "  Ctrl-C ends it and keeps the data; `make demo-reset` starts anew.",
        ]
    )
