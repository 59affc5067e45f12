"""Activating a chosen set: the same as one by one, and 200 at once make one access."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.audit.models import History, HistoryHead
from app.audit.verify import faults
from app.customers.models import CustomerAccess
from app.foundation.actor import Actor
from app.foundation.clock import Clock
from app.foundation.errors import RefusedError
from app.mail.models import Outbox
from app.registrations import tally
from app.registrations.models import Registration
from app.registrations.subject import REGISTRATION
from app.steps.service import Order, StaleError, fire, fire_many
from tests.registrations.desk_cases import Case, actor, admin, case, clerk, customer, row_of
from tests.support.cast import Office, sign_in
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

AT_ONCE, THREADS = 200, 16


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


@pytest.fixture
def hers(new_client: Callable[..., StrictClient], office: Office) -> StrictClient:
    """The browser of an admin who reads English."""
    return new_client(admin(office))


def test_list_shows_the_comparison_in_short(hers: StrictClient, office: Office) -> None:
    about = customer(office)
    case(office, about, state="matched", last_name="Testowa")
    case(office, about, state="verified", last_name="Nowakowska", accepted={"name": {"why": "married"}})
    rows = hers.get("/admin/activations").parts("tbody tr")
    assert any("Everything agrees" in row for row in rows)
    assert any("Differ, with an answer: First and last name" in row for row in rows)


def test_list_takes_four_statements(hers: StrictClient, office: Office, database: Database) -> None:
    case(office, customer(office), state="matched")
    hers.get("/admin/activations")
    with database.statements() as seen:
        hers.get("/admin/activations")
    # one before it: who is asking
    assert len(seen) - 1 <= 4, "\n".join(seen)


def test_report_takes_ten_statements(hers: StrictClient, office: Office, database: Database) -> None:
    one = case(office, customer(office), state="matched")
    hers.get(one.admin)
    with database.statements() as seen:
        hers.get(one.admin)
    assert len(seen) - 2 <= 10, "\n".join(seen)


def tick(hers: StrictClient, *chosen: Case) -> Any:
    """Tick applications in the list and press the button."""
    page = hers.get("/admin/activations")
    boxes = [box.attr("value") for box in page.document.select("input[name=chosen]")]
    wanted = [box for box in boxes if box and int(box.split(":")[0]) in {one.id for one in chosen}]
    return hers.press(page, "Activate the chosen ones", chosen=wanted)


def test_a_set_says_of_each_what_became_of_it(hers: StrictClient, office: Office) -> None:
    good = case(office, customer(office), state="matched")
    mute = case(office, customer(office, "Jan", "Kowalski"), state="matched", email_proved_at=None)
    page = tick(hers, good, mute)
    assert "Activated: 1. Not activated: 1." in page.words
    names = [words.partition("EB-")[0] for words in page.parts("tbody th")]
    results = dict(zip(names, page.parts("tbody td"), strict=True))
    assert results["Testowa Anna"] == "Activated"
    assert "There is no confirmed e-mail address" in results["Kowalski Jan"]
    assert (row_of(office, good).state, row_of(office, mute).state) == ("activated", "matched")


def test_two_applications_of_one_customer_in_a_set_make_one_access(
    hers: StrictClient, office: Office, database: Database
) -> None:
    about = customer(office)
    pair = [case(office, about, state="verified"), case(office, about, state="verified")]
    page = tick(hers, *pair)
    assert "Activated: 1. Not activated: 1." in page.words
    assert "This customer already has access." in page.words
    assert [row_of(office, one).state for one in pair] == ["activated", "verified"]
    assert database.count(CustomerAccess) == 1


def test_nothing_ticked_is_said(hers: StrictClient, office: Office) -> None:
    case(office, customer(office), state="matched")
    page = hers.press(hers.get("/admin/activations"), "Activate the chosen ones", follow=True)
    assert "Please tick at least one application." in page.words


def test_a_row_changed_since_the_list_was_opened_is_named(hers: StrictClient, office: Office) -> None:
    one = case(office, customer(office), state="matched")
    page = hers.get("/admin/activations")
    hers.press(hers.get(one.admin), step="send_back", reason="Look once more.")
    result = hers.press(page, "Activate the chosen ones", chosen=[f"{one.id}:1"])
    assert "Somebody has changed it since you opened the list." in result.words


def test_two_hundred_at_once_make_one_access(
    app_with: Callable[..., Flask], office: Office, database: Database, outbox: Mailbox
) -> None:
    one, adam = case(office, customer(office), state="matched"), admin(office)
    app = app_with(threads=THREADS)
    app.test_client_class = StrictClient
    visitors = [cast("StrictClient", app.test_client()) for _ in range(THREADS)]
    forms = []
    for visitor in visitors:
        sign_in(visitor, database, adam)
        forms.append(visitor.get(one.admin))

    def press(number: int) -> list[tuple[int, str]]:
        visitor, page = visitors[number], forms[number]
        share = range(number, AT_ONCE, THREADS)
        answers = [visitor.press(page, step="activate") for _ in share]
        return [(answer.status_code, answer.text) for answer in answers]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [answer for share in pool.map(press, range(THREADS)) for answer in share]
    assert sorted(status for status, _text in answers) == [303] + [409] * (AT_ONCE - 1)
    conflicts = [text for status, text in answers if status == 409]
    assert all(re.search(r"<h1>\s*Somebody was faster", text) for text in conflicts)
    events = database.all(select(History.event).where(History.subject_kind == "registration"))
    assert events.count("registration.activate") == 1
    assert sorted(mail.name for mail in outbox(to=one.email)) == ["identifier", "pin"]
    assert database.count(CustomerAccess) == 1


STATES = ("needs_review", "awaiting_applicant", "matched", "verified", "rejected", "activated")
STEPS = ("verify", "ask", "reject", "withdraw", "activate", "send_back", "recall", "extend", "annul")


@pytest.fixture
def people(office: Office) -> list[Actor]:
    """A clerk, an admin and one who is both."""
    both = clerk(office, "Barbara Oboje", Role.CLERK, Role.ADMIN)
    return [actor(clerk(office)), actor(admin(office)), actor(both)]


def one_by_one(seen: dict[int, int], order: Order) -> dict[int, list[str] | None]:
    """Take the step on each case alone; return the refusals."""
    refused: dict[int, list[str] | None] = {}
    for case_id, version in seen.items():
        try:
            fire(REGISTRATION, case_id, version, order)
        except RefusedError as error:
            refused[case_id] = error.reasons
        except StaleError:
            refused[case_id] = None
    return refused


class UndoneError(Exception):
    """Ends a trial: nothing of it is committed."""


def _undo() -> None:
    raise UndoneError


def trial(database: Database, act: Callable[[], Any]) -> tuple[Any, list[Any]]:
    """Do something and return its answer with all it leaves: cases, history, outbox; then undo it.

    What is random, or a digest of it, does not count.
    """
    skip = {"id", "digest", "previous", "message_id", "request_id", "private_digest"}
    tables = [Registration.__table__, History.__table__, HistoryHead.__table__, Outbox.__table__]
    answer: Any = None
    left: list[Any] = []
    try:
        with database.write() as session:
            answer = act()
            for table in tables:
                columns = [column for column in table.c if column.name not in skip]
                left.append(sorted(map(repr, session.execute(select(*columns)))))
            assert list(faults()) == []
            _undo()
    except UndoneError:
        pass
    return answer, left


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(data=st.data())
def test_a_set_leaves_what_one_by_one_leaves(
    data: st.DataObject, office: Office, database: Database, people: list[Actor], clock: Clock
) -> None:
    clock.set(clock.now())
    states = data.draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=5))
    late = data.draw(st.lists(st.integers(0, 1), min_size=len(states), max_size=len(states)))
    who, why = data.draw(st.sampled_from(people)), data.draw(st.sampled_from([None, "because"]))
    order = Order(data.draw(st.sampled_from(STEPS)), who, why)
    cases = [case(office, customer(office), state=state) for state in states]
    seen = {one.id: 1 + version for one, version in zip(cases, late, strict=True)}
    together = trial(database, lambda: fire_many(REGISTRATION, seen, order)[1])
    alone = trial(database, lambda: one_by_one(seen, order))
    assert together == alone
