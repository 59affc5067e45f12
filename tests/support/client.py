"""The strict client: reads pages as a person does, presses real buttons, and checks every page it fetches."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from turbohtml import Document, Element
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support import html

REDIRECTS = {301, 302, 303, 307, 308}


class Page(TestResponse):
    """An answer with the tree of its page."""

    @cached_property
    def document(self) -> Document:
        """The page's tree; `document.select(css)` finds elements."""
        return html.read(self.text)

    @property
    def heading(self) -> str:
        """The words of the page's <h1>."""
        return html.words(html.one(self.document, "h1"))

    @property
    def words(self) -> str:
        """Everything that stands on the page, as it is read (without the head)."""
        return html.words(html.one(self.document, "body"))

    @property
    def address(self) -> str:
        """The path of the page, with its query."""
        return self.request.full_path.rstrip("?")

    def part(self, selector: str) -> str:
        """Return the words of the one element that fits `selector`."""
        return html.words(html.one(self.document, selector))

    def parts(self, selector: str) -> list[str]:
        """Return the words of every element that fits `selector`, in the order of the page."""
        return [html.words(element) for element in self.document.select(selector)]

    @property
    def errors(self) -> dict[str, str]:
        """The message at each field that was refused: name of the field -> words."""
        found = {}
        for control in self.document.select("[aria-invalid=true]"):
            for name in (control.attr("aria-describedby") or "").split():
                if name.endswith("-error"):
                    # a group of radios has no name of its own: its error is named after the field
                    field = control.attr("name") or name.removesuffix("-error")
                    found[str(field)] = html.words(html.one(self.document, f"[id='{name}']"))
        return found

    @property
    def steps(self) -> list[str]:
        """The steps that can be taken here: what each button that posts would send or where it goes."""
        return sorted({step for _, button in self._buttons() if (step := _step(button))})

    def button(self, label: str = "", *, step: str = "") -> tuple[Element, Element]:
        """Return (form, button) of the only button with these words, or that takes this step."""
        found = [
            (form, button)
            for form, button in self._buttons()
            if (label and html.words(button) == label) or (step and _step(button) == step)
        ]
        known = [f"{html.words(button)} (step={_step(button)})" for _, button in self._buttons()]
        assert len(found) == 1, (
            f"{len(found)} buttons are {label or step!r} on {self.address}; there are {known}"
        )
        return found[0]

    def _buttons(self) -> list[tuple[Element, Element]]:
        return [
            (form, button)
            for form in self.document.select("form")
            for button in form.select("button, input[type=submit]")
            if button.attr("type") in {None, "submit"}
        ]


def _step(button: Element) -> str:
    """Name what a button does: its value, else the last word of the address it posts to."""
    if button.attr("name") == "step":
        return str(button.attr("value"))
    form = cast("Element", button.closest("form"))
    if form.attr("method") != "post":
        return ""
    return (
        urlsplit(str(button.attr("formaction") or form.attr("action")))
        .path.rsplit("/", 1)[-1]
        .replace("-", "_")
    )


class StrictClient(FlaskClient):
    """A browser without JavaScript. Faults of a page fail the test that fetched it.

    `may_fail` lets a test look at the page of an internal fault (500).
    """

    may_fail = False

    def __init__(self, app: Flask, _response: type[Any], *args: Any, **options: Any) -> None:
        super().__init__(app, Page, *args, **options)

    def open(self, *args: Any, **options: Any) -> Page:
        """Send a request and check the page that comes."""
        assert not has_app_context(), (
            "a request inside an app context would share its session and `g`: leave the context first"
        )
        page = cast("Page", super().open(*args, **{"buffered": True, **options}))
        _check(page, may_fail=self.may_fail)
        return page

    # Typed anew, because a test reads the page that comes back.
    def get(self, *args: Any, **options: Any) -> Page:
        """Open an address."""
        return self.open(*args, method="GET", **options)

    def post(self, *args: Any, **options: Any) -> Page:
        """Send something that no form of a page sends; where there is a form use `press`."""
        return self.open(*args, method="POST", **options)

    def press(
        self, page: Page, label: str = "", *, step: str = "", follow: bool = False, **fields: Any
    ) -> Page:
        """Fill the form in which the button stands and press the button.

        `fields` are names of the form's controls; a control not named keeps what the page holds.
        A list fills several controls of one name; (file, name) an upload. `follow` opens the next page.
        """
        form, button = page.button(label, step=step)
        assert "disabled" not in button.attrs, f"the button {label or step!r} is off"
        sent = _filled(form, fields)
        if button.attr("name"):
            sent.add(str(button.attr("name")), button.attr("value") or "")
        address = str(button.attr("formaction") or form.attr("action"))
        if form.attr("method") == "post":
            answer = self.post(address, data=sent, headers={"Referer": page.address})
        else:
            answer = self.get(address, query_string=sent)
        return self.follow(answer) if follow else answer

    def click(self, page: Page, label: str) -> Page:
        """Open the only link with these words."""
        found = {link.attr("href") for link in page.document.select("a") if html.words(link) == label}
        assert len(found) == 1, f"{len(found)} links are called {label!r} on {page.address}"
        return self.get(found.pop())

    def follow(self, answer: Page) -> Page:
        """Go where the answer sends the reader, until a page comes."""
        for _ in range(5):
            if answer.status_code not in REDIRECTS:
                return answer
            answer = self.get(answer.headers["Location"])
        raise AssertionError(f"the answers send the reader in a circle, last to {answer.address}")


def _filled(form: Element, fields: dict[str, Any]) -> MultiDict[str, Any]:
    """Return what a browser would send for this form; AssertionError for what nobody could enter."""
    sent: MultiDict[str, Any] = MultiDict(
        (name, value) for name, value in form.form_data() if name not in _buttons_of(form)
    )
    for name, value in fields.items():
        controls = form.select(f"[name='{name}']")
        assert controls, f"the form has no field {name!r}, only {sorted(set(sent))}"
        _check_choice(controls, name, value)
        sent.setlist(name, value if isinstance(value, list) else [] if value is None else [value])
    return sent


def _buttons_of(form: Element) -> set[str | None]:
    return {button.attr("name") for button in form.select("button, input[type=submit]")}


def _check_choice(controls: list[Element], name: str, value: Any) -> None:
    """Refuse a choice that is not among the radio buttons, check boxes or options."""
    offered = {
        option.attr("value")
        for control in controls
        for option in ([control] if control.tag == "input" else control.select("option"))
        if control.tag == "select" or control.attr("type") in {"radio", "checkbox"}
    }
    if offered and value is not None:
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        assert chosen <= offered, (
            f"the field {name!r} offers {sorted(map(str, offered))}, not {sorted(chosen)}"
        )


def _check(page: Page, *, may_fail: bool) -> None:
    """Fail with every fault of the answer."""
    assert page.status_code != 500 or may_fail, f"internal fault at {page.address}: see the log above"
    if page.mimetype != "text/html" or page.status_code in REDIRECTS or page.request.method == "HEAD":
        return
    policy = page.headers.get("Content-Security-Policy", "")
    if re.search(r"\bsandbox\b", policy):  # a mail as it was sent, shown to its reader in a locked frame
        return
    found = html.faults(page.text, whole="HX-Request" not in page.request.headers)
    if "default-src 'none'" not in policy or "unsafe" in policy:
        found.append("the answer has no strict Content-Security-Policy: app/foundation/headers.py sets it")
    assert not found, f"{page.request.method} {page.address} ({page.status_code}):\n- " + "\n- ".join(found)
