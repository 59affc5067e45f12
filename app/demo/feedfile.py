"""Writing a feed: eight CSV files row by row, then the manifest with their digests."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

COLUMNS = {
    "customers": "customer_no kind first_name last_name name pesel nip regon krs legal_form email phone "
    "street building flat postcode city",
    "agreements": "agreement_no customer_no kind signed_on ended_on nrb billing_months opening_balance "
    "opening_on",
    "supply_points": "ppe old_ppe agreement_no tariff contracted_kw street building flat postcode city",
    "meters": "meter_no ppe installed_on removed_on digits multiplier",
    "readings": "meter_no zone read_on kind value",
    "invoices": "invoice_no agreement_no kind corrects_no issued_on period_from period_to due_on net vat "
    "gross ksef_no",
    "invoice_lines": "invoice_no line_no ppe label zone quantity unit unit_price net vat_rate",
    "payments": "payment_no agreement_no booked_on amount title invoice_no",
}

ENOUGH = 24  # good rows beside a wrong one: a feed of which 5 % of a file's rows are wrong is refused


def zloty(grosze: int) -> str:
    """Write grosze as the feed does: `-12.05`."""
    whole, rest = divmod(abs(grosze), 100)
    return f"{'-' if grosze < 0 else ''}{whole}.{rest:02d}"


class FeedFolder:
    """A feed being written; leaving the block completes it with `manifest.json`."""

    def __init__(self, folder: Path, *, sequence: int, exported_at: dt.datetime) -> None:
        self.folder = folder
        self.rows = dict.fromkeys(COLUMNS, 0)
        self._head = {"sequence": sequence, "exported_at": exported_at.isoformat()}
        self._writers: dict[str, Any] = {}
        self._files = ExitStack()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            path = self.folder / f"{name}.csv"
            file = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
            self._writers[name] = csv.writer(file, lineterminator="\n")
            self._writers[name].writerow(columns.split())
        return self

    def add(self, name: str, *rows: Sequence[object]) -> None:
        """Write rows of one file, cells in the order of COLUMNS."""
        self._writers[name].writerows(rows)
        self.rows[name] += len(rows)

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._files.close()
        if kind is None:
            self._write_manifest()

    def _write_manifest(self) -> None:
        files = {
            f"{name}.csv": {"rows": rows, "sha256": _digest(self.folder / f"{name}.csv")}
            for name, rows in self.rows.items()
        }
        text = json.dumps({**self._head, "files": files}, indent=2)
        (self.folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


class Delivery:
    """The feeds of two nights, written in one pass: one up to an evening, the following with what came then.

    Customers, agreements, supply points and meters go out whole every night; readings, documents and
    payments once, by their day. Without a following feed everything goes into the one.
    """

    def __init__(self, first: FeedFolder, following: FeedFolder | None, evening: dt.date) -> None:
        self.first = first
        self.following = following
        self.evening = evening
        self._wrong: list[tuple[str, Sequence[object]]] = []

    def add(self, name: str, *rows: Sequence[object], day: dt.date | None = None) -> None:
        """Write rows that are known since a day, or (None) stand in every feed."""
        if self.following is None or day is None or day <= self.evening:
            self.first.add(name, *rows)
        if self.following is not None and (day is None or day > self.evening):
            self.following.add(name, *rows)

    def change(self, name: str, before: Sequence[object], after: Sequence[object]) -> None:
        """Write a row that stands otherwise in the following feed."""
        self.first.add(name, before)
        if self.following is not None:
            self.following.add(name, after)

    def add_wrong(self, name: str, row: Sequence[object]) -> None:
        """Keep a row that will be rejected, one per file, for the end of the following feed."""
        self._wrong.append((name, row))

    def close(self) -> None:
        """Write the wrong rows into those files in which they stay below the limit of a feed."""
        for name, row in self._wrong:
            if self.following is not None and self.following.rows[name] >= ENOUGH:
                self.following.add(name, row)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
