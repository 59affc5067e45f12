"""How tests look into the database and put things there: each call is a short transaction of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import Select, event, func, select
from sqlalchemy.orm import scoped_session
from sqlalchemy.sql.dml import Delete, Insert, Update

from app.foundation.db import Base, db, transaction

Row = TypeVar("Row", bound=Base)


class Database:
    """The database of the present test. Rows stay readable after the call that fetched them."""

    def __init__(self, app: Flask, kind: str) -> None:
        self.app = app
        self.kind = kind

    @contextmanager
    def write(self) -> Iterator[scoped_session[Session]]:
        """Open an app context and a transaction, as a command has: for calling services directly."""
        with self.app.app_context(), transaction():
            yield db.session

    @contextmanager
    def read(self) -> Iterator[scoped_session[Session]]:
        """Open an app context and a transaction that only reads."""
        with self.app.app_context(), transaction(write=False):
            yield db.session

    def all(self, query: Select[Any]) -> Sequence[Any]:
        """Return the first column (or the object) of every row."""
        with self.read() as session:
            return session.scalars(query).all()

    def one(self, query: Select[Any]) -> Any:
        """Return the first column (or the object) of the only row; raises when there is none or more."""
        with self.read() as session:
            return session.scalars(query).one()

    def get(self, model: type[Row], key: Any) -> Row:
        """Return the row of a key as it stands now; raises when there is none."""
        with self.read() as session:
            return session.get_one(model, key)

    def count(self, model: type[Base], *conditions: Any) -> int:
        """Return how many rows of a table fit."""
        with self.read() as session:
            return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    def save(self, *rows: Row) -> Row:
        """Store new rows; return the first, with its id."""
        with self.write() as session:
            session.add_all(rows)
        return rows[0]

    def run(self, statement: Insert | Update | Delete) -> Any:
        """Run a Core statement; return the new row's id of an INSERT."""
        with self.write() as session:
            done = session.execute(statement)
            return done.inserted_primary_key[0] if isinstance(statement, Insert) else done.rowcount  # type: ignore[attr-defined]  # CursorResult

    def digests(self, *without: str) -> dict[str, str]:
        """Return a digest of every table's rows, in whatever order they lie; some tables left out."""
        found = {}
        with self.read() as session:
            for table in Base.metadata.sorted_tables:
                if table.name not in without:
                    rows = sorted(repr(tuple(row)) for row in session.execute(select(table)))
                    found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collect the SQL sent while the block runs (BEGIN and PRAGMA are not statements)."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
            if not sql.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                seen.append(sql)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)
