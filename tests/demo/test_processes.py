"""Web and worker live and die together, and none is left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from app.demo import processes
from app.demo.processes import Child, Ending

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DIE = [sys.executable, "-c", "print('I am broken'); raise SystemExit(3)"]
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True)"
STUBBORN = [sys.executable, "-c", f"{DEAF}; time.sleep(60)"]


def _start(folder: Path, **commands: list[str]) -> list[Child]:
    return [processes.start(name, command, os.environ, folder) for name, command in commands.items()]


def _is_gone(child: Child) -> bool:
    return child.process.returncode is not None and not Path(f"/proc/{child.process.pid}").exists()


def test_children_end_when_asked(tmp_path: Path) -> None:
    children = _start(tmp_path, web=SLEEP, worker=SLEEP)
    assert processes.dead(children) is None
    processes.end(children)
    assert all(map(_is_gone, children))


def test_one_that_dies_is_named_with_its_last_words(tmp_path: Path) -> None:
    children = _start(tmp_path, web=SLEEP, worker=DIE)
    fallen = processes.watch(children, Ending())
    assert fallen is children[1]
    assert fallen.last_words() == "I am broken"
    processes.end(children)
    assert all(map(_is_gone, children))


def test_one_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    children = _start(tmp_path, worker=STUBBORN)
    while "deaf" not in children[0].log.read_text():
        time.sleep(0.05)
    processes.end(children, patience=0.3)
    assert _is_gone(children[0])


def test_ctrl_c_is_noted_and_the_old_manners_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with processes.asked_to_end() as asked:
        os.kill(os.getpid(), signal.SIGINT)
        deadline = time.monotonic() + 5
        while not asked.signal and time.monotonic() < deadline:
            time.sleep(0.01)
        assert asked.signal == signal.SIGINT
        assert processes.watch([], asked) is None
    assert signal.getsignal(signal.SIGINT) is before


def test_an_office_that_dies_at_the_start_is_not_waited_for(tmp_path: Path) -> None:
    children = _start(tmp_path, web=DIE)
    began = time.monotonic()
    assert not processes.wait_until_ready("http://127.0.0.1:9", children, Ending())
    assert time.monotonic() - began < 10
    processes.end(children)


def test_children_are_started_fresh_and_hold_nothing_of_ours(tmp_path: Path) -> None:
    """A child of its own session: Ctrl-C in the terminal reaches it through us alone."""
    child = _start(tmp_path, web=SLEEP)[0]
    assert os.getsid(child.process.pid) == child.process.pid
    processes.end([child])
