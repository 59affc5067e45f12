"""The page on which each kind of notice is switched off and on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.accounts.models import Account
from app.audit.models import History
from app.portal.models import NoticeOff
from tests.portal.notices.moment import DAY, TODAY, Announce, Bill, Remind
from tests.support import html
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture
def hers(new_client: Callable[..., StrictClient], anna: Person) -> StrictClient:
    """Anna, logged in, reading English."""
    client = new_client(anna)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return client


def test_every_kind_comes_until_it_is_switched_off(
    hers: StrictClient, bill: Bill, announce: Announce, remind: Remind, anna: Person
) -> None:
    page = hers.get("/home/notices")
    assert len(page.document.select("input[type=checkbox][checked]")) == 3
    assert anna.email in page.words
    hers.press(page, "Save", new_invoice=None, overdue=None, follow=True)
    bill(due_on=TODAY)
    bill(issued_on=TODAY - 30 * DAY, due_on=TODAY - 10 * DAY)
    assert (announce(), remind()) == (0, 1)
    page = hers.get("/home/notices")
    assert [one.attr("name") for one in page.document.select("input[type=checkbox][checked]")] == ["due_soon"]


def test_what_is_switched_on_again_comes_again(
    hers: StrictClient, bill: Bill, announce: Announce, database: Database
) -> None:
    hers.press(hers.get("/home/notices"), "Save", new_invoice=None)
    hers.press(hers.get("/home/notices"), "Save", new_invoice="y")
    assert database.count(NoticeOff) == 0
    bill()
    assert announce() == 1
    told = History.event == "account.notices_chosen"
    assert database.all(select(History.data).where(told).order_by(History.id)) == [
        {"off": ["new_invoice"]},
        {"off": []},
    ]


def test_a_choice_that_changes_nothing_leaves_no_trace(hers: StrictClient, database: Database) -> None:
    page = hers.press(hers.get("/home/notices"), "Save", follow=True)
    assert "Nothing was different." in page.words
    assert database.count(History, History.event == "account.notices_chosen") == 0


def test_one_s_choice_is_nobody_else_s(
    hers: StrictClient, bill: Bill, announce: Announce, outbox: Mailbox, obcy: Person
) -> None:
    hers.press(hers.get("/home/notices"), "Save", new_invoice=None)
    bill()
    bill(agreement_id=obcy.agreement_id)
    assert announce() == 1
    assert outbox.last().recipient == obcy.email


def test_without_a_proved_address_the_page_says_that_no_mail_can_come(
    hers: StrictClient, database: Database, anna: Person
) -> None:
    mine = Account.id == anna.account_id
    database.run(update(Account).where(mine).values(email_proved_at=None))
    page = hers.get("/home/notices")
    assert anna.email not in page.words
    assert html.one(page.document, "main .notice-warning a").attr("href") == "/account/email"
