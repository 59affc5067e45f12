"""The memory an import needs does not grow with the feed: rows pass through, rejected ones too."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from app.feed.files_money import PAYMENTS
from app.feed.judge import Judge
from app.feed.manifest import Delivered
from app.feed.records import open_file

pytestmark = pytest.mark.one_engine("files are read and judged without a database")
HEADER = b"payment_no,agreement_no,booked_on,amount,title,invoice_no\n"
ROW = b"W%d,U/12345678,2026-01-01,%s,prad,\n"


def _peak(path: Path, rows: int, amount: bytes) -> int:
    with gzip.open(path, "wb") as file:
        file.write(HEADER)
        for number in range(rows):
            file.write(ROW % (number, amount))
    tracemalloc.start()
    with open_file(Delivered("payments", path, rows, "")) as reader:
        seen = sum(1 for _ in Judge(PAYMENTS, reader.header, path.name).rows(reader))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert seen == rows
    return peak


@pytest.mark.parametrize("amount", [b"12.50", b"bad"])
def test_a_longer_file_needs_no_more_memory(tmp_path: Path, amount: bytes) -> None:
    path = tmp_path / "payments.csv.gz"
    # 18,000 rows that were kept would need several megabytes; other threads of the session need a little.
    assert _peak(path, 20_000, amount) < _peak(path, 2_000, amount) + 500_000


def test_an_unclosed_quote_does_not_swallow_memory(tmp_path: Path) -> None:
    path = tmp_path / "payments.csv.gz"
    assert _peak_of_unclosed(path) < 12_000_000


def _peak_of_unclosed(path: Path) -> int:
    with gzip.open(path, "wb") as file:
        file.write(HEADER + b'W0,U/12345678,2026-01-01,1.00,"never closed\n')
        for number in range(200_000):
            file.write(ROW % (number, b"1.00"))
    tracemalloc.start()
    with open_file(Delivered("payments", path, 0, "")) as reader:
        for _ in Judge(PAYMENTS, reader.header, path.name).rows(reader):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
