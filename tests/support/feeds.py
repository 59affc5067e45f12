"""Feeds for tests: a part of the sample as rows that can be changed, written as files with their manifest."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

from app.feed.report import FeedReport
from app.feed.service import take_in

DATA = Path(__file__).parents[1] / "data" / "feed"
MONEY = ("customers", "agreements", "supply_points", "invoices", "payments")
EVERY = (*MONEY[:3], "meters", "readings", "invoices", "invoice_lines", "payments")
# A file -> the file whose rows it belongs to, and the column that names them.
OWNERS = {
    "agreements": ("customers", "customer_no"),
    "supply_points": ("agreements", "agreement_no"),
    "meters": ("supply_points", "ppe"),
    "readings": ("meters", "meter_no"),
    "invoices": ("agreements", "agreement_no"),
    "invoice_lines": ("invoices", "invoice_no"),
    "payments": ("agreements", "agreement_no"),
}

Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    """Return the rows of a CSV file, gzipped or not."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@cache
def _sample(name: str) -> Rows:
    return read(DATA / "sample" / f"{name}.csv.gz")


class Feed:
    """The first customers of the sample with all that is theirs; change `rows`, then `write` or `take`.

    Without meters, readings and invoices' lines, unless `files` are EVERY.
    """

    def __init__(self, folder: Path, customers: int = 40, files: Sequence[str] = MONEY) -> None:
        self.folder = folder
        self.sequence = 1
        self.packed: set[str] = set()
        self.raw: dict[str, bytes] = {}  # files whose bytes a test says itself
        self.manifest: dict[str, Any] = {}  # what the manifest shall say otherwise
        self.rows: dict[str, Rows] = {"customers": [dict(row) for row in _sample("customers")[:customers]]}
        for name in files[1:]:
            owner, column = OWNERS[name]
            allowed = {row[column] for row in self.rows[owner]}
            self.rows[name] = [dict(row) for row in _sample(name) if row[column] in allowed]

    def row(self, name: str, **where: str) -> dict[str, str]:
        """Return the first row in which these columns have these values."""
        return next(row for row in self.rows[name] if all(row[key] == value for key, value in where.items()))

    def content(self, name: str) -> bytes:
        """Return a file's bytes."""
        if name in self.raw:
            return self.raw[name]
        rows = self.rows[name]
        text = io.StringIO(newline="")
        head = (rows or _sample(name))[0]
        writer = csv.DictWriter(text, head.keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode()
        return gzip.compress(content, mtime=0) if name in self.packed else content

    def write(self) -> Path:
        """Write the files and the manifest; returns the folder."""
        self.folder.mkdir(exist_ok=True)
        for old in self.folder.iterdir():
            old.unlink()
        files = {}
        for name in self.rows:
            content = self.content(name)
            delivered = f"{name}.csv.gz" if name in self.packed else f"{name}.csv"
            (self.folder / delivered).write_bytes(content)
            files[delivered] = {"rows": len(self.rows[name]), "sha256": hashlib.sha256(content).hexdigest()}
        manifest = {"sequence": self.sequence, "exported_at": "2026-11-01T23:00:00+01:00", "files": files}
        (self.folder / "manifest.json").write_text(json.dumps({**manifest, **self.manifest}))
        return self.folder

    def take(self, app: Flask, **wishes: Any) -> FeedReport:
        """Write the feed and take it in."""
        folder = self.write()
        with app.app_context():
            return take_in(folder, **wishes)


def take(app: Flask, folder: Path, **wishes: Any) -> FeedReport:
    """Take in a folder as it is."""
    with app.app_context():
        return take_in(folder, **wishes)
