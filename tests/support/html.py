"""What every page must be: `faults` is asked about each page any test fetches, so quality is paid once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser

import turbohtml
from turbohtml import Document, Element
from turbohtml.conformance import check

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"]
)
WITHOUT_LABEL = frozenset({"hidden", "submit", "button", "reset", "image"})
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")
LEAKS = re.compile(
    r"\{\{|\}\}|\{%|%\}|%\(\w+\)[sd]|<[\w.]+ object at 0x|\bUndefined\b|&lt;(?:p|br|a|b|strong|span)\b"
)
TAGS = re.compile(r"<!--.*?-->|<!doctype html>|</?[a-z][^\s>/]*|/?>", re.IGNORECASE | re.DOTALL)


def read(html: str) -> Document:
    """Return the tree a browser makes of a page."""
    return turbohtml.parse(html)


def words(element: Element | Document) -> str:
    """Return the text of an element as it is read: one space between words, whatever the source has."""
    return " ".join(element.text.split())


def one(document: Document | Element, selector: str) -> Element:
    """Return the only element that fits; AssertionError when there is none or more than one."""
    found = document.select(selector)
    assert len(found) == 1, f"{len(found)} elements fit {selector!r}, one was expected"
    return found[0]


def faults(html: str, *, whole: bool = True) -> list[str]:
    """Return everything wrong with a page (`whole=False`: a fragment that htmx swaps in), with its remedy."""
    document = read(html) if whole else read(f"<!DOCTYPE html><title>-</title>{html}")
    found = [*_names(document), *_forms(document), *_links(document), *_inline(document), *_leaks(document)]
    if whole:
        found += [*_frame(html, document), *_nesting(html), *_conformance(document)]
    return found


def _frame(html: str, document: Document) -> Iterator[str]:
    if not html.lstrip().lower().startswith("<!doctype html>"):
        yield "the page does not begin with <!DOCTYPE html>: extend a layout"
    root = document.select_one("html")
    if root is None or root.attr("lang") not in {"pl", "en"}:
        yield "<html> needs lang=pl or lang=en"
    headings = document.select("h1")
    titles = document.select("head > title")
    if len(headings) != 1 or len(titles) != 1:
        yield f"{len(headings)} <h1> and {len(titles)} <title>, one of each is right"
        return
    heading, title = words(headings[0]), words(titles[0]).rsplit(" · ", 1)[0]
    if not (heading and (title.endswith(heading) or heading.startswith(title))):
        yield f"the title {title!r} and the heading {heading!r} name different things: use the block `title`"


def _names(document: Document) -> Iterator[str]:
    known = Counter(element.attr("id") for element in document.select("[id]"))
    yield from (f"id={name!r} stands {times} times" for name, times in known.items() if times > 1)
    for attribute in REFERENCES:
        for element in document.select(f"[{attribute}]"):
            for name in (element.attr(attribute) or "").split():
                if name not in known:
                    yield f"{_show(element)}: {attribute}={name!r} names no element of the page"
    yield from (
        f"{_show(control)} has no label: draw it with components/field.html"
        for control in document.select("input, select, textarea")
        if control.attr("type") not in WITHOUT_LABEL and not _labelled(document, control)
    )


def _labelled(document: Document, control: Element) -> bool:
    if control.attr("aria-label") or control.attr("aria-labelledby") or control.closest("label"):
        return True
    name = control.attr("id")
    return any(label.attr("for") == name and words(label) for label in document.select("label[for]"))


def _forms(document: Document) -> Iterator[str]:
    for form in document.select("form"):
        if not form.attr("action") or form.attr("method") not in {"get", "post"}:
            yield f"{_show(form)} needs action and method=get or post: use components/form.html"
        tokens = len(form.select("input[name=csrf_token]"))
        if tokens != (form.attr("method") == "post"):
            yield f"{_show(form)} holds {tokens} csrf_token; a form that posts holds one, another none"
        if not form.select("button:not([type=button]), input[type=submit]"):
            yield f"{_show(form)} has no button that sends it"
    for button in document.select("button"):
        if not (words(button) or button.attr("aria-label")):
            yield f"{_show(button)} has no words"


def _links(document: Document) -> Iterator[str]:
    for link in document.select("a"):
        address = link.attr("href")
        if not address or address == "#" or address.startswith("javascript:"):
            yield f"{_show(link)} leads nowhere"
        if not words(link) and not link.attr("aria-label") and not link.select("img[alt], svg[aria-label]"):
            yield f"{_show(link)} has no words"
    for element in document.select("script[src], link[href], img[src]"):
        source = element.attr("src") or element.attr("href") or ""
        if source.startswith(("http:", "https:", "//")):
            yield f"{_show(element)} comes from another host: vendor it"


def _inline(document: Document) -> Iterator[str]:
    for element in document.iter_elements():
        for name in element.attrs:
            if name == "style" or name.startswith("on"):
                yield f"{_show(element)} has an inline {name}: move it to a file of app/static"
        if element.tag == "style" or (element.tag == "script" and not element.attr("src")):
            yield f"<{element.tag}> stands inline: move it to a file of app/static"


def _leaks(document: Document) -> Iterator[str]:
    for text in document.strings:
        if text.strip() in {"None", "True", "False", "undefined", "nan"} or LEAKS.search(text):
            yield f"a value of the program shows through: {text.strip()[:80]!r}"
    for element in document.iter_elements():
        for name, value in element.attrs.items():
            if value == "None" or (isinstance(value, str) and LEAKS.search(value)):
                yield f"{_show(element)}: {name} shows a value of the program"


def _conformance(document: Document) -> Iterator[str]:
    yield from (f"line {fault.line}: {fault.message} ({fault.code})" for fault in check(document).errors)
    yield from (f"line {fault.line}: {fault.code}" for fault in document.errors)


def _nesting(html: str) -> Iterator[str]:
    # Only tags decide it, so pages that differ in their words are judged once.
    difference = _misread("".join(TAGS.findall(html)))
    if difference:
        yield f"the browser reads another tree than is written, at {difference}: close what you open"


@lru_cache(maxsize=2048)
def _misread(skeleton: str) -> str | None:
    """Return the first element whose parent in a browser is not the one it is written in."""
    writer = _Written()
    writer.feed(skeleton)
    tree = [
        (element.tag, element.parent.tag if isinstance(element.parent, Element) else "")
        for element in read(skeleton).iter_elements()
    ]
    for written, read_as in zip(writer.tree, tree, strict=False):
        if written != read_as:
            return f"<{written[0]}> in <{written[1]}> (read as <{read_as[0]}> in <{read_as[1]}>)"
    return writer.fault or (None if len(writer.tree) == len(tree) else "the end of the page")


class _Written(HTMLParser):
    """The tree as it is written: every element with the one it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.tree: list[tuple[str, str]] = []
        self.open: list[str] = [""]
        self.fault: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - fixed by the base
        self.tree.append((tag, self.open[-1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the same
        self.tree.append((tag, self.open[-1]))

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1] == tag:
            self.open.pop()
        else:
            self.fault = self.fault or f"</{tag}> inside <{self.open[-1]}>"


def _show(element: Element) -> str:
    names = ("id", "name", "type", "action", "href", "class")
    shown = " ".join(f"{name}={value!r}" for name in names if (value := element.attr(name)))
    return f"<{element.tag} {shown}>"
