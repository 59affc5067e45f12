"""Every address of the office: who may open it is said, and it is written as all others are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.foundation.health import OPEN
from tests.house.sources import report

pytestmark = pytest.mark.one_engine("the map of addresses is made without a look at the database")

METHODS = {"GET", "HEAD", "OPTIONS", "POST"}
# kebab-case, perhaps with the ending of a file; or the folder which RFC 8615 names
WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?\Z|\.well-known\Z")
WELL_KNOWN = ".well-known"  # RFC 8615 names this folder
_TYPED = r"<[a-z_]+(\([^)]*\))?:[a-z_]+>"
# one typed value, perhaps with the ending of a file, which may be one itself
PARAMETER = re.compile(rf"{_TYPED}(\.([a-z0-9]+|{_TYPED}))?\Z")


@pytest.fixture(params=["test", "demo"])
def rules(request: pytest.FixtureRequest, app_with: Callable[..., Flask]) -> tuple[Flask, list[Rule]]:
    """The application with its addresses, in the office's modes."""
    app = app_with(mode=request.param)
    return app, list(app.url_map.iter_rules())


def test_every_page_says_who_may_open_it(rules: tuple[Flask, list[Rule]]) -> None:
    app, known = rules
    found = [
        f"{rule.endpoint} ({rule.rule})"
        for rule in known
        if rule.endpoint not in app.extensions["pages"] and rule.endpoint not in OPEN
    ]
    assert not found, f"register it with Pages.page(rule, allow=…), not with app.route{report(found)}"


def test_what_is_open_to_everybody_has_its_reason(rules: tuple[Flask, list[Rule]]) -> None:
    _, known = rules
    gone = [name for name in OPEN if name not in {rule.endpoint for rule in known}]
    assert not gone, (
        f"no address is called so any more: take it out of app/foundation/health.py{report(gone)}"
    )
    assert all(OPEN.values())


def test_addresses_are_kebab_case_with_typed_parameters(rules: tuple[Flask, list[Rule]]) -> None:
    _, known = rules
    found = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in known
        if rule.endpoint != "static"
        for part in rule.rule.strip("/").split("/")
        if part and part != WELL_KNOWN and not WORD.match(part) and not PARAMETER.match(part)
    ]
    assert not found, f"write /kebab-case/<int:number>, so that a wrong kind of id is no page{report(found)}"


def test_changes_are_posted(rules: tuple[Flask, list[Rule]]) -> None:
    _, known = rules
    found = [
        f"{rule.rule}: {sorted(rule.methods or [])}"
        for rule in known
        if not (rule.methods or set()) <= METHODS
    ]
    assert not found, f"forms know GET and POST only: use POST{report(found)}"


def test_no_address_ends_with_a_slash(rules: tuple[Flask, list[Rule]]) -> None:
    _, known = rules
    found = [rule.rule for rule in known if rule.rule != "/" and rule.rule.endswith("/")]
    assert not found, f"one page, one address: drop the slash{report(found)}"


@pytest.mark.parametrize("mode", ["test", "development", "production"])
def test_the_demo_is_in_the_demo_only(app_with: Callable[..., Flask], mode: str) -> None:
    rules = app_with(mode=mode).url_map.iter_rules()
    found = [rule.rule for rule in rules if rule.rule.startswith("/demo") or rule.endpoint.startswith("demo")]
    assert not found, f"register it only when config.is_demo{report(found)}"
