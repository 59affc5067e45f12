"""The memory an import needs does not grow with the feed: rows pass through, rejected ones too."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from app.feed.files_money import PAYMENTS
from app.feed.judge import Judge
from app.feed.manifest import Delivered
from app.feed.reasons import FeedRefusedError
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
        blocks = Judge(PAYMENTS, reader.header, path.name).blocks(reader)
        seen = sum(map(len, blocks))
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


# What a record without an end is made of, and how often.
ENDLESS = {
    "a line without an end": (b"x" * 1_000_000, 8),
    "cells without an end": (b"," * 1_000_000, 8),
    "lines within quotes": (b'x","y\n', 400_000),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_record_without_an_end_is_rejected_alone_and_needs_no_memory(tmp_path: Path, kind: str) -> None:
    path, (piece, times) = tmp_path / "payments.csv", ENDLESS[kind]
    with path.open("wb") as file:
        file.write(HEADER + ROW % (1, b"1.00") + b'W2,"')
        for _ in range(times):
            file.write(piece)
        file.write(b'"\n' + ROW % (3, b"1.00"))
    tracemalloc.start()
    with open_file(Delivered("payments", path, 0, "")) as reader:
        judged = list(Judge(PAYMENTS, reader.header, path.name).blocks(reader))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    good = [values[0] for block in judged for values in block.good]
    bad = [one.reason for block in judged for one in block.bad]
    assert (good[0], bad[0], len(good)) == (2, "unreadable", 2)
    assert peak < 30_000_000


def test_a_packed_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "payments.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(HEADER)
        for _ in range(20):
            file.write(b"\n" * 1_000_000)
    size = path.stat().st_size
    with pytest.raises(FeedRefusedError) as why, open_file(Delivered("payments", path, 0, "")) as reader:
        list(reader)
    assert (why.value.code, size < 30_000) == ("too_dense", True)


def _peak_of_unclosed(path: Path) -> int:
    with gzip.open(path, "wb") as file:
        file.write(HEADER + b'W0,U/12345678,2026-01-01,1.00,"never closed\n')
        for number in range(200_000):
            file.write(ROW % (number, b"1.00"))
    tracemalloc.start()
    with open_file(Delivered("payments", path, 0, "")) as reader:
        for _ in Judge(PAYMENTS, reader.header, path.name).blocks(reader):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
