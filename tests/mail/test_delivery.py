"""From the outbox to a real SMTP server: taken, refused, busy, slow, away; tried again, never doubled."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from app.foundation.clock import Clock
from app.foundation.db import db
from app.mail import claims
from app.mail.delivery import deliver, drain
from app.mail.models import Outbox
from tests.mail.conftest import Write
from tests.support.database import Database
from tests.support.smtp import Postbox

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
UNTIL = "2026-11-30T12:00:00+00:00"
Build = Callable[..., Flask]


def send(app: Flask) -> Counter[str]:
    """Drain the outbox as the worker does."""
    with app.app_context():
        return drain()


def test_a_mail_is_sent_whole_and_its_secrets_are_wiped(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database
) -> None:
    mail = written(name="pin", params={"name": "Anna", "until": UNTIL}, secrets={"pin": "1234 5678"})

    assert send(by_smtp(smtp.port)) == {"sent": 1}

    row, came = database.get(Outbox, mail), smtp.messages[0]
    assert (row.outcome, row.secrets, row.fault, row.leased_until) == ("sent", None, None, None)
    assert smtp.recipients == ["anna@example.com"]
    assert came["To"] == "anna@example.com"
    assert "Przykładowa Energia" in came["From"]
    assert came["Message-ID"] == row.message_id
    assert came["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        part = came.get_body((kind,))
        assert part is not None
        assert "1234 5678" in part.get_content()


def test_lines_on_the_wire_are_as_short_as_the_standard_wants(
    smtp: Postbox, by_smtp: Build, written: Write
) -> None:
    written()
    send(by_smtp(smtp.port))
    assert max(len(line) for line in smtp.messages[0].as_bytes().splitlines()) <= 998


def test_secrets_lie_encrypted_while_they_wait(written: Write, database: Database) -> None:
    mail = written(secrets={"pin": "1234 5678"})
    with database.read() as session:
        stored = session.execute(text("SELECT secrets FROM outbox WHERE id = :id"), {"id": mail}).scalar_one()
    assert "1234" not in stored


def test_a_busy_server_is_asked_again_later_with_the_same_message_id(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database, clock: Clock
) -> None:
    clock.set(NOON)
    mail, app = written(secrets={"pin": "1"}), by_smtp(smtp.port)
    smtp.mode = "busy"

    assert send(app) == {"postponed": 1}
    row = database.get(Outbox, mail)
    assert (row.attempts, row.available_at - NOON) == (1, dt.timedelta(seconds=30))
    assert "451" in (row.fault or "")
    assert row.secrets == {"pin": "1"}
    assert send(app) == {}

    smtp.mode = "accept"
    clock.advance(dt.timedelta(seconds=31))
    assert send(app) == {"sent": 1}
    assert [came["Message-ID"] for came in smtp.messages] == [row.message_id]
    assert database.get(Outbox, mail).fault is None


def test_a_mailbox_that_does_not_exist_is_laid_before_the_admin_at_once(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database
) -> None:
    smtp.mode = "refuse"
    mail = written(secrets={"pin": "1"})
    assert send(by_smtp(smtp.port)) == {"dead": 1}
    row = database.get(Outbox, mail)
    assert (row.outcome, row.attempts) == ("dead", 1)
    assert "550" in (row.fault or "")
    assert row.secrets == {"pin": "1"}, "kept until the admin has decided"


def test_one_refused_mail_does_not_hold_up_the_next(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database
) -> None:
    broken, good = written(name="no_such_mail"), written()
    assert send(by_smtp(smtp.port)) == {"postponed": 1, "sent": 1}
    assert database.get(Outbox, good).outcome == "sent"
    assert "no_such_mail" in (database.get(Outbox, broken).fault or "")


def test_a_mail_without_an_address_is_dead(smtp: Postbox, by_smtp: Build, written: Write) -> None:
    written(recipient=None)
    assert send(by_smtp(smtp.port)) == {"dead": 1}


def test_a_slow_server_costs_one_time_out_and_the_rest_of_the_batch_waits(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database
) -> None:
    smtp.mode = "slow"
    first, *rest = [written() for _ in range(4)]
    began = time.monotonic()

    assert send(by_smtp(smtp.port)) == {"postponed": 1, "released": 3}

    assert time.monotonic() - began < 3
    assert database.get(Outbox, first).attempts == 1
    for one in rest:
        row = database.get(Outbox, one)
        assert (row.attempts, row.leased_until, row.done_at) == (0, None, None)


@pytest.mark.parametrize("mode", ["closed", "down"])
def test_a_server_that_is_away_loses_nothing(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database, mode: str
) -> None:
    mail, closed = written(), 9
    smtp.mode = "down"
    assert send(by_smtp(closed if mode == "closed" else smtp.port))["sent"] == 0
    assert database.get(Outbox, mail).done_at is None


def test_pauses_grow_and_the_last_try_makes_a_dead_letter(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database, clock: Clock
) -> None:
    clock.set(NOON)
    smtp.mode = "busy"
    mail, app, pauses = written(), by_smtp(smtp.port), []
    for _ in range(11):
        assert send(app) == {"postponed": 1}
        pauses.append((database.get(Outbox, mail).available_at - clock.now()).total_seconds())
        clock.advance(dt.timedelta(seconds=pauses[-1]))
    assert pauses == [30 * 2**number for number in range(10)] + [21_600]
    assert send(app) == {"dead": 1}
    assert database.get(Outbox, mail).attempts == 12


def test_two_workers_never_send_one_mail_twice(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database
) -> None:
    mails = [written() for _ in range(45)]
    apps, done = [by_smtp(smtp.port, mail_timeout=5.0) for _ in range(2)], Counter[str]()

    def work(app: Flask) -> None:
        with app.app_context():
            while batch := deliver(7):
                done.update(batch)

    threads = [threading.Thread(target=work, args=(app,)) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert done == {"sent": len(mails)}
    assert Counter(came["Message-ID"] for came in smtp.messages).most_common(1)[0][1] == 1
    assert database.count(Outbox, Outbox.outcome == "sent") == len(mails)


def test_a_mail_whose_worker_died_comes_back_after_its_lease(
    smtp: Postbox, by_smtp: Build, written: Write, database: Database, clock: Clock
) -> None:
    clock.set(NOON)
    mail, app = written(), by_smtp(smtp.port)
    with app.app_context():
        assert [one.id for one in claims.claim(5)] == [mail]
    assert send(app) == {}, "it is in the hands of another"

    clock.advance(claims.LEASE + dt.timedelta(seconds=1))
    assert send(app) == {"sent": 1}
    assert database.get(Outbox, mail).attempts == 2


def test_a_mail_that_ends_every_worker_is_laid_before_the_admin(
    by_smtp: Build, written: Write, database: Database, clock: Clock
) -> None:
    clock.set(NOON)
    mail, app = written(), by_smtp(9)
    for _ in range(13):
        with app.app_context():
            claims.claim(5)
        clock.advance(claims.LEASE + dt.timedelta(seconds=1))
    assert database.get(Outbox, mail).outcome == "dead"


def test_a_late_worker_does_not_undo_what_its_successor_did(
    by_smtp: Build, written: Write, database: Database, clock: Clock
) -> None:
    clock.set(NOON)
    mail, app = written(), by_smtp(9)
    with app.app_context():
        late = claims.claim(1)[0]
        clock.advance(claims.LEASE + dt.timedelta(seconds=1))
        claims.sent(claims.claim(1)[0])
        claims.postponed(late, "too late")
        claims.died(late, "too late")
    row = database.get(Outbox, mail)
    assert (row.outcome, row.fault) == ("sent", None)


def test_what_is_left_of_a_lease_must_suffice_for_the_next_mail(
    smtp: Postbox, by_smtp: Build, written: Write, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.set(NOON)
    written()
    written()
    monkeypatch.setattr(claims, "LEASE", dt.timedelta(seconds=60))
    assert send(by_smtp(smtp.port)) == {"released": 2}
    assert smtp.messages == []


def test_no_transaction_is_open_while_the_server_is_spoken_to(by_smtp: Build, written: Write) -> None:
    written()
    app = by_smtp(9)
    seen: list[bool] = []

    class Watching:
        def send(self, _envelope: object) -> None:
            seen.append(db.session().in_transaction())

        def close(self) -> None:
            """Hold nothing."""

    app.extensions["transport"] = Watching
    assert send(app) == {"sent": 1}
    assert seen == [False]


def test_the_log_names_nobody(
    smtp: Postbox, by_smtp: Build, written: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    written(name="pin", params={"name": "Anna Testowa", "until": UNTIL}, secrets={"pin": "1234 5678"})
    smtp.mode = "refuse"
    send(by_smtp(smtp.port))
    captured = capfd.readouterr()
    lines = [json.loads(line) for line in (captured.out + captured.err).splitlines() if line.startswith("{")]
    assert "mail_failed" in {line["event"] for line in lines}
    for secret in ("anna@example.com", "Testowa", "1234"):
        assert secret not in captured.out + captured.err
