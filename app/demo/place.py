"""Where the demo's data lie, whether they are whole, and how to be rid of them."""

from __future__ import annotations

import fcntl
import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
import flask_migrate
from flask import current_app
from sqlalchemy import inspect, select

from app.config import Config
from app.customers.models import Customer
from app.foundation import storage
from app.foundation.db import db, reading

BEGUN, BUILT = "demo/begun.json", "demo/built.json"


def config() -> Config:
    """Return the configuration of the present application."""
    found: Config = current_app.config["EBOK"]
    return found


def must_be_demo() -> None:
    """Raise ClickException outside the demo: its data alone may be thrown away."""
    if not config().is_demo:
        raise click.ClickException("This is not the demo (EBOK_MODE=demo), so nothing is touched.")


def folder() -> Path:
    """Return the demo's own folder: that of its files."""
    url = config().storage_url
    if not url.startswith("file://"):
        raise click.ClickException("The demo keeps its files in a folder: EBOK_STORAGE_URL=file:///…")
    return Path(urlsplit(url).path).parent


def migrate() -> None:
    """Bring the database's tables up to date."""
    flask_migrate.upgrade(directory=str(Path(current_app.root_path).parent / "migrations"))
    # Alembic's work leaves its connection behind; children must not inherit one.
    db.engine.dispose()


def has_customers() -> bool:
    """Whether somebody is in the customer base; False also where there are no tables yet."""
    with reading() as connection:
        if not inspect(connection).has_table("customer"):
            return False
        return connection.execute(select(Customer.id).limit(1)).first() is not None


def is_built() -> bool:
    """Whether a build has come to its end."""
    return BUILT in storage.names("demo") and has_customers()


def is_ours() -> bool:
    """Whether what is in the database was made by the demo, and nothing else may be lost with it."""
    return BEGUN in storage.names("demo") or not has_customers()


def mark(key: str, customers: int, months: int, seed: int) -> None:
    """Put down that a build has begun or come to its end, and what is built."""
    said = {"customers": customers, "months": months, "seed": seed}
    storage.put(key, json.dumps(said).encode())


def forget() -> None:
    """Throw the demo's database, files and queue away; raises ClickException where they are not its own."""
    must_be_demo()
    if not is_ours():
        raise click.ClickException("This database holds customers that the demo did not make: not touched.")
    db.engine.dispose()
    for url in (config().database_url, config().queue_url):
        if url.startswith("sqlite:///"):
            path = Path(url.removeprefix("sqlite:///"))
            for each in path.parent.glob(f"{path.name}*"):
                each.unlink()
    if not config().database_url.startswith("sqlite"):
        flask_migrate.downgrade(
            directory=str(Path(current_app.root_path).parent / "migrations"), revision="base"
        )
        db.engine.dispose()
    for files in (Path(urlsplit(config().storage_url).path), *_feed_folders()):
        for each in files.glob("*") if files.is_dir() else ():
            shutil.rmtree(each) if each.is_dir() else each.unlink()


def _feed_folders() -> list[Path]:
    """Return where feeds lie within the demo's own folder; elsewhere they are somebody else's."""
    both = (config().feed_folder, config().upload_folder)
    return [each for each in both if each.is_relative_to(folder())]


def next_feed() -> Path | None:
    """Return where the demo may leave a feed: the watched folder, unless one lies there already."""
    watched = config().feed_folder
    return None if (watched / "manifest.json").exists() else watched


@contextmanager
def alone() -> Iterator[None]:
    """Hold the demo's folder; raises ClickException while another demo runs on it."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException("The demo is running already; end it first (Ctrl-C).") from error
        yield


def must_be_free(port: int) -> None:
    """Raise ClickException when something listens at the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            said = f"Port {port} is in use. Choose another one: make demo PORT=8001"
            raise click.ClickException(said) from error
