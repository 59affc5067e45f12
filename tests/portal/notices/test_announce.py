"""A new invoice: who learns of it, once, and in one mail per feed."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Account
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.foundation.db import transaction
from app.foundation.templating import nrb
from app.portal import notices
from app.portal.models import NoticeSent
from tests.portal.notices.moment import DAY, NOW, TODAY, Announce, Bill, Remind, plain
from tests.support.cast import Office, Person
from tests.support.database import Database
from tests.support.mails import Mailbox


def test_all_new_invoices_of_an_account_come_in_one_mail(
    bill: Bill, announce: Announce, outbox: Mailbox, anna: Person, database: Database
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
    bill: Bill, announce: Announce, outbox: Mailbox, database: Database, anna: Person
) -> None:
    bill()
    announce()
    agreement = database.get(Agreement, anna.agreement_id)
    mail = outbox.last(name="new_invoice")
    grouped = nrb(agreement.nrb).replace("\N{NO-BREAK SPACE}", " ")
    assert grouped in mail.text
    assert grouped in mail.html


def test_of_one_invoice_nobody_is_told_twice(bill: Bill, announce: Announce, outbox: Mailbox) -> None:
    bill()
    assert [announce(), announce()] == [1, 0]
    bill()
    assert announce() == 1
    assert len(outbox(name="new_invoice")) == 2


@pytest.mark.parametrize(("gross", "settled"), [(-2_000, -2_000), (2_000, 2_000)])
def test_what_is_not_to_be_paid_says_so(
    bill: Bill, announce: Announce, outbox: Mailbox, gross: int, settled: int
) -> None:
    bill(gross, settled=settled, kind="correction")
    announce()
    mail = outbox.last()
    text = plain(mail)
    assert "20,00 zł" in text
    assert "-" not in text.partition("20,00")[0][-3:], "an amount in somebody's favour has no minus"
    assert "07.12.2026" not in text, "nothing is due"
    assert "7 grudnia" not in mail.subject


def test_what_is_old_is_no_news(bill: Bill, announce: Announce) -> None:
    bill(issued_on=TODAY - 11 * DAY)
    assert announce() == 0
    bill(issued_on=TODAY - 10 * DAY)
    assert announce() == 1


def test_what_was_issued_before_the_access_began_is_no_news(
    bill: Bill, announce: Announce, database: Database
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
    announce: Announce,
    remind: Remind,
    database: Database,
    columns: dict[str, Any],
) -> None:
    bill(due_on=TODAY)
    database.run(update(Account).values(**columns))
    assert (announce(), remind()) == (0, 0)


def test_whose_access_has_ended_learns_nothing(
    bill: Bill, announce: Announce, remind: Remind, database: Database
) -> None:
    bill(due_on=TODAY)
    database.run(update(CustomerAccess).values(ended_at=NOW))
    assert (announce(), remind()) == (0, 0)


def test_strangers_learn_nothing(
    bill: Bill, announce: Announce, outbox: Mailbox, anna: Person, obcy: Person
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
    bill: Bill, announce: Announce, outbox: Mailbox, database: Database
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
    bill: Bill, announce: Announce, outbox: Mailbox, office: Office, anna: Person
) -> None:
    mother = office.customer("Zofia", "Starsza")
    office.access(anna, mother)
    bill()
    bill(agreement_id=office.agreement(mother))
    assert announce() == 1
    assert "Zofia Starsza" in outbox.last().text
    assert "Anna Testowa" in outbox.last().text


def test_however_many_accounts_and_invoices_there_are_the_statements_are_as_many(
    office: Office, announce: Announce, database: Database
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
    office: Office, announce: Announce, outbox: Mailbox, monkeypatch: pytest.MonkeyPatch
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
