"""What days bring about: the clockwork by command and by the worker's minute, and the way of a letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.audit.models import History
from app.customers.models import Customer
from app.foundation.clock import Clock
from app.mail.commands import timers
from app.mail.queue import minute
from app.registrations import tally
from app.registrations.models import Registration
from tests.accounts.ways import GOOD, invite, is_in, log_in
from tests.registrations.applying import proved, row_of, send, stranger
from tests.registrations.desk_cases import admin, clerk, customer
from tests.registrations.test_tracker import ask
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

Visitors = Callable[..., StrictClient]
DAY = dt.timedelta(days=1)
WORKERS = 4


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The menu's counts are of another database."""
    tally.kept.forget()


def clockwork(app: Flask) -> None:
    """Run `flask timers run`."""
    result = app.test_cli_runner().invoke(timers, ["run"])
    assert result.exit_code == 0
    assert re.fullmatch(r"(\d+) of \1 timers ran\n", result.output)


def test_the_command_ends_what_is_over_and_nothing_else(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, clock: Clock
) -> None:
    office.regulations()
    nina, invited = stranger(), invite(database, outbox)
    send(client, nina)

    def states() -> tuple[str, str]:
        return row_of(database, nina).state, database.get(Account, invited.account_id).state

    clockwork(office.app)
    assert states() == ("submitted", "invited")
    clock.advance(DAY)
    clockwork(office.app)
    assert states() == ("expired", "invited")
    clock.advance(6 * DAY)
    clockwork(office.app)
    clockwork(office.app)
    assert states() == ("expired", "lapsed")
    assert len(outbox(name="code_lapsed")) == 1


def test_of_many_workers_in_one_minute_one_runs_the_timers(  # noqa: PLR0913, PLR0917 - all who wait
    app_with: Callable[..., Flask],
    client: StrictClient,
    office: Office,
    database: Database,
    celina: Person,
    outbox: Mailbox,
    clock: Clock,
) -> None:
    office.regulations()
    nina, invited = stranger(), invite(database, outbox)
    proved(client, outbox, nina)
    ask(database, nina, celina)
    apps = [app_with() for _ in range(WORKERS)]

    def tick(app: Flask) -> None:
        with app.app_context():
            minute()

    for days in (7, 5, 3):  # the codes lapse, the applicant is reminded, the term ends
        clock.set(clock.now() + days * DAY)
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(tick, apps))
    assert row_of(database, nina).state == "expired"
    assert database.get(Account, invited.account_id).state == "lapsed"
    for name in ("code_lapsed", "registration_reminder", "registration_expired"):
        assert len(outbox.rows(name=name)) == 1
    once = select(func.count()).where(History.event.in_(("account.lapse", "registration.expire")))
    assert database.one(once) == 2


def words(page: Page) -> str:
    """Return the words of a PDF that came as the answer."""
    document = pypdfium2.PdfDocument(page.data)
    try:
        return " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    finally:
        document.close()


def printed_and_posted(desk: StrictClient) -> tuple[str, str]:
    """Print the letter that waits and put it into the post; return the identifier and PIN read from it."""
    letter = words(desk.press(desk.get("/desk/letters"), step="print"))
    identifier, pin = re.findall(r"\b\d{4} \d{4}\b", letter)[:2]
    assert desk.press(desk.get("/desk/letters"), step="posted", follow=True).parts(".empty")
    return identifier, pin


@pytest.fixture
def lodged(office: Office, database: Database, new_client: Visitors) -> int:
    """The account of somebody who came to the counter and was let in; the codes wait as a letter."""
    office.regulations()
    about = customer(office, email="on.file@example.com")
    desk, hers = new_client(clerk(office)), new_client(admin(office))
    desk.press(
        desk.get("/desk/lodge"),
        "Take the application in",
        identity_seen="identity_card",
        first_name="Anna",
        last_name="Testowa",
        codes_by="letter",
        accepted="y",
        customer_no=database.get(Customer, about).customer_no,
    )
    reference = database.one(select(Registration.reference))
    page = desk.get(f"/desk/applications/{reference}")
    assert desk.press(page, step="verify").status_code == 303
    assert hers.press(hers.get(f"/admin/activations/{reference}"), step="activate").status_code == 303
    return int(database.one(select(Registration.account_id)))


def test_a_letter_lets_its_reader_in_for_sixty_days(
    lodged: int, office: Office, new_client: Visitors, clock: Clock
) -> None:
    identifier, pin = printed_and_posted(new_client(clerk(office, "Czesław Drugi")))
    clock.advance(60 * DAY - dt.timedelta(minutes=1))
    clockwork(office.app)
    hand = new_client()
    page = hand.follow(log_in(hand, identifier, pin))
    assert (
        hand.press(page, step="first_login", new_password=GOOD, repeat=GOOD, follow=True).address == "/home"
    )
    assert is_in(hand)
    assert office.database.get(Account, lodged).state == "active"


def test_a_letter_that_came_too_late_is_written_anew(
    lodged: int, office: Office, new_client: Visitors, clock: Clock
) -> None:
    old = printed_and_posted(new_client(clerk(office, "Czesław Drugi")))
    clock.advance(60 * DAY)
    clockwork(office.app)
    assert office.database.get(Account, lodged).state == "lapsed"
    assert log_in(new_client(), *old).status_code == 422
    hers = new_client(admin(office, "Alicja Druga"))
    hers.press(hers.get(f"/admin/accounts/{lodged}"), step="reissue", channel="letter")
    fresh = printed_and_posted(new_client(clerk(office, "Celina Trzecia")))
    assert fresh[0] == old[0]
    assert log_in(new_client(), *old).status_code == 422
    assert log_in(new_client(), *fresh).status_code == 303
