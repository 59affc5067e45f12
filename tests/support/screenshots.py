"""Takes README's pictures of each audience's main screen from the demo's data: `make screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from app.accounts.models import Account
from app.config import Config
from app.factory import create_app
from tests.support.browser import launch, serve
from tests.support.cast import Person, sign_in
from tests.support.database import Database

PICTURES = Path(__file__).parents[2] / "docs/pictures"
SIZE = {"width": 1280, "height": 860}
# Picture -> whose screen (None: a visitor's; else kind of account and role of staff) and its address.
SCREENS = {
    "apply": (None, "/apply"),
    "home": (("customer", ""), "/home"),
    "desk": (("staff", "clerk"), "/desk"),
    "admin": (("staff", "admin"), "/admin"),
}


def somebody(database: Database, kind: str, role: str) -> Person:
    """Return the first of the demo's people of this kind who can log in; raises LookupError."""
    fitting = select(Account).where(
        Account.kind == kind, Account.state == "active", Account.roles.contains(role)
    )
    found = database.all(fitting.order_by(Account.id).limit(1))
    if not found:
        raise LookupError(f"the demo has no {role or kind} yet: run `make demo` first")
    return Person(found[0].id, found[0].name, found[0].email or "")


def take(app: Flask, browser: Browser, address: str, name: str) -> None:
    """Take one picture."""
    who, path = SCREENS[name]
    context = browser.new_context(base_url=address, viewport=SIZE, locale="en-GB")  # type: ignore[arg-type]
    if who:
        database, client = Database(app, "demo"), app.test_client()
        sign_in(client, database, somebody(database, *who))
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page = context.new_page()
    answer = page.goto(path)
    if answer is None or not answer.ok:
        raise RuntimeError(f"{path} did not open")
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def main() -> int:
    """Take every picture; the demo's data must have been made."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    app = create_app(Config.from_env())
    with sync_playwright() as playwright, serve(lambda _address: app) as address:
        browser = launch(playwright)
        for name in SCREENS:
            take(app, browser, address, name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
