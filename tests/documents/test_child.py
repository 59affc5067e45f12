"""The child process: its limits, what it is told, and what becomes of it when it goes wrong."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.documents import examining
from app.documents.limits import CPU_SECONDS, MEMORY, MOST_WRITTEN, RefusedFileError
from tests.documents.hostile_pdf import paper
from tests.house.sources import ROOT

LIMITED = "from app.documents.child import limit_myself; limit_myself(); "


def limited(code: str) -> subprocess.CompletedProcess[str]:
    """Run Python under the child's limits."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED + code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def logged(what: str, content: bytes, *more: str) -> list[Any]:
    """Return what is logged of a file that cannot be read."""
    with capture_logs() as log, pytest.raises(RefusedFileError, match="unreadable"):  # noqa: SIM117 - a generator
        with examining.child(what, content, *more):
            pass
    return list(log)


def test_it_gets_no_more_memory_than_it_may_have() -> None:
    assert limited(f"bytearray({MEMORY // 4})").returncode == 0
    assert "MemoryError" in limited(f"bytearray({MEMORY})").stderr


def test_it_gets_no_more_time_disk_or_processes(tmp_path: Path) -> None:
    names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_NPROC", "RLIMIT_NOFILE")
    said = limited(
        f"import resource; print([resource.getrlimit(getattr(resource, n)) for n in {names!r}])"
    ).stdout
    assert said.strip() == str([(CPU_SECONDS,) * 2, (MEMORY,) * 2, (0, 0), (0, 0), (64, 64)])
    place = tmp_path / "large"
    assert "OSError" in limited(f"open({str(place)!r}, 'wb').write(bytes(300 * 1024**2))").stderr
    assert place.stat().st_size <= MOST_WRITTEN


def test_it_is_nicer_than_the_office() -> None:
    assert int(limited("import os; print(os.nice(0))").stdout) >= 5


def test_it_loads_nothing_of_the_office() -> None:
    loaded = limited("import sys; print(*sys.modules)").stdout.split()
    assert "pikepdf" in loaded
    assert not {"flask", "sqlalchemy", "typst", "obstore", "app.factory", "app.config"} & set(loaded)


def test_it_is_not_told_the_secrets_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def run(_command: object, *, env: dict[str, str], **_more: object) -> None:
        seen.update(env)
        raise subprocess.TimeoutExpired("child", 1)

    monkeypatch.setenv("EBOK_SECRET_KEY", "secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(RefusedFileError), examining.child("examine", paper()):
        pass
    assert "secret" not in seen.values()
    assert set(seen) <= {"PATH", "LANG", "LD_LIBRARY_PATH"}


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(examining, "WALL_SECONDS", 0.05)  # less than its start takes
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert logged("examine", paper()) == [
        {"event": "scan_child_failed", "code": "timeout", "log_level": "warning"}
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_child_that_dies_is_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert [one["event"] for one in logged("render", paper(), "no number")] == ["scan_child", "scan_refused"]
    monkeypatch.setattr(examining, "ROOT", tmp_path)  # the program itself is not there
    assert logged("examine", paper()) == [{"event": "scan_child_failed", "code": 1, "log_level": "warning"}]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("said", ["", "[]", "{", '{"refused": "no such reason"}', '{"refused": ["x"]}', "{}"])
def test_what_a_child_says_is_not_believed(tmp_path: Path, said: str) -> None:
    result = tmp_path / "result.json"
    result.write_text(said, encoding="utf-8")
    with pytest.raises(RefusedFileError, match="unreadable"):
        examining.read_result(result, "examine")


def test_what_a_child_points_at_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "clean").write_bytes(b"made")
    (tmp_path / "page-1").symlink_to("/etc/passwd")
    (tmp_path / "..page-2").write_bytes(b"odd")
    (tmp_path / "original").write_bytes(b"odd")
    (tmp_path / "thumb-1").mkdir()
    assert examining.parts(tmp_path) == {"clean": b"made"}
