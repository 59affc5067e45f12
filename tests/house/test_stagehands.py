"""The stagehands do their work: browser, mail server, strict eye. Whoever trusts them may trust the tests."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import delete

from app.billing.models import MeterState
from app.customers.models import Customer
from tests.support import html
from tests.support.browser import axe_findings
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.sampled import owner
from tests.support.smtp import Postbox

GOOD = """<!DOCTYPE html>
<html lang="pl">
<head><meta charset="utf-8" /><title>Wniosek · e-BOK</title></head>
<body>
<h1>Wniosek</h1>
<form method="post" action="/x">
<input type="hidden" name="csrf_token" value="t" />
<label for="a">Nazwisko</label><input id="a" name="a" />
<button type="submit">Wyślij</button>
</form>
</body>
</html>"""


def test_a_good_page_has_no_faults() -> None:
    assert html.faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<!DOCTYPE html>\n", "", "DOCTYPE"),
        ('lang="pl"', "", "lang"),
        ("<h1>Wniosek</h1>", "", "<h1>"),
        ("<title>Wniosek", "<title>Coś", "name different things"),
        ('for="a"', 'for="b"', "has no label"),
        ('name="csrf_token"', 'name="other"', "csrf_token"),
        ("<button", '<button onclick="x()"', "inline onclick"),
        ("<h1>", '<h1 style="color:red">', "inline style"),
        ("</h1>", "</h1><script>x</script>", "stands inline"),
        ("</h1>", "</h1><p>None</p>", "shows through"),
        ("</h1>", "</h1><p>{{ name }}</p>", "shows through"),
        ("</h1>", "</h1><p><div>x</div></p>", "another tree"),
        ("</h1>", '</h1><p id="a">x</p>', "stands 2 times"),
        ("</h1>", '</h1><a href="#">x</a>', "leads nowhere"),
        ("</h1>", '</h1><img src="/x.png">', "alt"),
        ("</h1>", '</h1><img src="https://other.example/x.png" alt="x">', "another host"),
    ],
)
def test_each_fault_is_seen(old: str, new: str, fault: str) -> None:
    found = html.faults(GOOD.replace(old, new, 1))
    assert any(fault in one for one in found), found


def test_the_client_reads_pages(client: StrictClient) -> None:
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert page.heading
    assert page.heading in page.words


@pytest.mark.browser
@pytest.mark.one_engine("the browser does not know the engine")
def test_the_browser_shows_pages(browser_page: Page) -> None:
    answer = browser_page.goto("/no-such-page")
    assert answer is not None
    assert answer.status == 404
    assert browser_page.locator("h1").count() == 1
    assert axe_findings(browser_page) == []


@pytest.mark.parametrize(("mode", "code"), [("refuse", 550), ("busy", 451)])
def test_the_mail_server_refuses_when_told(smtp: Postbox, mode: str, code: int) -> None:
    smtp.mode = mode  # type: ignore[assignment]  # parametrised
    with (
        smtplib.SMTP("127.0.0.1", smtp.port) as wire,
        pytest.raises(smtplib.SMTPRecipientsRefused) as refused,
    ):
        wire.sendmail("a@example.com", ["b@example.com"], "Subject: x\n\nx")
    assert refused.value.recipients["b@example.com"][0] == code


def test_the_mail_server_takes_mail_behind_tls(smtp_tls: Postbox) -> None:
    with smtplib.SMTP("127.0.0.1", smtp_tls.port) as wire:
        wire.starttls(context=ssl.create_default_context())
        wire.sendmail("a@example.com", ["b@example.com"], "Subject: x\n\nx")
    assert [message["Subject"] for message in smtp_tls.messages] == ["x"]
    assert smtp_tls.recipients == ["b@example.com"]


@pytest.mark.sampled
def test_an_owner_of_the_sample_sees_his_agreement_and_every_test_a_fresh_copy(
    office: Office, new_client: Callable[..., StrictClient]
) -> None:
    assert office.database.count(Customer) == 300
    home = new_client(owner(office, "1482584669")).get("/home")
    assert home.status_code == 200
    office.customer()
    office.database.run(delete(MeterState))


@pytest.mark.sampled
def test_what_another_test_did_to_the_sample_is_undone(database: Database) -> None:
    assert database.count(Customer) == 300
    assert database.count(MeterState) > 400
