"""The room of undelivered mails: why, when; sent again or given up by an admin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.audit.models import AccessLog, History
from app.foundation import clock
from app.mail import claims
from app.mail.models import Outbox
from tests.mail.conftest import Write
from tests.support import html
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]
UNTIL = "2026-11-30T12:00:00+00:00"


@pytest.fixture
def dead(written: Write, database: Database, anna: Person) -> int:
    """Return a mail with a PIN that could not be delivered."""
    mail = written(
        name="pin",
        params={"name": anna.name, "until": UNTIL},
        secrets={"pin": "1234 5678"},
        subject=("account", anna.account_id),
    )
    with database.app.app_context():
        (one,) = claims.claim(1)
        claims.died(one, "550 5.1.1 no such mailbox")
    return mail


def test_an_admin_reads_why_and_no_secret(new_client: Visitors, adam: Person, dead: int) -> None:
    page = new_client(adam).get("/admin/mail")
    assert "550 5.1.1 no such mailbox" in page.words
    assert "anna@example.com" in page.words
    assert "1234" not in page.text
    assert dead


def test_reading_the_list_is_noted(
    new_client: Visitors, adam: Person, anna: Person, dead: int, database: Database
) -> None:
    new_client(adam).get("/admin/mail")
    seen = database.one(select(AccessLog).where(AccessLog.endpoint == "mail_admin.dead"))
    assert (seen.subject_kind, seen.subject_id) == ("account", anna.account_id)
    assert dead


def test_an_empty_room_says_so(new_client: Visitors, adam: Person) -> None:
    assert new_client(adam).get("/admin/mail").parts(".empty")


def test_sent_again_it_has_all_its_tries_and_the_same_message_id(
    new_client: Visitors, adam: Person, anna: Person, dead: int, database: Database
) -> None:
    before = database.get(Outbox, dead)
    admin = new_client(adam)
    page = admin.press(admin.get("/admin/mail"), step="retry", follow=True)
    assert page.parts(".notice-success")

    after = database.get(Outbox, dead)
    assert (after.done_at, after.outcome, after.attempts) == (None, None, 0)
    assert (after.message_id, after.secrets) == (before.message_id, {"pin": "1234 5678"})
    assert after.available_at <= clock.now()
    told = database.one(select(History).where(History.event == "mail.retried"))
    assert (told.subject_kind, told.subject_id, told.actor) == (
        "account",
        anna.account_id,
        f"staff:{adam.account_id}",
    )


def test_given_up_it_loses_its_secrets(
    new_client: Visitors, adam: Person, dead: int, database: Database
) -> None:
    admin = new_client(adam)
    admin.press(admin.get("/admin/mail"), step="give_up", follow=True)
    row = database.get(Outbox, dead)
    assert (row.outcome, row.secrets) == ("dropped", None)


def test_of_two_admins_the_second_hears_that_it_is_decided(
    new_client: Visitors, adam: Person, dead: int
) -> None:
    admin = new_client(adam)
    seen = admin.get("/admin/mail")
    admin.press(seen, step="give_up")
    assert admin.press(seen, step="retry").status_code == 409
    assert dead


def test_a_mail_that_was_sent_cannot_be_sent_again(
    new_client: Visitors, adam: Person, dead: int, written: Write, database: Database
) -> None:
    sent, admin = written(), new_client(adam)
    with database.app.app_context():
        claims.sent(claims.claim(1)[0])
    token = html.one(admin.get("/admin/mail").document, "form[action$=retry] input[name=csrf_token]")
    answer = admin.post(f"/admin/mail/{sent}/retry", data={"csrf_token": token.attr("value")})
    assert answer.status_code == 409
    assert dead


@pytest.mark.parametrize("who", ["celina", "anna"])
def test_nobody_else_finds_the_room(new_client: Visitors, who: str, request: pytest.FixtureRequest) -> None:
    assert new_client(request.getfixturevalue(who)).get("/admin/mail").status_code == 404
