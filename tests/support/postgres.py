"""A PostgreSQL server of the tests' own, in a temporary folder, reached by a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.machine import INITDB, POSTGRES

# Data that last for one session need no care for a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "300",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
PATIENCE = 30.0


class Server:
    """One server process; as root it runs as an unprivileged user, because PostgreSQL refuses root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ebok-pg-"))
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.folder, self._user, pwd.getpwnam(self._user).pw_gid)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and start the server; raises RuntimeError with the log when it does not answer."""
        data = str(self.folder / "data")
        self._run(
            str(INITDB.path()),
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(POSTGRES.path()), "-D", data, "-k", str(self.folder), *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                user=self._user,
                start_new_session=True,  # Ctrl-C ends pytest, which then ends the server
            )
        self._await_answer()

    def stop(self) -> None:
        """End the server at once and remove its folder."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """Return SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database anew (a copy of `template`) and return its address."""
        with self.connect() as connection:
            for command in ("DROP DATABASE IF EXISTS {0} WITH (FORCE)", "CREATE DATABASE {0} TEMPLATE {1}"):
                connection.execute(sql.SQL(command).format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """Open a connection as the superuser, beside the application's own."""
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)

    def _run(self, *command: str) -> None:
        done = subprocess.run(command, check=False, capture_output=True, cwd=self.folder, user=self._user)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr.decode()}")

    def _await_answer(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as trouble:
                if time.monotonic() > end or (self._process and self._process.poll() is not None):
                    log = (self.folder / "log").read_text()
                    raise RuntimeError(f"PostgreSQL did not start: {trouble}\n{log}") from trouble
                time.sleep(0.05)
            else:
                return


def _unprivileged() -> str:
    """Return the user that root lends the server: Debian's `postgres`, else `nobody`."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
