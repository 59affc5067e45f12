"""Pages for everybody: what e-BOK is, help, personal data, accessibility, the language, files for robots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as BrowserPage

from app.accounts.models import Account
from app.foundation import clock as office
from app.foundation.actor import SYSTEM
from app.settings.service import put
from tests.support.browser import axe_findings
from tests.support.cast import Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]
ENGLISH = {"Accept-Language": "en"}
PAGES = ("/", "/help", "/privacy", "/accessibility", "/regulations")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["pl", "en"])
def test_everybody_can_read_it(client: StrictClient, address: str, language: str) -> None:
    page = client.get(address, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert page.document.select("html")[0].attr("lang") == language


def test_a_visitor_finds_every_way_in(client: StrictClient) -> None:
    page = client.get("/", headers=ENGLISH)
    ways = {link.attr("href") for link in page.document.select("main a")}
    assert {"/login", "/apply", "/track", "/regulations", "/help", "/privacy"} <= ways
    for part in ("free of charge", "KRS", "REGON", "PESEL", "identity card"):
        assert part in page.words


@pytest.mark.parametrize(("who", "leads"), [("anna", "/home"), ("celina", "/desk"), ("adam", "/admin")])
def test_whoever_has_logged_in_finds_the_way_to_his_pages(
    new_client: Visitors, who: str, leads: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    page = new_client(person).get("/", headers=ENGLISH)
    assert person.name in page.part("main .notice")
    (link,) = page.document.select("main .notice a")
    assert str(link.attr("href")).startswith((leads, "/account"))
    assert "/apply" not in {link.attr("href") for link in page.document.select("main .actions a")}


def test_the_promise_is_the_one_that_is_set(client: StrictClient, database: Database) -> None:
    with database.write():
        put("promise.individual.decision", 5, SYSTEM)
    assert "within 5 working days" in client.get("/", headers=ENGLISH).words
    assert "Up to 5 working days" in client.get("/help", headers=ENGLISH).words


def test_personal_data_name_controller_officer_times_and_rights(client: StrictClient) -> None:
    words = client.get("/privacy", headers=ENGLISH).words
    for part in ("Przykładowa Energia S.A.", "iod@example.com", "90 days", "3 years", "art. 6(1)(b)", "UODO"):
        assert part in words


def test_the_language_is_kept_for_this_browser(client: StrictClient) -> None:
    page = client.press(client.get("/help"), "English", follow=True)
    assert (page.address, page.heading) == ("/help", "Help")
    assert client.get("/").document.select("html")[0].attr("lang") == "en"
    client.press(client.get("/"), "Polski")
    assert client.get("/").document.select("html")[0].attr("lang") == "pl"


def test_of_a_customer_it_becomes_the_language_of_his_mails(
    new_client: Visitors, anna: Person, database: Database
) -> None:
    visitor = new_client(anna)
    visitor.press(visitor.get("/"), "English")
    assert database.get(Account, anna.account_id).language == "en"


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", ""]
)
def test_the_language_switch_leads_nowhere_else(client: StrictClient, elsewhere: str) -> None:
    answer = client.press(client.get("/"), "English", next=elsewhere)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_an_unknown_language_changes_nothing(client: StrictClient) -> None:
    token = client.get("/").document.select("form.language input[name=csrf_token]")[0].attr("value")
    client.post("/language", data={"csrf_token": token, "language": "xx", "next": "/"})
    assert client.get("/").document.select("html")[0].attr("lang") == "pl"


def test_who_finds_a_weakness_learns_whom_to_tell(client: StrictClient) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:bok@example.com"
    expires = dt.datetime.fromisoformat(lines["Expires"])
    assert dt.timedelta(0) < expires - office.now() < dt.timedelta(days=365)
    assert lines["Canonical"].endswith("/.well-known/security.txt")


def test_robots_are_kept_to_what_is_for_everybody(client: StrictClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Disallow: /"
    assert "Allow: /help" in lines


@pytest.mark.browser
@pytest.mark.one_engine("the pages hold nothing of the database but settings")
@pytest.mark.parametrize("address", PAGES)
def test_nothing_stands_in_the_way_of_anybody(browser_page: BrowserPage, address: str) -> None:
    browser_page.goto(address)
    assert axe_findings(browser_page) == []
