"""The demo's own page: who can log in, and data with which one can really apply."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.demo import hints, numbers, paper_hints
from app.demo.cases import Case, apply, confirm
from app.demo.generate import generate
from app.demo.known import KNOWN, TO_APPLY
from app.feed.service import take_in
from app.foundation.db import transaction
from tests.demo.feed_checker import Feed
from tests.support.cast import Office
from tests.support.client import StrictClient


@pytest.fixture
def feed(demo: Flask, tmp_path: Path) -> Feed:
    """The customer base of the demo's well-known people, without access for anybody."""
    generate(tmp_path, len(KNOWN), 12, 7)
    with demo.app_context():
        take_in(tmp_path)
    return Feed(tmp_path)


def test_every_login_is_shown(visitor: StrictClient) -> None:
    page = visitor.get("/demo")
    assert hints.PASSWORD in page.words
    assert all(login.email in page.words and login.name in page.words for login in hints.LOGINS)


def test_data_to_apply_with_are_those_of_the_feed(feed: Feed, visitor: StrictClient) -> None:
    page = visitor.get("/demo")
    customers = feed.by_key("customers")
    last = {
        row["agreement_no"]: row
        for row in sorted(feed.rows["invoices"], key=lambda row: row["issued_on"])
        if row["kind"] in {"settlement", "forecast"}
    }
    shown = 0
    for agreement in feed.rows["agreements"]:
        who = customers[agreement["customer_no"]]
        if who["customer_no"] not in {numbers.customer_no(index) for index in TO_APPLY}:
            continue
        invoice = last[agreement["agreement_no"]]
        words = [who["customer_no"], who["pesel"], who["last_name"], invoice["invoice_no"]]
        assert all(word in page.words for word in words)
        assert invoice["gross"].partition(".")[0][-3:] in page.words
        shown += 1
    assert shown == len(TO_APPLY)


def test_without_customers_the_page_says_what_to_do(visitor: StrictClient) -> None:
    assert "make demo-reset" in visitor.get("/demo").words


@pytest.mark.one_engine("the map of addresses and the commands ask no database")
@pytest.mark.parametrize("mode", ["production", "development", "test"])
def test_elsewhere_there_is_nothing_of_the_demo(app_with: Callable[..., Flask], mode: str) -> None:
    app = app_with(mode=mode)
    assert not [rule for rule in app.url_map.iter_rules() if "demo" in f"{rule.rule} {rule.endpoint}"]
    assert "demo" not in app.test_client().get("/regulations").text
    if mode == "production":
        assert "demo" not in app.cli.commands


@pytest.mark.one_engine("a refusal asks no database")
def test_a_reset_outside_the_demo_touches_nothing(app_with: Callable[..., Flask]) -> None:
    said = app_with(mode="development").test_cli_runner().invoke(args=["demo", "reset"])
    assert said.exit_code == 1
    assert "EBOK_MODE=demo" in said.output


@pytest.mark.usefixtures("feed")
def test_the_data_shown_really_agree(demo: Flask, office: Office) -> None:
    """Whoever copies them into the form goes straight to an administrator, but for those without PESEL."""
    office.regulations()
    with demo.app_context(), transaction(write=False):
        shown = hints.to_apply_with()
    states = {}
    for hint in shown:
        case = Case(hint, hint.customer.email or "")
        for act in (apply, confirm):
            with demo.app_context(), transaction():
                act(case)
        with demo.app_context(), transaction(write=False):
            states[hint.name] = case.row["state"]
    assert {name for name, state in states.items() if state != "matched"} == {"Stanisław Mazurek"}


@pytest.mark.one_engine("hints ask no database")
@pytest.mark.parametrize(("language", "title"), [("en", "Who shows what"), ("pl", "Co u kogo zobaczyć")])
def test_it_says_who_shows_what_and_where(visitor: StrictClient, language: str, title: str) -> None:
    page = visitor.get("/demo", headers={"Accept-Language": language})
    assert title in page.words
    rows = page.parts("section[aria-labelledby=shows] tbody tr")
    assert len(rows) == len(hints.SHOWS)
    assert {show.who for show in hints.SHOWS} <= {login.name for login in hints.LOGINS}


@pytest.mark.one_engine("the hints are the page's own")
def test_the_paper_desk_says_that_nobody_has_applied_yet(visitor: StrictClient) -> None:
    page = visitor.get("/demo", headers={"Accept-Language": "en"})
    assert "No institution has applied yet." in page.words


def test_whoever_is_to_try_the_paper_desk_can_log_in() -> None:
    assert {who for _words, who, _page in paper_hints.TRIES.values()} <= {one.name for one in hints.LOGINS}
