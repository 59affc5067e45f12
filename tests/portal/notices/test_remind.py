"""Reminders of what is due soon and of what is overdue: when, and of what."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.mail.queue import minute
from app.portal import notices
from app.portal.models import NoticeSent
from app.settings.service import put
from tests.portal.notices.moment import DAY, TODAY, Announce, Bill, Remind, plain
from tests.support.cast import Office
from tests.support.database import Database
from tests.support.mails import Mailbox

SOON, LATE = "due_soon", "overdue"


@pytest.mark.parametrize(("days", "written"), [(-1, 0), (0, 1), (3, 1), (4, 0)])
def test_what_is_due_within_three_days_is_reminded_of(
    bill: Bill, remind: Remind, outbox: Mailbox, days: int, written: int
) -> None:
    bill(due_on=TODAY + days * DAY)
    assert remind() == written
    assert len(outbox(name=SOON)) == written


def test_the_office_says_how_early_and_how_late_it_reminds(
    bill: Bill, remind: Remind, outbox: Mailbox, database: Database
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
    bill: Bill, remind: Remind, outbox: Mailbox, days: int, written: int
) -> None:
    bill(issued_on=TODAY - 90 * DAY, due_on=TODAY - days * DAY)
    assert remind() == written
    assert remind(TODAY + DAY) == int(days == 3), "once"
    assert {mail.name for mail in outbox()} <= {LATE}


@pytest.mark.parametrize(
    ("gross", "settled"), [(10_000, 10_000), (-10_000, -10_000), (10_000, 9_501), (499, 0)]
)
def test_what_is_paid_in_favour_or_too_little_is_not_overdue(
    bill: Bill, remind: Remind, gross: int, settled: int
) -> None:
    bill(gross, settled=settled, due_on=TODAY - 10 * DAY)
    assert remind() == 0


def test_an_overdue_invoice_names_what_is_left(bill: Bill, remind: Remind, outbox: Mailbox) -> None:
    bill(10_000, settled=4_000, issued_on=TODAY - 30 * DAY, due_on=TODAY - 10 * DAY)
    assert remind() == 1
    text = plain(outbox.last(name=LATE))
    assert "60,00 zł" in text
    assert "100,00 zł" not in text
    assert "13.11.2026" in text


def test_at_weekends_and_on_holidays_nobody_is_told_of_debts(
    bill: Bill, remind: Remind, outbox: Mailbox
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
    app: Flask, bill: Bill, announce: Announce, database: Database, clock: Clock
) -> None:
    bill()
    announce()
    for days, kept in ((400, 1), (1, 0)):
        clock.advance(days * DAY)
        with app.app_context():
            minute()
        assert database.count(NoticeSent) == kept


def test_many_are_reminded_a_part_each_minute(
    app: Flask, office: Office, outbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "A_MINUTE", 2)
    for number in range(3):
        person = office.individual("Piotr", f"Numer{number}")
        assert person.agreement_id is not None
        office.invoice(person.agreement_id, 1_000, due_on=TODAY)
        office.invoice(person.agreement_id, 2_000, issued_on=TODAY - 30 * DAY, due_on=TODAY - 10 * DAY)
    seen = []
    for _ in range(5):
        with app.app_context():
            minute()
        seen.append([len(outbox.rows(name=name)) for name in (SOON, LATE)])
        clock.advance(dt.timedelta(minutes=1))
    assert seen == [[2, 0], [3, 1], [3, 3], [3, 3], [3, 3]]
