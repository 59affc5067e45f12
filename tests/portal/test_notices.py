"""Notices by mail: who gets which, once, in one mail, and how they are switched off."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from app.accounts.models import Account
from app.audit.models import History
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.foundation.db import transaction
from app.foundation.templating import nrb
from app.mail.models import Outbox
from app.mail.queue import minute
from app.portal import notices
from app.portal.models import NoticeOff, NoticeSent
from app.settings.service import put
from tests.support import html
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.feeds import Feed
from tests.support.mails import Mail, Mailbox

DAY = dt.timedelta(days=1)
# A Monday, ten o'clock in Łódź.
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
TODAY = NOW.date()
SOON, LATE = "due_soon", "overdue"

Bill = Callable[..., int]


@pytest.fixture(autouse=True)
def moment(clock: Clock) -> None:
    """The day on which everything here happens."""
    clock.set(NOW)


@pytest.fixture
def bill(office: Office, anna: Person, database: Database) -> Bill:
    """Bill Anna, who has had access for a year: 100 zł issued today, due in a fortnight."""
    mine = CustomerAccess.account_id == anna.account_id
    database.run(update(CustomerAccess).where(mine).values(began_at=NOW - 365 * DAY))

    def make(gross: int = 10_000, **columns: Any) -> int:
        agreement_id = columns.pop("agreement_id", anna.agreement_id)
        return office.invoice(
            agreement_id, gross, **{"issued_on": TODAY, "due_on": TODAY + 14 * DAY, **columns}
        )

    return make


@pytest.fixture
def announce(database: Database) -> Callable[[], int]:
    """Do what follows a feed that touched everybody; returns how many mails were written."""

    def act() -> int:
        with database.write():
            return notices.announce(select(Customer.id))

    return act


@pytest.fixture
def remind(database: Database) -> Callable[..., int]:
    """Remind as on a day; returns how many mails were written."""

    def act(day: dt.date = TODAY) -> int:
        with database.write():
            return notices.remind(day)

    return act


def plain(mail: Mail) -> str:
    """Return the mail's text with plain spaces."""
    return mail.text.replace("\N{NO-BREAK SPACE}", " ")


# A new invoice.


def test_all_new_invoices_of_an_account_come_in_one_mail(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox, anna: Person, database: Database
) -> None:
    made = [bill(12_345), bill(500, kind="interest_note")]
    assert announce() == 1
    (mail,) = outbox(to=anna.email)
    text = plain(mail)
    for number in database.all(select(Invoice.invoice_no).where(Invoice.id.in_(made))):
        assert text.count(number) == 1
    assert "123,45 zł" in text
    assert "07.12.2026" in text
    assert "/home/notices" in text
    assert "zł" not in mail.subject


def test_a_mail_names_the_account_for_payments_in_groups(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox, database: Database, anna: Person
) -> None:
    bill()
    announce()
    agreement = database.get(Agreement, anna.agreement_id)
    mail = outbox.last(name="new_invoice")
    grouped = nrb(agreement.nrb).replace("\N{NO-BREAK SPACE}", " ")
    assert grouped in mail.text
    assert grouped in mail.html


def test_of_one_invoice_nobody_is_told_twice(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox
) -> None:
    bill()
    assert [announce(), announce()] == [1, 0]
    bill()
    assert announce() == 1
    assert len(outbox(name="new_invoice")) == 2


@pytest.mark.parametrize(("gross", "settled"), [(-2_000, -2_000), (2_000, 2_000)])
def test_what_is_not_to_be_paid_says_so(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox, gross: int, settled: int
) -> None:
    bill(gross, settled=settled, kind="correction")
    announce()
    mail = outbox.last()
    text = plain(mail)
    assert "20,00 zł" in text
    assert "-" not in text.partition("20,00")[0][-3:], "an amount in somebody's favour has no minus"
    assert "07.12.2026" not in text, "nothing is due"
    assert "7 grudnia" not in mail.subject


def test_what_is_old_is_no_news(bill: Bill, announce: Callable[[], int]) -> None:
    bill(issued_on=TODAY - 11 * DAY)
    assert announce() == 0
    bill(issued_on=TODAY - 10 * DAY)
    assert announce() == 1


def test_what_was_issued_before_the_access_began_is_no_news(
    bill: Bill, announce: Callable[[], int], database: Database
) -> None:
    # 23:30 of 20 November in UTC is already the 21st in Łódź.
    began_at = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    database.run(update(CustomerAccess).values(began_at=began_at))
    bill(issued_on=dt.date(2026, 11, 20))
    assert announce() == 0
    later = bill(issued_on=dt.date(2026, 11, 21))
    assert announce() == 1
    assert database.all(select(NoticeSent.invoice_id)) == [later]


@pytest.mark.parametrize(
    "columns",
    [{"state": "blocked"}, {"state": "closed"}, {"email_proved_at": None}, {"email": None}],
    ids=lambda columns: next(iter(columns)),
)
def test_nobody_is_written_to_without_a_proved_address_and_a_working_access(
    bill: Bill,
    announce: Callable[[], int],
    remind: Callable[..., int],
    database: Database,
    columns: dict[str, Any],
) -> None:
    bill(due_on=TODAY)
    database.run(update(Account).values(**columns))
    assert (announce(), remind()) == (0, 0)


def test_whose_access_has_ended_learns_nothing(
    bill: Bill, announce: Callable[[], int], remind: Callable[..., int], database: Database
) -> None:
    bill(due_on=TODAY)
    database.run(update(CustomerAccess).values(ended_at=NOW))
    assert (announce(), remind()) == (0, 0)


def test_strangers_learn_nothing(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox, anna: Person, obcy: Person
) -> None:
    bill()
    announce()
    assert [mail.recipient for mail in outbox()] == [anna.email]
    assert obcy.email != anna.email


def test_only_customers_of_the_feed_are_looked_at(
    bill: Bill, database: Database, anna: Person, obcy: Person
) -> None:
    bill()
    bill(agreement_id=obcy.agreement_id)
    with database.write():
        assert notices.announce(select(Customer.id).where(Customer.id == anna.customer_id)) == 1
    assert database.all(select(NoticeSent.account_id)) == [anna.account_id]


def test_a_long_mail_ends_with_how_many_more_there_are(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox, database: Database
) -> None:
    for _ in range(33):
        bill()
    assert announce() == 1
    mail = outbox.last()
    assert mail.text.count("R/2026/10/") == 30
    assert "3" in plain(mail).split("R/2026/10/")[-1]
    assert "33" in mail.subject
    assert database.count(NoticeSent) == 33


def test_who_sees_several_customers_learns_whose_each_invoice_is(
    bill: Bill, announce: Callable[[], int], outbox: Mailbox, office: Office, anna: Person
) -> None:
    mother = office.customer("Zofia", "Starsza")
    office.access(anna, mother)
    bill()
    bill(agreement_id=office.agreement(mother))
    assert announce() == 1
    assert "Zofia Starsza" in outbox.last().text
    assert "Anna Testowa" in outbox.last().text


def test_however_many_accounts_and_invoices_there_are_the_statements_are_as_many(
    office: Office, announce: Callable[[], int], database: Database
) -> None:
    def counted(people: int, bills: int) -> int:
        for number in range(people):
            agreement = office.individual("Piotr", f"Numer{number}").agreement_id
            assert agreement is not None
            for _ in range(bills):
                office.invoice(agreement, 1_000, issued_on=TODAY)
        with database.statements() as seen:
            assert announce() == people
        return len(seen)

    assert counted(1, 1) == counted(5, 4) <= 5


def test_more_accounts_than_are_taken_at_once_all_learn_of_their_invoices(
    office: Office, announce: Callable[[], int], outbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 2)
    people = [office.individual("Piotr", f"Numer{number}") for number in range(5)]
    for person in people:
        assert person.agreement_id is not None
        office.invoice(person.agreement_id, 1_000, issued_on=TODAY)
    assert announce() == 5
    assert {mail.recipient for mail in outbox()} == {person.email for person in people}


def test_of_several_who_write_at_once_one_tells(bill: Bill, app: Flask, outbox: Mailbox) -> None:
    bill()
    together, written = threading.Barrier(3), []

    def tell() -> None:
        with app.app_context():
            together.wait()
            with transaction():
                written.append(notices.announce(select(Customer.id)))

    threads = [threading.Thread(target=tell) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [0, 0, 1]
    assert len(outbox()) == 1


# What is due soon, and what is overdue.


@pytest.mark.parametrize(("days", "written"), [(-1, 0), (0, 1), (3, 1), (4, 0)])
def test_what_is_due_within_three_days_is_reminded_of(
    bill: Bill, remind: Callable[..., int], outbox: Mailbox, days: int, written: int
) -> None:
    bill(due_on=TODAY + days * DAY)
    assert remind() == written
    assert len(outbox(name=SOON)) == written


def test_the_office_says_how_early_and_how_late_it_reminds(
    bill: Bill, remind: Callable[..., int], outbox: Mailbox, database: Database
) -> None:
    bill(due_on=TODAY + 5 * DAY)
    bill(due_on=TODAY - DAY)
    assert remind() == 0
    with database.write():
        put("notice.due_days", 5, SYSTEM)
        put("notice.overdue_days", 1, SYSTEM)
    assert remind() == 2
    assert [mail.name for mail in outbox()] == [SOON, LATE]


@pytest.mark.parametrize(("days", "written"), [(3, 0), (4, 1), (60, 1), (61, 0)])
def test_what_is_overdue_is_reminded_of_once_banks_have_had_their_time(
    bill: Bill, remind: Callable[..., int], outbox: Mailbox, days: int, written: int
) -> None:
    bill(issued_on=TODAY - 90 * DAY, due_on=TODAY - days * DAY)
    assert remind() == written
    assert remind(TODAY + DAY) == int(days == 3), "once"
    assert {mail.name for mail in outbox()} <= {LATE}


@pytest.mark.parametrize(
    ("gross", "settled"), [(10_000, 10_000), (-10_000, -10_000), (10_000, 9_501), (499, 0)]
)
def test_what_is_paid_in_favour_or_too_little_is_not_overdue(
    bill: Bill, remind: Callable[..., int], gross: int, settled: int
) -> None:
    bill(gross, settled=settled, due_on=TODAY - 10 * DAY)
    assert remind() == 0


def test_an_overdue_invoice_names_what_is_left(
    bill: Bill, remind: Callable[..., int], outbox: Mailbox
) -> None:
    bill(10_000, settled=4_000, issued_on=TODAY - 30 * DAY, due_on=TODAY - 10 * DAY)
    assert remind() == 1
    text = plain(outbox.last(name=LATE))
    assert "60,00 zł" in text
    assert "100,00 zł" not in text
    assert "13.11.2026" in text


def test_at_weekends_and_on_holidays_nobody_is_told_of_debts(
    bill: Bill, remind: Callable[..., int], outbox: Mailbox
) -> None:
    bill(issued_on=TODAY - 30 * DAY, due_on=TODAY - 10 * DAY)
    for day in (dt.date(2026, 11, 28), dt.date(2026, 11, 29), dt.date(2026, 12, 25)):
        assert remind(day) == 0
    assert remind(dt.date(2026, 11, 30)) == 1
    assert len(outbox(name=LATE)) == 1


def test_reminders_are_written_once_a_day_from_nine_o_clock_on(
    app: Flask, bill: Bill, outbox: Mailbox, clock: Clock
) -> None:
    bill(due_on=TODAY + DAY)
    with app.app_context():
        for hour, written in ((7, 0), (8, 1), (9, 1), (19, 1)):  # UTC: an hour less than in Łódź
            clock.set(dt.datetime(2026, 11, 23, hour, 59 if hour == 7 else 0, tzinfo=dt.UTC))
            minute()
            assert len(outbox.rows(name=SOON)) == written
        bill(due_on=TODAY + DAY)
        clock.set(dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC))
        minute()
        assert len(outbox.rows(name=SOON)) == 1, "today has been done"
        clock.set(dt.datetime(2026, 11, 24, 8, 1, tzinfo=dt.UTC))
        minute()
    assert len(outbox.rows(name=SOON)) == 2


def test_what_was_told_long_ago_is_forgotten(
    app: Flask, bill: Bill, announce: Callable[[], int], database: Database, clock: Clock
) -> None:
    bill()
    announce()
    for days, kept in ((400, 1), (1, 0)):
        clock.advance(days * DAY)
        with app.app_context():
            minute()
        assert database.count(NoticeSent) == kept


# Switching off.


@pytest.fixture
def hers(new_client: Callable[..., StrictClient], anna: Person) -> StrictClient:
    """Anna, logged in, reading English."""
    client = new_client(anna)
    with client.session_transaction() as kept:
        kept["language"] = "en"
    return client


def test_every_kind_comes_until_it_is_switched_off(
    hers: StrictClient, bill: Bill, announce: Callable[[], int], remind: Callable[..., int], anna: Person
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
    hers: StrictClient, bill: Bill, announce: Callable[[], int], database: Database
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
    hers: StrictClient, bill: Bill, announce: Callable[[], int], outbox: Mailbox, obcy: Person
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


# A feed, end to end.


def _anna_of(feed: Feed, office: Office, database: Database) -> tuple[Person, dict[str, str]]:
    """Give somebody of the feed an access; return whose, and the latest of the customer's invoices."""
    invoice = max(feed.rows["invoices"], key=lambda row: row["issued_on"])
    agreement = feed.row("agreements", agreement_no=invoice["agreement_no"])
    person = office.individual("Anna", "Zliczna")
    mine = Customer.customer_no == agreement["customer_no"]
    office.access(person, database.one(select(Customer.id).where(mine)), began_at=NOW - 365 * DAY)
    return person, invoice


def test_a_feed_with_a_new_invoice_writes_to_its_customer_alone(
    app: Flask, office: Office, database: Database, outbox: Mailbox, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed", customers=6)
    assert feed.take(app).outcome == "taken"
    person, last = _anna_of(feed, office, database)
    quiet, _ = _anna_of(feed, office, database)
    gone, _ = _anna_of(feed, office, database)
    database.run(insert(NoticeOff).values(account_id=quiet.account_id, kind="new_invoice", since=NOW))
    over = CustomerAccess.account_id == gone.account_id
    database.run(update(CustomerAccess).where(over).values(ended_at=NOW))
    due_on = (TODAY + 14 * DAY).isoformat()
    new = {**last, "invoice_no": "R/2026/11/900001", "issued_on": TODAY.isoformat(), "due_on": due_on}
    feed.rows["invoices"].append({**new, "kind": "settlement", "corrects_no": ""})
    feed.sequence += 1
    trial = feed.take(app, dry_run=True)
    assert (trial.outcome, outbox()) == ("dry", [])
    assert feed.take(app).outcome == "taken"
    (mail,) = outbox()
    assert mail.recipient == person.email
    assert "R/2026/11/900001" in mail.text
    feed.sequence += 1
    assert feed.take(app).outcome == "taken"
    assert database.count(Outbox) == 1
