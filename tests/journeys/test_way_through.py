"""The whole way in a real browser, with scripts and without: apply, prove, be checked, be let in, log in."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from app.customers.models import Customer
from app.foundation.clock import WARSAW, Clock, today
from app.registrations.models import Registration
from tests.journeys.browsing import compare_home, log_in, press, runs_scripts, words
from tests.oracle import Oracle
from tests.registrations.applying import MAIL, Applicant, of_base
from tests.support.cast import Office, Person
from tests.support.database import Database
from tests.support.feeds import Feed
from tests.support.mails import Mailbox

pytestmark = pytest.mark.browser

IN_ARREARS, OVERPAID, IN_ORDER = "0247846879", "5433017074", "9136744762"
NEW_PASSWORD = "dziewięć łódek płynie na Pilicy"
SCRIPTS = [
    pytest.param("with", marks=pytest.mark.javascript(True)),  # noqa: FBT003 - the marker's own word
    pytest.param("without", marks=pytest.mark.javascript(False)),  # noqa: FBT003 - the same
]


@pytest.fixture
def oracle(app: Flask, office: Office, clock: Clock, tmp_path: Path) -> Oracle:
    """A feed taken in on the morning after it was written, and what it says."""
    clock.set(dt.datetime(2026, 11, 2, 9, tzinfo=WARSAW))
    office.regulations()
    feed = Feed(tmp_path / "feed")
    feed.take(app)
    return Oracle(feed.folder, today())


def of_feed(database: Database, oracle: Oracle, customer_no: str, **typed: str) -> Applicant:
    """Return what this customer of the feed types when he copies his latest invoice."""
    customer = database.one(select(Customer.id).where(Customer.customer_no == customer_no))
    latest = next(one for one in oracle.invoices(customer_no) if one.kind in {"settlement", "forecast"})
    copied = {"invoice_no": latest.number, "invoice_gross": str(latest.gross).replace(".", ",")}
    return of_base(database, customer, **{**copied, **typed})


def apply(page: Page, outbox: Mailbox, person: Applicant) -> None:
    """Go from the first page to the tracker: two steps of a form, a mail, a button."""
    page.goto("/")
    page.locator("main a[href='/apply']").first.click()
    page.locator("main a[href='/apply/who']").first.click()
    who = {name: value for name, value in person.who.items() if value}
    press(page, "/apply/who", **who)
    press(page, "/apply/check", **person.check)
    page.wait_for_url(re.compile("/apply/sent/"))
    page.goto(outbox.last(to=person.email, name=MAIL).link)
    press(page, "/confirm-email")
    page.wait_for_url(re.compile("/track/"))


def reference(database: Database) -> str:
    """Return the newest application's reference."""
    newest = select(Registration.reference).order_by(Registration.id.desc()).limit(1)
    return str(database.one(newest))


def state(database: Database) -> str:
    """Return where the newest application stands."""
    return str(database.one(select(Registration.state).order_by(Registration.id.desc()).limit(1)))


def activate(page: Page, database: Database, admin: Person) -> None:
    """Let an admin open the access."""
    log_in(page, admin.login, admin.password)
    page.goto(f"/admin/activations/{reference(database)}")
    press(page, "/activate")
    assert state(database) == "activated"


def first_login(page: Page, outbox: Mailbox, email: str) -> None:
    """Log in with what came in two mails, and choose a password."""
    mails = {mail.name: mail for mail in outbox(to=email) if mail.name in {"identifier", "pin"}}
    codes = {name: re.sub(r"\D", "", mail.row.secrets[name]) for name, mail in mails.items()}
    assert len([mail for mail in outbox(to=email) if mail.name in codes]) == 2
    assert codes["pin"] not in re.sub(r"\D", "", mails["identifier"].text)
    assert codes["identifier"] not in re.sub(r"\D", "", mails["pin"].text)
    enter(page, codes["identifier"], codes["pin"])


def enter(page: Page, identifier: str, pin: str) -> None:
    """Log in for the first time."""
    log_in(page, identifier, pin)
    assert page.url.endswith("/first-login"), words(page.locator("main"))
    press(page, "/first-login", new_password=NEW_PASSWORD, repeat=NEW_PASSWORD)
    assert page.url.endswith("/home"), words(page.locator("main"))


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_somebody_whose_data_agree_is_let_in(  # noqa: PLR0913, PLR0917 - everybody on the way
    browser_page: Page, database: Database, outbox: Mailbox, adam: Person, oracle: Oracle, scripts: str
) -> None:
    person = of_feed(database, oracle, IN_ARREARS)
    apply(browser_page, outbox, person)
    assert state(database) == "matched"
    activate(browser_page, database, adam)
    first_login(browser_page, outbox, person.email)
    compare_home(browser_page, oracle, IN_ARREARS)
    assert runs_scripts(browser_page) is (scripts == "with")


@pytest.mark.parametrize("scripts", SCRIPTS)
def test_somebody_whose_data_differ_is_asked_and_let_in(  # noqa: PLR0913, PLR0917 - the same
    browser_page: Page,
    database: Database,
    outbox: Mailbox,
    celina: Person,
    adam: Person,
    oracle: Oracle,
    scripts: str,
) -> None:
    page, person = browser_page, of_feed(database, oracle, OVERPAID, invoice_gross="1,00")
    apply(page, outbox, person)
    assert state(database) == "needs_review"
    log_in(page, celina.login, celina.password)
    page.goto(f"/desk/applications/{reference(database)}")
    press(page, "/ask", text="Jaka kwota stoi na fakturze?")
    assert state(database) == "awaiting_applicant"
    _answer(page, database, outbox)
    log_in(page, celina.login, celina.password)
    page.goto(f"/desk/applications/{reference(database)}")
    assert "160,95" in words(page.locator("main"))
    press(page, "/answers", why_invoice_gross="Podał kwotę z faktury.")
    press(page, "/verify")
    assert state(database) == "verified"
    activate(page, database, adam)
    first_login(page, outbox, person.email)
    compare_home(page, oracle, OVERPAID)
    assert runs_scripts(page) is (scripts == "with")


def _answer(page: Page, database: Database, outbox: Mailbox) -> None:
    """Come back after days, with reference and code, and answer the office's question."""
    page.context.clear_cookies()
    page.goto("/track")
    code = outbox.last(name=MAIL).row.secrets["code"]
    press(page, "/track", reference=reference(database), code=code)
    page.wait_for_url(re.compile("/track/"))
    assert "Jaka kwota stoi na fakturze?" in words(page.locator("main"))
    press(page, "/answer", text="160,95 zł, przepraszam.")
    assert state(database) == "needs_review"


@pytest.mark.javascript(False)  # noqa: FBT003 - the same
def test_somebody_without_internet_comes_to_the_counter_and_gets_a_letter(  # noqa: PLR0913, PLR0917 - the same
    browser_page: Page, database: Database, outbox: Mailbox, celina: Person, adam: Person, oracle: Oracle
) -> None:
    page, person = browser_page, of_feed(database, oracle, IN_ORDER)
    log_in(page, celina.login, celina.password)
    page.goto("/desk/lodge")
    typed = {name: person.who[name] for name in ("first_name", "last_name", "pesel")}
    press(page, "/desk/lodge", identity_seen="identity_card", **typed, **person.check)
    page.wait_for_url(re.compile("/receipt"))
    page.goto(f"/desk/applications/{reference(database)}")
    press(page, "/verify")
    activate(page, database, adam)
    letter = outbox.rows(channel="letter", name="access_letter")[-1]
    assert not outbox(name="pin")
    secrets = {name: re.sub(r"\D", "", str(letter.secrets[name])) for name in ("identifier", "pin")}
    enter(page, secrets["identifier"], secrets["pin"])
    compare_home(page, oracle, IN_ORDER)
