"""Every address is walked by everybody: whoever may not see it learns what one who guesses learns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from app.foundation.pages import ANYONE, Allow
from tests.house.sources import report
from tests.support.cast import Office
from tests.support.client import Page, StrictClient
from tests.support.mails import Mailbox
from tests.support.world import Example, Walker, World

# Pages of which somebody who may open them is sent on at once, and why.
SENT_ON = {
    "accounts.login": "whoever has logged in needs no login",
    "desk.following": "leads to the most urgent application, or to the list",
    "staff.staff": "leads to the first room of whoever it is",
    "registrations.apply_check": "the first step of the form has not been filled in",
    "registrations.apply_institution_people": "the first step of the form has not been filled in",
}
CHANGING = re.compile(
    r'name="csrf_token" value="[^"]*"|data-reference="[^"]*"|class="reference".*?</p>', re.DOTALL
)
DONE = {200, 303, 400, 409, 410, 422, 429}


@pytest.fixture
def world(app_with: Callable[..., Flask], office: Office, outbox: Mailbox) -> World:
    """The demo's office, which has every address."""
    demo = app_with(mode="demo")
    demo.test_client_class = StrictClient
    return World(demo, office, outbox)


def _rules(world: World) -> Iterator[tuple[Rule, Allow]]:
    rules = world.app.extensions["pages"]
    for rule in sorted(world.app.url_map.iter_rules(), key=lambda one: one.endpoint):
        if rule.endpoint in rules:
            yield rule, rules[rule.endpoint]


def _address(world: World, endpoint: str, **values: Any) -> str:
    with world.app.test_request_context():
        return url_for(endpoint, **values)


def _send(client: StrictClient, method: str, address: str) -> Page:
    if method == "GET":
        return client.get(address)
    token = client.get("/help").document.select("input[name=csrf_token]")[0].attr("value")
    return client.post(address, data={"csrf_token": token, "version": "1"})


def _answer(client: StrictClient, method: str, address: str) -> tuple[int, str, str]:
    """Return all a reader can learn: status, where it leads, the page without what changes every time."""
    page = _send(client, method, address)
    text = CHANGING.sub("", page.text) if page.mimetype == "text/html" else page.text
    values = (address, quote(address, safe=""), quote(address))
    leads = page.headers.get("Location", "")
    for value in sorted(set(values), key=len, reverse=True):
        text, leads = text.replace(value, "HERE"), leads.replace(value, "HERE")
    return page.status_code, leads, text


def _methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) & {"GET", "POST"})


def _may(walker: Walker, allow: Allow, example: Example) -> bool:
    """Say whether the page is his: private things are their owner's, all others whoever's the rule admits."""
    if walker.name == example.owner:
        return True
    return not example.private and allow.test(walker.actor)


def test_every_address_with_a_parameter_has_an_example(world: World) -> None:
    found = [
        rule.endpoint for rule, _ in _rules(world) if rule.arguments and rule.endpoint not in world.examples
    ]
    assert not found, f"name an example in tests/support/world.py{report(found)}"
    known = {rule.endpoint for rule, _ in _rules(world)}
    gone = sorted(set(world.examples) - known)
    assert not gone, f"no address is called so any more{report(gone)}"


def test_a_stranger_gets_the_answer_of_an_id_that_does_not_exist(world: World) -> None:
    found = []
    for rule, allow in _rules(world):
        if not rule.arguments:
            continue
        example = world.examples[rule.endpoint]
        here = _address(world, rule.endpoint, **example.values)
        nowhere = _address(world, rule.endpoint, **example.unknown)
        for walker in world.walkers.values():
            if _may(walker, allow, example):
                continue
            client = world.client(walker.name)
            for method in _methods(rule):
                status, leads, text = _answer(client, method, here)
                if (status, leads, text) != _answer(client, method, nowhere):
                    found.append(f"{method} {rule.rule} tells {walker.name} that it exists ({status})")
                if status not in {303, 404}:
                    found.append(f"{method} {rule.rule} answers {walker.name} with {status}")
    assert not found, report(found)


def test_the_owner_sees_what_is_his(world: World) -> None:
    found = []
    for method in ("GET", "POST"):
        for rule, allow in _rules(world):
            if not rule.arguments or method not in _methods(rule):
                continue
            example = world.examples[rule.endpoint]
            page = _send(
                world.client(example.owner), method, _address(world, rule.endpoint, **example.values)
            )
            good = {200} if method == "GET" else DONE
            if page.status_code not in good or (allow is not ANYONE and _is_door(page)):
                found.append(f"{method} {rule.rule}: {page.status_code} {page.headers.get('Location', '')}")
    assert not found, report(found)


def _is_door(page: Page) -> bool:
    return urlsplit(page.headers.get("Location", "")).path in {"/login", "/track"}


def test_pages_without_parameter_answer_as_their_rule_says(world: World) -> None:
    found = []
    for rule, allow in _rules(world):
        if rule.arguments:
            continue
        for walker in world.walkers.values():
            for method in _methods(rule):
                fault = _fault(world, rule, allow, walker, method)
                if fault:
                    found.append(f"{method} {rule.rule} for {walker.name}: {fault}")
    assert not found, report(found)


def _fault(world: World, rule: Rule, allow: Allow, walker: Walker, method: str) -> str:
    """Return how an answer differs from what the rule says; nothing when it does not."""
    page = _send(world.client(walker.name), method, rule.rule)
    leads = urlsplit(page.headers.get("Location", "")).path
    if allow.test(walker.actor):
        gates = walker.actor.gates
        if gates and allow is not ANYONE and allow.gate is None:
            return _unless(page.status_code == 303 and gates[0].split("_")[0] in leads, page)
        if method == "POST":
            return _unless(page.status_code in DONE, page)
        return _unless(page.status_code == (303 if _sent_on(rule, walker) else 200), page)
    if walker.actor.is_anonymous:
        return _unless(page.status_code == 303 and leads == _address(world, allow.door), page)
    if allow.gate:
        return _unless(page.status_code == 303 and leads == "/", page)
    return _unless(page.status_code == 404, page)


def _sent_on(rule: Rule, walker: Walker) -> bool:
    if rule.endpoint == "accounts.login":
        return not walker.actor.is_anonymous
    return rule.endpoint in SENT_ON


def _unless(good: bool, page: Page) -> str:  # noqa: FBT001 - reads as a sentence
    return "" if good else f"{page.status_code} {page.headers.get('Location', '')}"
