"""Takes README's pictures from a demo of its own, one main screen of each audience. Run: make screenshots."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import launch

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "Zielony rower stoi pod domem 7"
WIDTH, HEIGHT = 1180, 860
PATIENCE = 90.0

# Picture -> who has logged in (nobody: None), and the address of the page.
SHOTS: dict[str, tuple[str | None, str]] = {
    "visitor": (None, "/"),
    "customer": ("jan.kowalczyk@example.com", "/home"),
    "clerk": ("celina@example.com", "/desk"),
    "admin": ("adam@example.com", "/admin/activations"),
}


@contextmanager
def demo() -> Iterator[str]:
    """Run a fresh demo until the block ends; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "flask", "--app", "app.factory", "demo", "run", "--port", str(port)]
        environment = {**os.environ, "EBOK_MODE": "demo", "EBOK_VAR": folder}
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            _wait(address)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _wait(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - http on this machine
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError("the demo did not open")


def _log_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    # The people of the demo read Polish; README's readers English.
    page.get_by_role("button", name="English").click()


def take(browser: Browser, address: str) -> None:
    """Take every picture, in English and in the light."""
    for name, (login, path) in SHOTS.items():
        context = browser.new_context(
            base_url=address,
            locale="en-GB",
            viewport={"width": WIDTH, "height": HEIGHT},
            color_scheme="light",
        )
        page = context.new_page()
        if login:
            _log_in(page, login)
        page.goto(path)
        page.screenshot(path=PICTURES / f"{name}.png")
        context.close()


def main() -> None:
    """Write docs/pictures/*.png anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
