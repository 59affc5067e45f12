"""A real browser against a real server: Chromium through playwright, the application on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response
from werkzeug.serving import make_server

from tests.support.machine import CHROMIUM

# Nothing but the page: no calls home, which a closed network would only delay.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launch(playwright: Playwright) -> Browser:
    """Start Chromium; raises MissingProgramError with the command that installs it."""
    return playwright.chromium.launch(executable_path=CHROMIUM.path(), args=ARGUMENTS)


@contextmanager
def serve(build: Callable[[str], Flask]) -> Iterator[str]:
    """Serve what `build(address)` makes, in a thread, until the block ends; yield the address."""
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    server.app = build(address)
    thread = threading.Thread(target=server.serve_forever, name="live server")
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def watched_page(context: BrowserContext) -> Iterator[Page]:
    """Open a page; whatever the browser complains about (policy, script, missing file) fails the test."""
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A page that answers 404 or 409 on purpose is also noted by the console; see `answered`.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 500 or (
            response.status >= 400 and not response.request.is_navigation_request()
        ):
            complaints.append(f"{response.status} {response.url}")

    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", answered)
    yield page
    assert not complaints, "the browser complains:\n- " + "\n- ".join(complaints)


@cache
def _axe() -> str:
    return (Path(__file__).parent / "vendor/axe-core/axe.min.js").read_text(encoding="utf-8")


def axe_findings(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 AA on the open page: rule, remedy, and where."""
    page.evaluate(_axe())
    run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
    report: dict[str, Any] = page.evaluate(run, WCAG)
    return [
        f"{finding['id']}: {finding['help']} at {node['target']} ({node.get('failureSummary', '')})"
        for finding in report["violations"]
        for node in finding["nodes"]
    ]
