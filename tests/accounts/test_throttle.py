"""Throttles: exact under parallel tries, ended by themselves, and never a transaction held while hashing."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.accounts import passwords, throttle
from app.accounts.login import network_of
from app.accounts.models import Throttle
from app.foundation.clock import Clock
from app.foundation.db import db
from tests.accounts.ways import log_in
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database

MINUTE = dt.timedelta(minutes=1)
NewClient = Callable[..., StrictClient]


def test_exactly_as_many_as_allowed_get_through_at_once(app: Flask, clock: Clock) -> None:
    clock.set(clock.now())

    def attempt(_number: int) -> int:
        with app.app_context():
            return throttle.hit("test", "one", most=5, span=MINUTE)

    with ThreadPoolExecutor(20) as threads:
        waits = list(threads.map(attempt, range(40)))
    assert waits.count(0) == 5
    assert set(waits) == {0, 60}


def test_a_window_ends_by_itself_however_often_it_was_tried(app: Flask, clock: Clock) -> None:
    wait = 0
    with app.app_context():
        for _ in range(9):
            wait = throttle.hit("test", "one", most=1, span=MINUTE)
            clock.advance(dt.timedelta(seconds=6))
        assert 0 < wait <= 12
        clock.advance(dt.timedelta(seconds=6))
        assert throttle.hit("test", "one", most=1, span=MINUTE) == 0


def test_keys_and_buckets_are_counted_apart(app: Flask) -> None:
    with app.app_context():
        for bucket, key in (("a", "1"), ("a", "2"), ("b", "1")):
            assert throttle.hit(bucket, key, most=1, span=MINUTE) == 0


def test_who_has_used_up_his_own_tries_uses_up_nobody_elses(app: Flask) -> None:
    everybody = [throttle.Limit("all", "", 10, MINUTE)]

    def attempt(name: str) -> int:
        return throttle.hit_all([throttle.Limit("own", name, 3, MINUTE)], everybody)

    with app.app_context():
        assert [attempt("greedy") for _ in range(30)].count(0) == 3
        assert [attempt("modest") for _ in range(3)] == [0, 0, 0]
        assert attempt("third") == 0


def test_what_is_shared_is_limited_too(app: Flask) -> None:
    everybody = [throttle.Limit("all", "", 10, MINUTE)]
    with app.app_context():
        waits = [
            throttle.hit_all([throttle.Limit("own", str(one), 3, MINUTE)], everybody) for one in range(12)
        ]
    assert waits == [0] * 10 + [60, 60]


def test_a_try_is_counted_even_when_its_request_fails(app: Flask, database: Database) -> None:
    with app.app_context():
        throttle.hit("test", "one", most=1, span=MINUTE)
        db.session.rollback()
    assert database.count(Throttle) == 1


def test_ended_windows_are_forgotten(app: Flask, database: Database, clock: Clock) -> None:
    with app.app_context():
        throttle.hit("test", "one", most=1, span=MINUTE)
    with database.write():
        assert throttle.forget_ended() == 0
    clock.advance(MINUTE)
    with database.write():
        assert throttle.forget_ended() == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_a_line_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_no_connection_is_held_while_a_password_is_compared(
    client: StrictClient, anna: Person, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    real = passwords.fits

    def watching(stored: str | None, secret: str) -> bool:
        held.append(db.engine.pool.checkedout())  # type: ignore[attr-defined]  # both engines use a QueuePool
        held.append(int(db.session().in_transaction()))
        return real(stored, secret)

    monkeypatch.setattr(passwords, "fits", watching)
    log_in(client, anna.login, anna.password)
    assert held == [0, 0]
    assert app.config["EBOK"].mode == "test"


def test_more_tries_than_cores_can_compare_are_told_to_come_again(
    client: StrictClient, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    taken = threading.BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(passwords, "_cores", taken)
    answer = log_in(client, anna.login, anna.password)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    taken.release()
    assert log_in(client, anna.login, anna.password).status_code == 303
