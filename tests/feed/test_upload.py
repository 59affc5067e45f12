"""A feed as a ZIP: the contract's files and nothing else, refused in words before anything is kept."""

from __future__ import annotations

import errno
import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.feed import jobs
from app.feed import zipped as judge
from app.feed.job_words import ZipRefusedError
from app.feed.models import FeedJob, FeedRun
from tests.support.cast import Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.feeds import Feed

Visitors = Callable[..., StrictClient]
ROOM = "/admin/feed"
ONE_ENGINE = pytest.mark.one_engine("a file is judged without a look at the database")


@pytest.fixture
def admin(new_client: Visitors, adam: Person) -> StrictClient:
    """Return Adam's browser, in English."""
    visitor = new_client(adam)
    with visitor.session_transaction() as cookie:
        cookie["language"] = "en"
    return visitor


def packed(folder: Path, within: str = "") -> bytes:
    """Return a feed as a ZIP, its files at the top or in a folder."""
    Feed(folder, customers=2).write()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, within + path.name)
    return content.getvalue()


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, inside in entries:
            archive.writestr(name, inside)
    return content.getvalue()


def fault(content: bytes) -> str:
    """Return the code of the reason for which a ZIP is refused; nothing when it is good."""
    try:
        judge.check(io.BytesIO(content))
    except ZipRefusedError as why:
        return why.code
    return ""


def sent(admin: StrictClient, content: bytes, **fields: Any) -> Page:
    return admin.press(admin.get(ROOM), step="upload", archive=(io.BytesIO(content), "feed.zip"), **fields)


def folder_of(app: Flask) -> list[Path]:
    folder: Path = app.config["EBOK"].upload_folder
    return sorted(folder.iterdir()) if folder.is_dir() else []


MUCH = b"0" * 3 * 1024**2
MANIFEST = ("manifest.json", b"{}")


def link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("customers.csv")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def locked() -> bytes:
    content = bytearray(zipped(MANIFEST))
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(signature) + place] |= 1
    return bytes(content)


def claiming(entries: int, directory: int) -> bytes:
    """Return the end of a ZIP that says how long its directory is; zeros stand in the directory's place."""
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, entries, entries, directory, 0, 0)
    return b"\0" * directory + end


def changed(content: bytes, place: bytes, after: int, to: bytes) -> bytes:
    """Return a ZIP with other bytes some bytes after the last place of a signature."""
    at = content.rindex(place) + after
    return content[:at] + to + content[at + len(to) :]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"customer_no,kind\n", "not_a_zip"),
        (changed(zipped(MANIFEST), b"PK\x01\x02", 28, b"\0\0\x0d\0"), "not_a_zip"),  # a file without a name
        (b"", "not_a_zip"),
        (zipped(MANIFEST)[:-30], "not_a_zip"),
        (zipped(("customers.csv", b"")), "no_manifest"),
        (zipped(MANIFEST, ("notes.txt", b"")), "stranger"),
        (zipped(MANIFEST, ("customers.csv.exe", b"")), "stranger"),
        (zipped(MANIFEST, ("../customers.csv", b"")), "stranger"),
        (zipped(("../manifest.json", b"{}")), "stranger"),
        (zipped(("/manifest.json", b"{}")), "stranger"),
        (zipped(("..\\manifest.json", b"{}")), "stranger"),
        (zipped(("C:/manifest.json", b"{}")), "stranger"),
        (zipped(("a/b/manifest.json", b"{}")), "stranger"),
        (zipped(("a/manifest.json", b"{}"), ("b/customers.csv", b"")), "stranger"),
        (zipped(("a/manifest.json", b"{}"), ("customers.csv", b"")), "stranger"),
        (zipped(MANIFEST, (link(), b"/etc/passwd")), "link"),
        (locked(), "locked"),
        (zipped(MANIFEST, method=zipfile.ZIP_BZIP2), "packing"),
        (zipped(MANIFEST, ("readings.csv", b"0" * 2_000_000)), "too_dense"),
        (zipped(("manifest.json", b" " * 2_000_000)), "long_manifest"),
        (claiming(60_000, 2_000_000), "not_a_zip"),
        (claiming(0, 0), "no_manifest"),
    ],
)
@ONE_ENGINE
def test_what_is_no_feed_is_refused(content: bytes, code: str) -> None:
    assert fault(content) == code


@ONE_ENGINE
def test_a_name_that_comes_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped(MANIFEST, MANIFEST)
    assert fault(twice) == "twice"


@ONE_ENGINE
def test_more_than_the_disk_shall_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "MOST_UNPACKED", 1000)
    half = bytes(range(256)) * 2
    assert fault(zipped(MANIFEST, ("customers.csv", half))) == ""
    assert fault(zipped(MANIFEST, ("customers.csv", half), ("payments.csv", half))) == "too_large"


@pytest.mark.parametrize("within", ["", "2026-11-01/"])
def test_a_good_zip_is_taken_in_and_thrown_away(
    admin: StrictClient, app: Flask, database: Database, tmp_path: Path, within: str
) -> None:
    page = admin.follow(sent(admin, packed(tmp_path / "feed", within)))
    assert page.parts(".notice-success") == ["The import has been started."]
    job = database.one(select(FeedJob))
    assert (job.source, job.name, job.force) == ("upload", "feed.zip", False)
    assert [folder.name for folder in folder_of(app)] == [str(job.id)]

    with app.app_context():
        jobs.run_waiting()
    assert database.one(select(FeedRun.outcome)) == "taken"
    assert database.get(FeedJob, job.id).run_id == database.one(select(FeedRun.id))
    assert folder_of(app) == []


def test_what_cannot_be_shown_of_a_file_s_name_is_left_out(
    admin: StrictClient, database: Database, tmp_path: Path
) -> None:
    content = io.BytesIO(packed(tmp_path / "feed"))
    admin.press(admin.get(ROOM), step="upload", archive=(content, "fe\0ed\x1b.zip"))
    assert database.one(select(FeedJob.name)) == "feed.zip"


def test_a_bad_zip_is_refused_in_words_and_not_kept(
    admin: StrictClient, app: Flask, database: Database
) -> None:
    page = sent(admin, zipped(MANIFEST, ("notes.txt", b"")))
    assert page.status_code == 422
    assert page.errors["archive"].startswith("Error: notes.txt is none of the feed's files.")
    assert database.count(FeedJob) == 0
    assert folder_of(app) == []


def test_without_a_file_the_form_asks_for_one(admin: StrictClient) -> None:
    page = admin.press(admin.get(ROOM), step="upload")
    assert page.errors == {"archive": "Error: Please choose the ZIP."}


def test_while_an_import_goes_on_an_upload_is_not_kept(
    admin: StrictClient, app: Flask, database: Database, tmp_path: Path
) -> None:
    content = packed(tmp_path / "feed")
    seen = admin.get(ROOM)
    first, second = (
        admin.press(seen, step="upload", archive=(io.BytesIO(content), "feed.zip"), follow=True)
        for _ in range(2)
    )
    assert first.parts(".notice-success")
    assert second.parts(".notice-warning")[0].startswith("An import is going on already.")
    assert database.count(FeedJob) == 1
    assert len(folder_of(app)) == 1


# How much may be sent.
def much(visitor: StrictClient, address: str) -> int:
    """Send 3 MB, more than the office takes elsewhere; return the status of the answer."""
    token = visitor.get("/help").document.select("input[name=csrf_token]")[0].attr("value")
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + str(token).encode(),
        b'--x\r\nContent-Disposition: form-data; name="archive"; filename="feed.zip"\r\n\r\n' + MUCH,
        b"--x--\r\n",
    )
    kind = "multipart/form-data; boundary=x"
    sent_off = visitor.post(
        address, data=b"\r\n".join(parts), content_type=kind, headers={"Referer": "/help"}
    )
    return sent_off.status_code


@pytest.mark.one_engine("bodies are measured before the database is asked")
def test_only_admins_send_more_than_others_and_only_here(
    admin: StrictClient, new_client: Visitors, celina: Person
) -> None:
    assert much(admin, f"{ROOM}/upload") == 422
    assert much(admin, f"{ROOM}/start") == 413
    assert much(new_client(celina), f"{ROOM}/upload") == 413
    assert much(new_client(), f"{ROOM}/upload") == 413


@pytest.mark.one_engine("bodies are measured before the database is asked")
def test_there_is_a_limit_for_admins_too(admin: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.foundation.pages.LARGER", {"feed.upload": 2 * 1024**2})
    assert much(admin, f"{ROOM}/upload") == 413


def test_of_what_the_disk_cannot_hold_nothing_stays(
    app: Flask, admin: StrictClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_files: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    content = packed(tmp_path / "feed")
    monkeypatch.setattr("shutil.copyfileobj", full)
    page = admin.follow(sent(admin, content))
    assert "The disk has no room" in page.words
    assert folder_of(app) == []


def test_the_name_of_an_upload_may_hold_anything(
    admin: StrictClient, database: Database, tmp_path: Path
) -> None:
    content = (io.BytesIO(packed(tmp_path / "feed")), "a\0<b>.zip")
    admin.press(admin.get(ROOM), step="upload", archive=content)
    assert database.one(select(FeedJob.name)) == "a<b>.zip"
