"""What an import costs above the least that the database could do, and how long a whole office takes.

    .venv/bin/python -m bench.feed rows             1,000,000 readings and as many invoices, on both engines
    .venv/bin/python -m bench.feed rows 200000      fewer
    .venv/bin/python -m bench.feed office           100,000 customers with 36 months of everything
    .venv/bin/python -m bench.feed office 10000 36  customers, months

`rows`: half of the keys are stored already, with other values. The least is, in the same run and on the same
database: on PostgreSQL COPY of the raw file into a temporary table, ANALYZE, INSERT … SELECT … JOIN … ON
CONFLICT DO UPDATE; on SQLite csv.reader and one executemany of an upsert; neither knows a rule. What is
derived afterwards is left out of both sides, and told apart. The PostgreSQL server is a throw-away one of
its own. Memory is the peak of the importing process. Every import is a process of its own.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import text

from app.config import Config
from app.factory import create_app
from app.feed import service
from app.foundation.db import db, transaction
from bench import feed_files as files
from tests.support import postgres

MONTHS = 10
LIMITS = {"postgresql": 1.6, "sqlite": 1.5}
SETTINGS = {"shared_buffers": "2GB", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "8GB"}
STAGED = {
    "readings": "meter_no text, zone text, read_on date, kind text, value numeric",
    "invoices": "invoice_no text, agreement_no text, kind text, issued_on date, period_from date,"
    " period_to date, due_on date, net numeric, vat numeric, gross numeric",
}
FLOORS = {
    "readings": "INSERT INTO reading SELECT m.id, f.zone, f.read_on, f.kind, f.value * 1000"
    " FROM floor_readings f JOIN meter m USING (meter_no)"
    " ON CONFLICT (meter_id, zone, read_on, kind) DO UPDATE SET value = excluded.value",
    "invoices": "INSERT INTO invoice (invoice_no, agreement_id, kind, issued_on, period_from, period_to,"
    " due_on, net, vat, gross, settled)"
    " SELECT f.invoice_no, a.id, f.kind, f.issued_on, f.period_from, f.period_to, f.due_on, f.net * 100,"
    " f.vat * 100, f.gross * 100, 0 FROM floor_invoices f JOIN agreement a USING (agreement_no)"
    " ON CONFLICT (invoice_no) DO UPDATE SET agreement_id = excluded.agreement_id, kind = excluded.kind,"
    " issued_on = excluded.issued_on, period_from = excluded.period_from, period_to = excluded.period_to,"
    " due_on = excluded.due_on, net = excluded.net, vat = excluded.vat, gross = excluded.gross",
}
# The same without the join: the least on SQLite knows the ids by heart.
SQLITE_FLOORS = {
    "readings": "INSERT INTO reading VALUES (?, ?, ?, ?, ?)",
    "invoices": "INSERT INTO invoice (invoice_no, agreement_id, kind, issued_on, period_from, period_to,"
    " due_on, net, vat, gross, settled) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
}
REFERS = {
    "readings": ("SELECT meter_no, id FROM meter", 0, (1000,)),
    "invoices": ("SELECT agreement_no, id FROM agreement", 1, (100, 100, 100)),
}


def main() -> None:
    """Run what was asked for."""
    what, *amounts = sys.argv[1:] or ["rows"]
    print(f"load before: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    with tempfile.TemporaryDirectory(prefix="ebok-bench-") as folder:
        if what == "office":
            customers, months = [*map(int, amounts), 100_000, 36][:2] if len(amounts) > 1 else (100_000, 36)
            _office(Path(folder), customers, months)
        else:
            _rows(Path(folder), int(amounts[0]) if amounts else 1_000_000)


def _rows(folder: Path, rows: int) -> None:
    count = rows // MONTHS
    base = files.write(
        folder / "base",
        1,
        {
            "customers": files.customers(count),
            "agreements": files.agreements(count),
            "supply_points": files.supply_points(count),
            "meters": files.meters(count),
        },
    )
    for name, make in {"readings": files.readings, "invoices": files.invoices}.items():
        half = files.write(folder / f"{name}-half", 2, {name: make(count, range(1, MONTHS, 2))})
        whole = files.write(folder / f"{name}-whole", 3, {name: make(count, range(MONTHS), more=7)})
        for kind in ("postgresql", "sqlite"):
            with _engine(kind, folder) as fresh:
                took = []
                for run in (_floor, _import):
                    url = fresh()
                    for each in (base, half):
                        _apart(_import, url, each, name)
                    took.append(_apart(run, url, whole, name))
            (floor, floor_mb), (ours, ours_mb) = took
            print(
                f"{kind:11} {name:9} {rows:,} rows: the least {floor:.1f} s ({floor_mb} MB), import"
                f" {ours:.1f} s ({ours_mb} MB), ratio {ours / floor:.2f} (limit {LIMITS[kind]}),"
                f" {rows / ours:,.0f} rows/s"
            )


def _office(folder: Path, customers: int, months: int) -> None:
    spans = range(months)
    whole = files.write(
        folder / "office",
        1,
        {
            "customers": files.customers(customers),
            "agreements": files.agreements(customers),
            "supply_points": files.supply_points(customers),
            "meters": files.meters(customers),
            "readings": files.readings(customers, spans),
            "invoices": files.invoices(customers, spans),
            "invoice_lines": files.invoice_lines(customers, spans),
            "payments": files.payments(customers, spans),
        },
    )
    rows = 4 * customers + 5 * customers * months
    for kind in ("postgresql", "sqlite"):
        with _engine(kind, folder) as fresh:
            seconds, peak = _apart(_import, fresh(), whole, None)
        print(f"{kind:11} {rows:,} rows end to end: {seconds:.0f} s, {rows / seconds:,.0f} rows/s, {peak} MB")


@contextmanager
def _engine(kind: str, folder: Path) -> Iterator[Callable[[], str]]:
    """Lend a maker of migrated, empty databases."""
    if kind == "sqlite":

        def fresh() -> str:
            for old in folder.glob("bench.sqlite3*"):
                old.unlink()
            return _migrated(f"sqlite:///{folder}/bench.sqlite3")

        yield fresh
        return
    postgres.SETTINGS.update(SETTINGS)
    server = postgres.Server()
    try:
        server.start()
        yield lambda: _migrated(server.create("bench"))
    finally:
        server.stop()


def _app(url: str) -> Flask:
    return create_app(Config.for_tests(database_url=url, storage_url=f"file://{tempfile.gettempdir()}"))


def _migrated(url: str) -> str:
    _apart(_migrate, url, Path(), None)
    return url


def _apart(run: Callable[..., float], *arguments: Any) -> tuple[float, int]:
    """Run in a process of its own; returns what it returns, and its peak of memory in MB."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_told, args=(queue, run, arguments))
    process.start()
    seconds, peak = queue.get()
    process.join()
    return seconds, peak


def _told(queue: Any, run: Callable[..., float], arguments: tuple[Any, ...]) -> None:
    seconds = run(*arguments)
    queue.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))


def _migrate(url: str, _folder: Path, _name: str | None) -> float:
    with _app(url).app_context():
        flask_migrate.upgrade(directory="migrations")
    return 0


def _import(url: str, folder: Path, name: str | None) -> float:
    with _app(url).app_context():
        if name is not None:
            setattr(service, "follow", lambda: None)  # noqa: B010 - what is derived is not measured here
        began = time.perf_counter()
        report = service.take_in(folder)
        seconds = time.perf_counter() - began
        if report.outcome != "taken" or report.rejected:
            raise RuntimeError(f"{report.fault} {report.first_rejects}")
    return seconds


def _floor(url: str, folder: Path, name: str) -> float:
    with _app(url).app_context(), transaction():
        path = folder / f"{name}.csv"
        began = time.perf_counter()
        (_floor_of_sqlite if url.startswith("sqlite") else _floor_of_postgres)(path, name)
        db.session.commit()
        return time.perf_counter() - began


def _floor_of_postgres(path: Path, name: str) -> None:
    connection = db.session.connection()
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text(f"CREATE TEMPORARY TABLE floor_{name} ({STAGED[name]})"))
    raw = connection.connection.cursor()
    with (
        path.open("rb") as file,
        raw.copy(f"COPY floor_{name} FROM STDIN WITH (FORMAT csv, HEADER true)") as copy,
    ):
        while block := file.read(1 << 16):
            copy.write(block)
    raw.close()
    connection.execute(text(f"ANALYZE floor_{name}"))
    connection.execute(text(FLOORS[name]))


def _floor_of_sqlite(path: Path, name: str) -> None:
    query, at, scales = REFERS[name]
    connection = db.session.connection()
    ids = {str(name): int(row) for name, row in connection.exec_driver_sql(query)}
    raw = connection.connection.cursor()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        upsert = SQLITE_FLOORS[name] + FLOORS[name][FLOORS[name].index(" ON CONFLICT") :]
        raw.executemany(upsert, _told_rows(reader, ids, at, scales))  # type: ignore[arg-type]  # sqlite3 takes any iterator
    raw.close()


def _told_rows(reader: Any, ids: dict[str, int], at: int, scales: tuple[int, ...]) -> Iterator[list[Any]]:
    first = -len(scales)
    for row in reader:
        row[at] = ids[row[at]]
        row[first:] = [round(float(cell) * scale) for cell, scale in zip(row[first:], scales, strict=True)]
        yield row


if __name__ == "__main__":
    main()
