"""Storage: a folder and an S3-compatible store keep the same promises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from app.documents import files
from app.foundation import clock, storage

NAMES = ("access_key_id=test", "secret_access_key=test", "region=eu-central-1")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3-compatible server on this machine, with a bucket."""
    with redirect_stderr(StringIO()):
        running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        running.start()
        address = "http://{}:{}".format(*running.get_host_and_port())
        with urlopen(Request(f"{address}/papers", method="PUT")):  # noqa: S310 - our own server
            pass
        yield address
        running.stop()


@pytest.fixture(params=["folder", "s3", "s3 by variables"])
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """An application that knows nothing but its storage."""
    app = Flask("storage")
    if request.param == "folder":
        url = f"file://{tmp_path}/files"
    else:
        address = request.getfixturevalue("server")
        place = f"s3://papers/{tmp_path.name}"
        url = f"{place}?endpoint={address}&{'&'.join(NAMES)}" if request.param == "s3" else place
        if request.param != "s3":
            monkeypatch.setenv("AWS_ENDPOINT_URL", address)
            for name in NAMES:
                key, value = name.split("=")
                monkeypatch.setenv(f"AWS_{key.upper()}", value)
    app.config["EBOK"] = SimpleNamespace(storage_url=url)
    with app.app_context():
        yield app


@pytest.mark.usefixtures("office")
def test_what_is_put_is_got_and_replaced() -> None:
    storage.put("a/żółć", b"one")
    storage.put("a/żółć", b"two")
    assert storage.get("a/żółć") == b"two"
    storage.check()


@pytest.mark.usefixtures("office")
def test_what_is_created_is_never_replaced() -> None:
    storage.create("a/one", b"first")
    with pytest.raises(FileExistsError):
        storage.create("a/one", b"second")
    assert storage.get("a/one") == b"first"


@pytest.mark.usefixtures("office")
def test_what_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(FileNotFoundError):
        storage.get("a/none")
    assert storage.names("a") == []


@pytest.mark.usefixtures("office")
def test_what_is_removed_is_gone_and_what_is_gone_is_no_fault() -> None:
    for name in ("a/one", "a/two", "a/three", "b/one"):
        storage.create(name, b"x")
    storage.delete(["a/one", "a/none", "a/two"])
    assert storage.names("a") == ["a/three"]
    assert storage.names("") == ["a/three", "b/one"]
    storage.delete([])


@pytest.mark.usefixtures("office")
def test_names_tell_what_is_old() -> None:
    storage.create("a/one", b"x")
    now = clock.now()
    assert storage.names("a", before=now - dt.timedelta(minutes=5)) == []
    assert storage.names("a", before=now + dt.timedelta(minutes=5)) == ["a/one"]


@pytest.mark.usefixtures("office")
def test_a_key_leads_nowhere_else() -> None:
    for key in ("../outside", "a/../../outside"):
        with pytest.raises(Exception, match=r"(?i)path|segment|invalid"):
            storage.put(key, b"x")


@pytest.mark.usefixtures("office")
def test_scans_are_kept_settled_swept_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, lost = files.new({"original": b"x", "clean": b"y"}), files.new({"original": b"z"})
    monkeypatch.setattr(files, "OLD", dt.timedelta(minutes=-5))
    assert files.sweep(lambda folders: [kept] if kept in folders else []) == 1
    assert storage.names(files.PREFIX) == [f"scans/{kept}/clean", f"scans/{kept}/original"]
    assert storage.names(files.MARKS) == []
    assert lost not in str(storage.names(""))
    files.remove([kept])
    assert storage.names("") == []


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Take the store away."""

    def take() -> None:
        app_url = f"s3://papers/x?endpoint=http://127.0.0.1:9&{'&'.join(NAMES)}"
        store = storage._remote(app_url)  # noqa: SLF001 - the same store, whose server is down
        monkeypatch.setattr(storage, "_store", lambda: store)

    return take


@pytest.mark.usefixtures("office")
def test_a_store_that_is_away_is_one_of_the_faults_it_names(away: Callable[[], None]) -> None:
    away()
    with pytest.raises(storage.AWAY):
        storage.get("a/one")
    files.settle("0" * 32)
    files.remove(["0" * 32])
