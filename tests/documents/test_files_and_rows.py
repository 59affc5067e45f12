"""Files are written before the row that names them, and none outlives it: rollback, erasure, sweep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.documents import files, service
from app.documents.models import Scan, ScanPage
from app.documents.queries import scan_of
from app.foundation import storage
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.foundation.errors import NotFoundError
from app.foundation.hooks import hooks
from tests.documents import papers
from tests.documents.hostile_pdf import paper
from tests.support.database import Database

Look = Callable[[], set[str]]


@pytest.fixture
def kept(app: Flask) -> Look:
    """The names of all files of scans, marks among them."""

    def look() -> set[str]:
        with app.app_context():
            return set(storage.names(files.PREFIX)) | set(storage.names(files.MARKS))

    return look


def take_in(database: Database, content: bytes | None = None) -> int:
    """Take a file in; returns the scan's id."""
    with database.app.app_context():
        examined = service.examine(content or paper(), "odpis.pdf")
    with database.write():
        return service.keep(examined, SYSTEM)


def sweep(database: Database) -> int:
    """Run the sweep as the worker does."""
    with database.write():
        return service.sweep()


class LaterError(Exception):
    """Something that fails a moment later, in the same transaction."""


def taken_back(database: Database, act: Callable[[], object]) -> None:
    """Do something in a transaction that comes to nothing."""

    def fail() -> None:
        with database.write():
            act()
            raise LaterError

    with pytest.raises(LaterError):
        fail()


def test_what_a_transaction_took_back_is_swept_up_a_day_later(
    database: Database, kept: Look, clock: Clock
) -> None:
    with database.app.app_context():
        examined = service.examine(paper(), "odpis.pdf")
    taken_back(database, lambda: service.keep(examined, SYSTEM))
    assert database.count(Scan) == 0
    orphans = kept()
    assert len(orphans) == 6
    assert (sweep(database), kept()) == (0, orphans)
    clock.advance(dt.timedelta(days=1, minutes=1))
    assert (sweep(database), kept()) == (1, set())
    assert sweep(database) == 0


def test_what_a_row_names_is_never_swept_up(database: Database, kept: Look, clock: Clock) -> None:
    scan_id = take_in(database)
    before = kept()
    assert not [name for name in before if name.startswith(files.MARKS)]
    # The store was away when the mark should have gone.
    with database.app.app_context():
        files.mark(database.get(Scan, scan_id).folder)
    clock.advance(dt.timedelta(days=2))
    assert sweep(database) == 0
    assert kept() == before
    with database.read():
        assert service.original(scan_id)[0] == paper()


def test_a_sweep_with_nothing_unsettled_asks_the_database_nothing(database: Database, clock: Clock) -> None:
    take_in(database)
    clock.advance(dt.timedelta(days=2))
    with database.statements() as seen:
        assert sweep(database) == 0
    assert seen == []


def test_the_worker_sweeps(app: Flask) -> None:
    assert app.config["EBOK"].mode == "test"
    assert service.sweep in hooks.timers


def test_an_erased_scan_leaves_neither_rows_nor_files(database: Database, kept: Look) -> None:
    gone, stays = take_in(database, papers.stack(3)), take_in(database)
    with database.write():
        service.turn(gone, 3, 90)
    with database.read():
        service.page_image(gone, 3)
        folder = scan_of(gone).folder
    with database.write():
        service.erase([gone])
    assert (database.count(Scan), database.count(ScanPage)) == (1, 0)
    assert kept()
    assert not [name for name in kept() if folder in name]
    for look in (service.original, service.clean_copy, service.words, service.codes_on, service.suggestions):
        with database.read(), pytest.raises(NotFoundError):
            look(gone)
    with database.read(), pytest.raises(NotFoundError):
        service.page_image(gone, 1)
    with database.read():
        assert service.page_image(stays, 1)
    with database.write():
        service.erase([])


def test_an_erasure_taken_back_takes_nothing(database: Database, kept: Look, clock: Clock) -> None:
    scan_id = take_in(database)
    before = kept()
    taken_back(database, lambda: service.erase([scan_id]))
    clock.advance(dt.timedelta(days=2))
    assert sweep(database) == 0
    assert kept() == before
    with database.read():
        assert service.page_image(scan_id, 1)


def test_an_erasure_whose_files_could_not_be_reached_is_finished_by_the_sweep(
    database: Database, kept: Look, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_id = take_in(database)

    def away(_keys: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(storage, "delete", away)
        with database.write():
            service.erase([scan_id])
    assert database.count(Scan) == 0
    assert kept()
    clock.advance(dt.timedelta(days=2))
    assert (sweep(database), kept()) == (1, set())


def test_pages_made_while_the_scan_is_erased_do_not_stay(
    database: Database, kept: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_id = take_in(database, papers.stack(12))
    put = files.put
    erased: list[str] = []

    def slowly(folder: str, name: str, content: bytes) -> None:
        if not erased:
            erased.append(folder)
            with database.write():
                service.erase([scan_id])
        put(folder, name, content)

    monkeypatch.setattr(files, "put", slowly)
    with database.app.app_context():
        scan = database.get(Scan, scan_id)
        with pytest.raises(NotFoundError):
            service._render(scan, 11)  # noqa: SLF001 - the moment in which the other one comes is inside of it
    assert erased
    assert kept() == set()


def test_the_same_file_is_known_by_its_digest(database: Database) -> None:
    scan_id = take_in(database)
    digest = database.get(Scan, scan_id).sha256
    mine, none = select(Scan.id).where(Scan.id == scan_id), select(Scan.id).where(Scan.id == 0)
    with database.read():
        assert service.known_in(mine, ["0" * 64, digest])
        assert not service.known_in(mine, ["0" * 64])
        assert not service.known_in(none, [digest])


def test_a_file_is_never_written_over_another(database: Database) -> None:
    scan_id = take_in(database)
    folder = database.get(Scan, scan_id).folder
    with database.app.app_context(), pytest.raises(FileExistsError):
        storage.create(f"{files.PREFIX}/{folder}/original", b"another")
    with database.read():
        assert service.original(scan_id)[0] == paper()
