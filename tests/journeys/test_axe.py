"""Every page, on a phone and on a desk, light and dark, passes axe-core (WCAG 2.2 AA and best practice)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, url_for
from playwright.sync_api import Browser, BrowserContext, Page

from tests.house.sources import report
from tests.journeys.browsing import press
from tests.support.browser import axe_findings, serve
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.mails import Mailbox
from tests.support.world import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("a page looks the same whichever engine its words come from"),
]

WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")
# Addresses whose answer is no page of ours.
NO_PAGE = {
    "demo.as_sent": "a mail in its sandbox, where no script runs, not even axe",
    "demo.letter": "a PDF",
    "ledger.statement": "a PDF",
    "exports.table": "a file for a spreadsheet",
    "invoices.pdf": "a PDF",
    "feed.missing_csv": "a CSV",
    "feed.rejects_csv": "a CSV",
    "papers_receipt.pdf": "a PDF",
    "regulations.pdf": "a PDF",
    "scans.clean": "a file to be kept",
    "scans.image": "an image",
    "scans.original": "a file to be kept",
    "registrations.institution_packet": "a PDF",
    "registrations.tracker_packet": "a PDF",
    "public.robots": "plain text",
    "public.security": "plain text",
}
# Forms sent with nothing in them: (who, address, what the form's address ends with).
WRONG = (
    ("visitor", "/apply/who", "/apply/who"),
    ("visitor", "/apply/institution", "/apply/institution"),
    ("visitor", "/track", "/track"),
    ("visitor", "/login", "/login"),
    ("visitor", "/reset", "/reset"),
    ("celina", "/desk/lodge", "/desk/lodge"),
    ("celina", "/desk/papers", "/desk/papers/search"),
    ("celina", "/desk/papers/new", "/desk/papers/new"),
    ("anna", "/account/password", "/account/password"),
)


@dataclass
class House:
    """A running office with everything in it."""

    address: str
    world: World


@pytest.fixture
def house(app_with: Callable[..., Flask], office: Office, outbox: Mailbox) -> Iterator[House]:
    """The demo's office behind a real server."""
    made: list[Flask] = []

    def build(address: str) -> Flask:
        made.append(app_with(mode="demo", base_url=address))
        made[0].test_client_class = StrictClient
        return made[0]

    with serve(build) as address:
        yield House(address, World(made[0], office, outbox))


def _pages(world: World) -> Iterator[tuple[str, str]]:
    """Yield (who, address) of every page somebody can open."""
    rules = world.app.extensions["pages"]
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint not in rules or rule.endpoint in NO_PAGE or "GET" not in (rule.methods or ()):
            continue
        example = world.examples.get(rule.endpoint)
        with world.app.test_request_context():
            address = url_for(rule.endpoint, **(example.values if example else {}))
        if example:
            yield example.owner, address
        else:
            allow = rules[rule.endpoint]
            yield next(one.name for one in world.walkers.values() if allow.test(one.actor)), address


def _context(browser: Browser, house: House, name: str) -> BrowserContext:
    # Without motion, so that no colour is looked at half-way to another.
    context = browser.new_context(base_url=house.address, locale="pl-PL", reduced_motion="reduce")
    client = house.world.client(name)
    client.get("/help")
    cookie = client.get_cookie("ebok")
    assert cookie is not None
    context.add_cookies([{"name": "ebok", "value": cookie.value, "url": house.address}])
    return context


def _findings(page: Page, what: str) -> list[str]:
    """Look at the open page in every width and scheme; also that nothing is wider than the window."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two words
            found += [f"{what} ({width}, {scheme}): {fault}" for fault in axe_findings(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{what}: wider than a window of {width}")
    return found


def test_every_page_passes(house: House, chromium: Browser) -> None:
    found, seen = [], set()
    by_person: dict[str, list[str]] = {}
    for name, address in _pages(house.world):
        by_person.setdefault(name, []).append(address)
    for name, addresses in by_person.items():
        context = _context(chromium, house, name)
        page = context.new_page()
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, f"{address} for {name}: {answer.status}"
            seen.add(page.url)
            found += _findings(page, f"{address} for {name}")
        context.close()
    assert len(seen) > 30
    assert not found, report(found)


def test_what_went_wrong_passes_too(house: House, chromium: Browser) -> None:
    found = []
    for name, address, ending in WRONG:
        context = _context(chromium, house, name)
        page = context.new_page()
        page.goto(address)
        press(page, ending)
        assert page.locator("[aria-invalid=true]").count(), f"nothing is wrong on {address}"
        found += _findings(page, f"{address} sent empty")
        page.goto("/there-is-no-such-page")
        found += _findings(page, f"404 for {name}")
        context.close()
    assert not found, report(found)
