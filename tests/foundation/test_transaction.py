"""What follows a commit: once, in order, and never after a rollback."""

from __future__ import annotations

import pytest

from app.foundation.db import after_commit
from tests.support.database import Database


def test_what_is_asked_for_twice_happens_once_after_the_commit(database: Database) -> None:
    done: list[str] = []

    def wake() -> None:
        done.append("woken")

    with database.write():
        for _mail in range(3):
            after_commit(wake)
        after_commit(lambda: done.append("said"))
        assert done == []
    assert done == ["woken", "said"]


def test_nothing_follows_a_rollback(database: Database) -> None:
    done: list[str] = []

    def fail() -> None:
        after_commit(lambda: done.append("said"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.write():
        fail()
    assert done == []
