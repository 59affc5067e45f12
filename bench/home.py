"""What the customer's home costs PostgreSQL as the office grows: statements, buffers touched, time.

Run `.venv/bin/python -m bench.home` (10,000 and 100,000 customers) or name the sizes, each with 36 months:
`.venv/bin/python -m bench.home 10000 100000 1000000` (a million customers: 36 million readings, 25 GB of
disk, a quarter of an hour). The server is a throw-away one of its own, the statements are those the page
sends, the reading of the visit among them. Rows lie month by month, as imports leave them; what is derived
is derived anew afterwards for the customers looked at, and must be what stood there. It exits with 1 when a
page takes more than 4 statements, a home of any kind more than 30 buffers by its own two (the visit's are
shown apart), or when the median time grows more than threefold.

Where rows are read from an index alone PostgreSQL asks the map of visible pages, one page of it for 255 MB of
rows. A customer's documents lie one in each month's part of a long table, so a large table has several such
pages for the newest of them: they are few in all and always in memory, but they count as buffers.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, event, select

from app.accounts import sessions
from app.billing.derive import derive
from app.billing.derive_energy import derive_energy
from app.config import Config
from app.customers.models import Agreement, Supply
from app.factory import create_app
from app.foundation.db import db, transaction
from app.portal import queries
from bench.home_rows import MONTHS, fill
from tests.support import postgres

SIZES = (10_000, 100_000)
ASKED = 40  # customers looked at, of each kind
ROUNDS = 5
MOST_STATEMENTS, MOST_BUFFERS, MOST_GROWTH = 4, 30, 3.0
# As of a server that is lent a small part of the machine.
SETTINGS = {"shared_buffers": "2GB", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB"}
KINDS = {"usual": 0, "in arrears": 1, "overpaid": 2}  # the rest of a customer's number by ten

Sent = list[tuple[str, Any]]


@dataclass
class Figures:
    """What one size of the office costs; buffers by statement, times in microseconds."""

    customers: int
    statements: int = 0
    buffers: dict[str, list[float]] = field(default_factory=dict)
    times: dict[str, float] = field(default_factory=dict)


def main(sizes: list[int]) -> int:
    """Measure every size and print a table; returns the exit status."""
    postgres.SETTINGS.update(SETTINGS)
    server = postgres.Server()
    server.start()
    try:
        found = [_measured(server, size) for size in sizes]
    finally:
        server.stop()
    return _judged(found)


def _measured(server: postgres.Server, customers: int) -> Figures:
    app = create_app(Config.for_tests(database_url=server.create("home"), storage_url="memory://"))
    with app.app_context():
        flask_migrate.upgrade(directory="migrations")
        begun = time.monotonic()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            fill(connection, customers)
        seconds = time.monotonic() - begun
        print(
            f"{customers:,} customers, {customers * MONTHS:,} readings: filled in {seconds:.0f} s", flush=True
        )
    figures = Figures(customers)
    for kind, rest in KINDS.items():
        _measure(app, figures, kind, _accounts(customers, rest))
    with app.app_context():
        for rest in KINDS.values():
            _try_to_derive(_accounts(customers, rest))
        db.engine.dispose()
    return figures


def _accounts(customers: int, rest: int) -> list[int]:
    most = customers // 10
    sample = random.Random(most).sample(range(1, most), ASKED)  # noqa: S311 - a sample, not a secret
    return [10 * number + rest for number in sample]


def _try_to_derive(ids: list[int]) -> None:
    """Raise LookupError where the rows say something else than the office itself would derive of them.

    Of a customer the agreement, the supply point and the supply have his own number.
    """
    columns = (Supply.id, Supply.glance, Agreement.balance, Agreement.owed, Agreement.overpaid_since)
    rows = select(*columns).join(Agreement, Agreement.id == Supply.agreement_id).where(Supply.id.in_(ids))
    with transaction():
        before = db.session.execute(rows.order_by(Supply.id)).all()
        derive(ids)
        derive_energy(ids)
        if db.session.execute(rows.order_by(Supply.id)).all() != before:
            raise LookupError(ids)


def _measure(app: Flask, figures: Figures, kind: str, accounts: list[int]) -> None:
    """Look at these customers' homes: what is sent, what it touches, how long the statements take."""
    with app.app_context():
        sent = [_statements_of(account) for account in accounts]
        with db.engine.connect() as connection:
            touched = [[_buffers(connection, *one) for one in each] for each in sent]
            rounds = [_time(connection, each) for _ in range(ROUNDS) for each in sent]
    figures.statements = max(figures.statements, *map(len, sent))
    figures.buffers[kind] = [statistics.mean(each) for each in zip(*touched, strict=True)]
    figures.times[kind] = statistics.median(rounds)


def _statements_of(account_id: int) -> Sent:
    with transaction():
        token = sessions.begin(account_id, "full", "bench")
    with _sent() as seen:
        actor = sessions.load(token)
        if actor is None:
            raise LookupError(account_id)
        with transaction(write=False):
            home = queries.home(actor)
    if not (home.newest and home.lately and home.points[0].registers):
        raise LookupError(account_id)
    return seen


@contextmanager
def _sent() -> Iterator[Sent]:
    seen: Sent = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_rest: Any) -> None:
        seen.append((sql, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _buffers(connection: Connection, sql: str, values: Any) -> int:
    found = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values).scalar_one()
    plan = found[0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _time(connection: Connection, sent: Sent) -> float:
    begun = time.perf_counter()
    for sql, values in sent:
        connection.exec_driver_sql(sql, values).all()
    return (time.perf_counter() - begun) * 1e6


def _judged(found: list[Figures]) -> int:
    """Print what was found; returns the exit status."""
    print(f"\n| customers | readings | home | statements | visit | {' + '.join(PARTS)} | p50, µs | growth |")
    print("|---:|---:|---|---:|---:|---:|---:|---:|")
    for each in found:
        for kind, (visit, *parts) in each.buffers.items():
            sums = " + ".join(f"{part:.1f}" for part in parts)
            size = f"{each.customers:,} | {each.customers * MONTHS:,} | {kind} | {each.statements}"
            times = f"{each.times[kind]:.0f} | {_growth(found, each, kind):.1f}"
            print(f"| {size} | {visit:.1f} | {sum(parts):.1f} = {sums} | {times} |")
    statements = max(each.statements for each in found)
    most = max(sum(parts) for each in found for _, *parts in each.buffers.values())
    growth = max(_growth(found, each, kind) for each in found for kind in KINDS)
    return int(statements > MOST_STATEMENTS or most > MOST_BUFFERS or growth > MOST_GROWTH)


def _growth(found: list[Figures], each: Figures, kind: str) -> float:
    return each.times[kind] / found[0].times[kind]


PARTS = ("agreements, meters and consumption", "invoices")

if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or list(SIZES)))
