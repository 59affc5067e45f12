"""Nobody learns from the login or the reset whether somebody has an access: answer and time are alike."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.accounts import passwords
from app.accounts.models import Account
from app.foundation.actor import SYSTEM
from app.settings.defaults import DEFAULTS
from app.settings.service import kept, put
from tests.accounts.ways import Invited
from tests.support.cast import Office, Person
from tests.support.database import Database

RUNS = 200
ALIKE = (0.35, 0.65)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
UNKNOWN = "nikt.1@example.com"

Answer = tuple[int, str, tuple[str, ...]]
Ask = Callable[[str], Answer]

pytestmark = pytest.mark.one_engine("the same statements go to both engines; their times are compared on one")


@pytest.fixture
def known(anna: Person, database: Database) -> Person:
    """Anna, whose password is hashed at its real cost."""
    real = passwords.hashed(anna.password)
    database.run(update(Account).where(Account.id == anna.account_id).values(password_hash=real))
    return anna


@pytest.fixture
def browser(app: Flask, database: Database) -> Iterator[FlaskClient]:
    """A plain visitor whom no limit stops; what he measures is the office, not our checks of its pages."""
    with database.write():
        for name in DEFAULTS:
            if name.startswith("limit."):
                put(name, [[1_000_000, 1]], SYSTEM)
    yield FlaskClient(app, app.response_class)
    kept.forget()


def _asker(browser: FlaskClient, path: str, field: str, **more: str) -> Ask:
    token = TOKEN.findall(browser.get(path).text)[0]

    def ask(who: str) -> Answer:
        answer = browser.post(path, data={"csrf_token": token, field: who, **more})
        headers = tuple(sorted(name for name, _ in answer.headers))
        return answer.status_code, TOKEN.sub("", answer.text).replace(who, "WHO"), headers

    return ask


def _auc(left: list[float], right: list[float]) -> float:
    """Return how often a time of the left is longer than one of the right: 0.5 when they are alike."""
    wins = sum((one > other) + (one == other) / 2 for one in left for other in right)
    return wins / (len(left) * len(right))


def _measure(ask: Ask, known: str, unknown: str) -> float:
    """Ask for both in turn, RUNS times; the answers are the same; return the AUC of the times."""
    times: dict[str, list[float]] = {known: [], unknown: []}
    answers = set()
    for run in range(RUNS):
        # The one who comes first may find colder caches: they take turns.
        for who in (known, unknown) if run % 2 else (unknown, known):
            began = time.perf_counter()
            answers.add(ask(who))
            times[who].append(time.perf_counter() - began)
    assert len(answers) == 1, answers
    return _auc(times[known], times[unknown])


def _until_alike(ask: Ask, known: str, unknown: str) -> list[float]:
    """Measure up to three times: a neighbour on this machine may push one, a leak pushes all."""
    found: list[float] = []
    while len(found) < 3 and not (found and ALIKE[0] <= found[-1] <= ALIKE[1]):
        found.append(_measure(ask, known, unknown))
    return found


def test_a_login_does_not_tell_who_is_known(browser: FlaskClient, known: Person) -> None:
    ask = _asker(browser, "/login", "login", password="to nie jest to hasło")
    found = _until_alike(ask, known.email, UNKNOWN)
    assert ALIKE[0] <= found[-1] <= ALIKE[1], found


def test_a_login_does_not_tell_who_waits_for_his_first(
    browser: FlaskClient, invited: Invited, office: Office
) -> None:
    # Without a PIN left to try: the five tries themselves are few.
    email = "czeka@example.com"
    office.account("Czeka", email, state="invited", password_hash=None)
    ask = _asker(browser, "/login", "login", password="12345678")
    found = _until_alike(ask, email, UNKNOWN)
    assert ALIKE[0] <= found[-1] <= ALIKE[1], found
    assert ask(invited.email) == ask(UNKNOWN)


@pytest.mark.parametrize("state", ["active", "lapsed"])
def test_a_reset_does_not_tell_who_is_known(browser: FlaskClient, office: Office, state: str) -> None:
    email = "ktos@example.com"
    office.account("Ktoś", email, state=state)
    found = _until_alike(_asker(browser, "/reset", "email"), email, UNKNOWN)
    assert ALIKE[0] <= found[-1] <= ALIKE[1], found


def test_the_measure_sees_a_real_difference() -> None:
    assert _auc([0.023 + n / 1e5 for n in range(100)], [0.0016 + n / 1e5 for n in range(100)]) == 1.0
