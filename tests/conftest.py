"""Fixtures of all tests.

Every test that uses one of these runs twice, on SQLite and on PostgreSQL, and finds a freshly migrated,
empty database (mark it `@pytest.mark.one_engine("why the engine cannot matter")` to run on SQLite only,
`@pytest.mark.sampled` to find the billing system's whole sample in it; see tests/support/sampled.py):

    app            the application; one per engine for the whole session
    app_with       app_with(mail_port=…): another application on the same database, other fields of Config
    client         the strict client (tests/support/client.py): get, press, click, follow; checks every page
    new_client     new_client(): one more visitor with his own cookies; new_client(celina) has logged in
    database       look into the database and write: all, one, get, count, save, run, statements (database.py)
    office         the cast and what they need, made on demand (tests/support/cast.py)
    anna celina adam obcy   a customer, a clerk, an admin, a stranger (another customer), with `.login`
    outbox         outbox(to=…, name=…) -> the waiting mails as rendered; outbox.last(…).link (mails.py)
    live           address of a real server in a thread
    browser_page   a playwright page at `live`; `@pytest.mark.javascript(False)` switches scripts off
    browser_as     browser_as(celina): the browser is hers, logged in; axe_findings(page) is in browser.py

Without a database: clock (the office's clock: set, advance), smtp (a real SMTP server, see smtp.py),
smtp_tls (the same with STARTTLS), postgres (the server), empty_database (url of one without tables).
Never inside an app context: client.get and its like. For services: `with database.write(): service.do(…)`.
Tests reach 127.0.0.1 only; a warning is an error; a missing program fails with the command that installs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from app.foundation.clock import Clock
from app.foundation.clock import clock as office_clock
from tests.support import browser as chromium_support
from tests.support.cast import Office, Person, sign_in
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from tests.support.network import close_the_door
from tests.support.postgres import Server
from tests.support.sampled import SampledPostgres, SampledSqlite
from tests.support.smtp import Postbox, certificate
from tests.support.stages import PostgresStage, SqliteStage, Stage
from workflows.roles import Role

ENGINES = ("sqlite", "postgresql")


def pytest_configure() -> None:
    """Close the way to other machines before the first test is collected."""
    close_the_door()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever needs a database on both engines."""
    if "engine_kind" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("one_engine")
        if marker and not marker.args:
            pytest.fail(
                f"{metafunc.definition.nodeid}: one_engine needs the reason why the engine cannot matter"
            )
        metafunc.parametrize("engine_kind", ENGINES[:1] if marker else ENGINES, scope="session")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The session's own PostgreSQL server."""
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def stages() -> Iterator[dict[str, Stage]]:
    """The stages made so far, by engine."""
    made: dict[str, Stage] = {}
    yield made
    for stage in made.values():
        stage.close()


@pytest.fixture
def stage(
    engine_kind: str,
    stages: dict[str, Stage],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stage:
    """The present engine's stage, set back to the freshly migrated state."""
    sampled = request.node.get_closest_marker("sampled") is not None
    name = f"{engine_kind}-sampled" if sampled else engine_kind
    if name not in stages:
        folder = tmp_path_factory.mktemp(name)
        if engine_kind == "sqlite":
            stages[name] = (SampledSqlite if sampled else SqliteStage)(folder)
        else:
            server = request.getfixturevalue("postgres")
            stages[name] = (SampledPostgres if sampled else PostgresStage)(folder, server)
    stages[name].reset()
    return stages[name]


@pytest.fixture
def app(stage: Stage) -> Flask:
    """The application on a freshly migrated database."""
    stage.app.test_client_class = StrictClient
    return stage.app


@pytest.fixture
def app_with(stage: Stage) -> Iterator[Callable[..., Flask]]:
    """Make another application on the same database, with other fields of Config."""
    with stage.others() as build:
        yield build


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """A visitor with a strict eye."""
    visitor = app.test_client()
    assert isinstance(visitor, StrictClient)
    return visitor


@pytest.fixture
def new_client(app: Flask, database: Database) -> Callable[..., StrictClient]:
    """Make visitors with cookies of their own: without a name a stranger, with one somebody logged in."""

    def make(person: Person | None = None) -> StrictClient:
        visitor = app.test_client()
        assert isinstance(visitor, StrictClient)
        if person:
            sign_in(visitor, database, person)
        return visitor

    return make


@pytest.fixture
def database(app: Flask, engine_kind: str) -> Database:
    """The present test's database."""
    return Database(app, engine_kind)


@pytest.fixture
def office(app: Flask, database: Database) -> Office:
    """Makers of people, agreements and invoices."""
    return Office(app, database)


@pytest.fixture
def outbox(database: Database) -> Mailbox:
    """The mails that wait to be sent."""
    return Mailbox(database)


@pytest.fixture
def anna(office: Office) -> Person:
    """Anna, a customer: an individual with one agreement."""
    return office.individual("Anna", "Testowa")


@pytest.fixture
def obcy(office: Office) -> Person:
    """A stranger: another customer, who must learn nothing of Anna."""
    return office.individual("Olgierd", "Obcy")


@pytest.fixture
def celina(office: Office) -> Person:
    """Celina, a clerk."""
    return office.staff("Celina Biurowa", "celina@bok.example.com", Role.CLERK)


@pytest.fixture
def adam(office: Office) -> Person:
    """Adam, an admin."""
    return office.staff("Adam Zarządca", "adam@bok.example.com", Role.ADMIN)


@pytest.fixture
def empty_database(engine_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without tables."""
    if engine_kind == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    server: Server = request.getfixturevalue("postgres")
    return server.create("empty")


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    """The office's clock; it runs with the machine's again after every test."""
    office_clock.reset()
    yield office_clock
    office_clock.reset()


@pytest.fixture
def smtp() -> Iterator[Postbox]:
    """An SMTP server without TLS; set `smtp.mode` to accept, refuse, busy, slow or down."""
    box = Postbox()
    yield box
    box.close()


@pytest.fixture
def smtp_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """An SMTP server that insists on STARTTLS, with a certificate this test trusts."""
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    box = Postbox(tls=context)
    yield box
    box.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the session."""
    with sync_playwright() as playwright:
        browser = chromium_support.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def live(app_with: Callable[..., Flask]) -> Iterator[str]:
    """The address of a real server of the application."""
    with chromium_support.serve(lambda address: app_with(base_url=address)) as address:
        yield address


@pytest.fixture
def browser_options() -> dict[str, Any]:
    """Options of the browser's context; a test file may override this fixture (viewport, colour scheme)."""
    return {"locale": "pl-PL"}


@pytest.fixture
def browser_page(
    chromium: Browser, live: str, browser_options: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page of a real browser; complaints of its console fail the test."""
    marker = request.node.get_closest_marker("javascript")
    scripts = bool(marker.args[0]) if marker else True
    context = chromium.new_context(base_url=live, java_script_enabled=scripts, **browser_options)
    with chromium_support.watched_page(context) as page:
        yield page
    context.close()


@pytest.fixture
def browser_as(
    browser_page: Page, live: str, new_client: Callable[..., StrictClient]
) -> Callable[[Person], Page]:
    """Hand the browser to somebody who has logged in."""

    def hand(person: Person) -> Page:
        cookie = new_client(person).get_cookie("ebok")
        assert cookie is not None
        browser_page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live}])
        return browser_page

    return hand
