"""`flask demo run`: two real processes, one address, one end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """A demo in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.environment = {
            **os.environ,
            "EBOK_MODE": "demo",
            "EBOK_VAR": str(folder),
            "PYTHONUNBUFFERED": "1",
        }

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the demo to its end."""
        return subprocess.run(
            self._flask(*words), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def _flask(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "app.factory", "demo", *words]

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        """Run the demo until the block ends, from the moment it says that it is open."""
        with (self.folder / "said").open("w") as said:
            process = subprocess.Popen(
                self._flask("run", "--port", str(self.port)),
                cwd=ROOT,
                env=self.environment,
                stdout=said,
                stderr=said,
                text=True,
            )
        try:
            self.wait(lambda: "Ctrl-C" in self.said or process.poll() is not None)
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)

    @property
    def said(self) -> str:
        """What the demo has printed so far."""
        return (self.folder / "said").read_text()

    @staticmethod
    def wait(done: object) -> None:
        """Wait until `done()`; fails when it takes too long."""
        until = time.monotonic() + PATIENCE
        while not done():  # type: ignore[operator]
            assert time.monotonic() < until, "it took too long"
            time.sleep(0.1)

    def children(self, process: subprocess.Popen[str]) -> dict[str, int]:
        """Return the processes the demo started: web and worker -> id."""
        found = {}
        for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_text()
            found["web" if "gunicorn" in words else "worker"] = int(pid)
        return found

    def get(self, path: str) -> str:
        """Open a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """A demo built once, small."""
    made = Demo(tmp_path_factory.mktemp("demo"))
    built = made.command("build", "--customers", "80", "--months", "7")
    assert built.returncode == 0, built.stderr
    return made


def _is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_web_and_worker_start_and_end_together(demo: Demo) -> None:
    with demo.running() as process:
        assert f"http://127.0.0.1:{demo.port}" in demo.said
        assert "celina@example.com" in demo.said
        assert "Zielony rower" in demo.get("/demo")
        children = demo.children(process)
        assert set(children) == {"web", "worker"}
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert all(map(_is_gone, children.values()))
    assert "data are kept" in demo.said


def test_the_data_are_kept_until_the_next_start(demo: Demo) -> None:
    with demo.running() as process:
        first = demo.get("/demo/mailbox")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    began = time.monotonic()
    with demo.running():
        assert time.monotonic() - began < 15
        subjects = re.compile(r'href="/demo/mailbox/\d+"')
        assert subjects.findall(demo.get("/demo/mailbox")) == subjects.findall(first)


def test_when_one_dies_the_other_is_ended_and_the_status_says_so(demo: Demo) -> None:
    with demo.running() as process:
        children = demo.children(process)
        os.kill(children["worker"], signal.SIGKILL)
        assert process.wait(PATIENCE) == 1
    assert all(map(_is_gone, children.values()))
    assert "worker" in demo.said.splitlines()[-1] or "The worker process ended" in demo.said


def test_a_running_demo_keeps_its_port_and_its_data(demo: Demo) -> None:
    with demo.running():
        again, reset = demo.command("run", "--port", str(demo.port)), demo.command("reset")
    assert again.returncode == reset.returncode == 1
    assert f"Port {demo.port} is in use" in again.stderr
    assert "running" in reset.stderr


def test_a_reset_begins_anew(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    assert demo.command("build", "--customers", "80", "--months", "7").returncode == 0
    assert (tmp_path / "feed" / "incoming" / "manifest.json").exists()
    assert demo.command("reset").returncode == 0
    assert not list((tmp_path / "feed" / "incoming").iterdir())
    assert not list(tmp_path.glob("*.sqlite3*"))
    assert not list((tmp_path / "files").iterdir())
