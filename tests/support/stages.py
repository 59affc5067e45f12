"""A stage: one engine's database, built once by the migrations and set back before every test."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from psycopg import Connection

from app.config import Config
from app.factory import create_app
from app.foundation.crypto import keyring
from app.foundation.db import db
from app.settings.service import kept as settings_kept
from tests.support.postgres import Server

MIGRATIONS = Path(__file__).parents[2] / "migrations"


class Stage(ABC):
    """One engine with its application; `app` is made when it is first asked for and then kept."""

    kind: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "files"

    @property
    @abstractmethod
    def url(self) -> str:
        """SQLAlchemy's address of the database."""

    def _fill(self) -> None:  # noqa: B027 - most databases stay empty
        """Put into the freshly migrated database what every test shall find there: nothing."""

    @abstractmethod
    def _keep(self) -> None:
        """Remember the state that every test shall find."""

    @abstractmethod
    def _restore(self) -> None:
        """Set the database back to the remembered state."""

    def build(self, **changes: Any) -> Flask:
        """Make one more application on this stage's database; `changes` are fields of Config."""
        config = Config.for_tests(database_url=self.url, storage_url=f"file://{self.files}", **changes)
        return create_app(config)

    @cached_property
    def app(self) -> Flask:
        """The application most tests use, on a database that the migrations built."""
        self.files.mkdir(parents=True, exist_ok=True)
        app = self.build()
        with app.app_context():
            flask_migrate.upgrade(directory=str(MIGRATIONS))
            self._fill()
            db.session.remove()
            db.engine.dispose()
        self._keep()
        return app

    def reset(self) -> None:
        """Give the next test an untouched database and an empty store of files."""
        with self.app.app_context():
            db.session.remove()
            self._restore()
        settings_kept.forget()
        shutil.rmtree(self.files)
        self.files.mkdir()

    @contextmanager
    def others(self) -> Iterator[Callable[..., Flask]]:
        """Lend a `build` whose applications let go of the database when the block ends."""
        made: list[Flask] = []

        def build(**changes: Any) -> Flask:
            made.append(self.build(**changes))
            return made[-1]

        try:
            yield build
        finally:
            for app in made:
                with app.app_context():
                    db.engine.dispose()
            # Keys belong to the process; another application may have brought its own.
            config: Config = self.app.config["EBOK"]
            keyring.load(config.data_keys, config.secret_key)

    def close(self) -> None:
        """Let go of every connection, so that the engine can end."""
        with self.app.app_context():
            db.engine.dispose()


class SqliteStage(Stage):
    """A file; the remembered state is a copy of it."""

    kind = "sqlite"

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the file."""
        return f"sqlite:///{self.folder}/ebok.sqlite3"

    @property
    def _file(self) -> Path:
        return self.folder / "ebok.sqlite3"

    def _keep(self) -> None:
        # The last connection has gone, so the write-ahead log is already in the file.
        shutil.copyfile(self._file, self.folder / "pristine.sqlite3")

    def _restore(self) -> None:
        db.engine.dispose()
        # A new file, not new content: a connection that a test left open keeps the old one.
        for path in self.folder.glob("ebok.sqlite3*"):
            path.unlink()
        shutil.copyfile(self.folder / "pristine.sqlite3", self._file)


class PostgresStage(Stage):
    """A database of the session's own server; the remembered state is a schema beside the tables."""

    kind = "postgresql"

    def __init__(self, folder: Path, server: Server, name: str = "ebok") -> None:
        super().__init__(folder)
        self._server = server
        self.url_of_database = server.create(name)
        self._reset: Connection | None = None

    @property
    def url(self) -> str:
        """SQLAlchemy's address of the database."""
        return self.url_of_database

    def _keep(self) -> None:
        self._reset = self._server.connect("ebok")
        self._reset.execute(Path(__file__).with_name("pristine.sql").read_bytes())

    def _restore(self) -> None:
        if self._reset is None:
            raise RuntimeError("the stage has not been built")
        self._reset.execute("SELECT pristine.restore()")

    def close(self) -> None:
        """Let go of every connection, so that the server can end."""
        super().close()
        if self._reset:
            self._reset.close()
