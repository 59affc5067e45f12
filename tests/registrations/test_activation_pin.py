"""Hashing takes its time: an activation takes it before the transaction, and only where it can be needed."""

from __future__ import annotations

import threading

import pytest

from app.accounts import passwords
from app.foundation.errors import BusyError
from app.registrations import activation
from app.steps.service import StaleError
from tests.registrations.desk_cases import actor, admin, case, customer
from tests.support.cast import Office, Person
from tests.support.database import Database


@pytest.fixture
def adam(office: Office) -> Person:
    """An admin who reads English."""
    return admin(office)


def test_the_pin_is_hashed_before_the_transaction_begins(
    office: Office, database: Database, adam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = case(office, customer(office), state="matched")
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    monkeypatch.setattr(passwords, "_cores", threading.Semaphore(0))
    for activate_ in (
        lambda: activation.activate(one.reference, 1, actor(adam)),
        lambda: activation.activate_many({one.id: 1}, actor(adam)),
    ):
        with database.write() as session:
            with pytest.raises(BusyError):
                activate_()
            assert not session().in_transaction()


def test_who_comes_too_late_waits_for_no_core(
    office: Office, database: Database, adam: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = case(office, customer(office), state="matched", version=2)
    monkeypatch.setattr(passwords, "_cores", threading.Semaphore(0))
    with database.write():
        with pytest.raises(StaleError):
            activation.activate(one.reference, 1, actor(adam))
        assert activation.activate_many({one.id: 1}, actor(adam)).refused == {one.id: None}
