"""The database: base of all models, column types, the one transaction of a request and its second door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    MetaData,
    cast,
    event,
    func,
    literal,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC on both engines (SQLite keeps no zone of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Refuse naive moments; SQLite gets UTC without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without zone"
            raise ValueError(message)
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:  # noqa: ARG002
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


# SQLite gives row numbers only to INTEGER keys.
BIG = BigInteger().with_variant(Integer, "sqlite")
Id = Annotated[int, mapped_column(BIG, primary_key=True)]


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {dt.datetime: UTCDateTime, int: BIG}  # noqa: RUF012 - declared by SQLAlchemy


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

_writing: ContextVar[bool] = ContextVar("writing", default=True)
_afterwards: ContextVar[list[Callable[[], object]] | None] = ContextVar("afterwards", default=None)


def init_database(app: Flask) -> None:
    """Bind the database to an application whose SQLALCHEMY_* keys are set."""
    db.init_app(app)
    _make_folder(app.config["SQLALCHEMY_DATABASE_URI"])
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _open_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _open_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN is late and never IMMEDIATE: transactions are begun by _begin_sqlite.
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A read followed by a write after another's commit fails at once, so writers begin as writers.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@contextmanager
def transaction(*, write: bool = True) -> Iterator[None]:
    """Run the one transaction of a request, job or command: returning commits, raising rolls back.

    What was given to `after_commit` runs once the commit stands.
    """
    intent = _writing.set(write)
    waiting = _afterwards.set([])
    try:
        yield
        db.session.commit()
        for act in _afterwards.get() or ():
            act()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()
        _afterwards.reset(waiting)
        _writing.reset(intent)


def after_commit(act: Callable[[], object]) -> None:
    """Run `act` once when the present transaction has been committed; never when it is rolled back."""
    waiting = _afterwards.get()
    if waiting is None:
        message = "after_commit needs a transaction"
        raise RuntimeError(message)
    if act not in waiting:  # a set of activations writes many mails, and wakes the worker once
        waiting.append(act)


@contextmanager
def second_transaction() -> Iterator[Connection]:
    """Open the second door: a short transaction of its own for facts that survive a refusal.

    Use it before the request's transaction has touched the database or after it ended:
    SQLite has one writer, and the request would wait for itself.
    """
    if db.session().in_transaction() and db.engine.dialect.name == "sqlite" and _writing.get():
        message = "the second door was opened inside a writing transaction"
        raise RuntimeError(message)
    intent = _writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        _writing.reset(intent)


@contextmanager
def reading() -> Iterator[Connection]:
    """Open a short look at the database outside the request's transaction (who is asking?)."""
    intent = _writing.set(False)
    try:
        with db.engine.connect() as connection:
            yield connection
    finally:
        _writing.reset(intent)


def upsert(table: Any) -> Any:
    """Return the engine's own INSERT, which knows `on_conflict_do_update` and `on_conflict_do_nothing`."""
    make = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    return make(table)


def day_after(column: Any) -> ColumnElement[dt.date]:
    """Return the day after a date of SQL, in the engine's own words; NULL stays NULL."""
    if db.engine.dialect.name == "sqlite":
        return func.date(column, "+1 day", type_=Date())
    return cast(column + literal(1, Integer), Date)


def engine_options(url: str, threads: int) -> dict[str, Any]:
    """Return pool and time-outs: a request holds at most two connections; nothing waits for ever."""
    # With fewer than two per thread, threads that hold one would wait for each other's second.
    pool = {"pool_size": threads + 2, "max_overflow": threads, "pool_timeout": 5, "hide_parameters": True}
    if url.startswith("sqlite"):
        return {**pool, "connect_args": {"timeout": 5, "check_same_thread": False}}
    limits = "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    options = {"connect_timeout": 5, "options": limits}
    return {**pool, "pool_recycle": 1800, "connect_args": options}
