"""PDF by typst: accessible (PDF/UA-1) and lasting (PDF/A-2a); data go in as JSON, never as markup."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Response, current_app, has_request_context

from app.foundation.actor import current_actor
from app.foundation.errors import BusyError
from app.foundation.glyphs import written
from app.foundation.hooks import hooks
from app.foundation.i18n import gettext, language
from app.foundation.later import typst

FONTS = Path(__file__).with_name("fonts")
# What a template says to the reader: #gettext("English words"), gathered for the catalogues by babel.toml.
WORDS = re.compile(r'gettext\(\s*"((?:[^"\\]|\\.)*)"')

# One customer's documents made or waiting at once: a second press is a slip, more would keep all threads.
MOST_AT_ONCE = 2
LONGEST_WAIT = 20.0  # seconds
NO_NAME = re.compile(r"[^A-Za-z0-9.]+")  # what does not belong in the name of a file

one_at_a_time = Lock()
_counting = Lock()
wanted: Counter[int] = Counter()  # account -> its documents made or waiting


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a typst file below templates/, in the language being written now.

    `data` must be JSON; signs which the font lacks become question marks. The template reads it, the firm,
    the language and the words as `json(bytes(sys.inputs.data))`. Raises typst.TypstError with the place of
    a fault, and BusyError where a customer wants too many at once.
    """
    root = Path(current_app.root_path, current_app.template_folder or "").resolve()
    content = {
        "firm": _firm(),
        "language": language(),
        "words": _words(root, template),
        "data": written(dict(data)),
    }
    with _turn():
        made = _compiler(root).compile(
            input=root / template,
            format="pdf",
            sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
            pdf_standards=["ua-1", "a-2a"],
        )
    if not isinstance(made, bytes):
        raise TypeError(f"{template} made no document")
    return made


@contextmanager
def _turn() -> Iterator[None]:
    """Let documents be made one after the other; raises BusyError where there are too many."""
    account = _customer()
    with _counting:
        if account and wanted[account] >= MOST_AT_ONCE:
            raise BusyError
        wanted[account] += 1
    try:
        if not one_at_a_time.acquire(timeout=LONGEST_WAIT):
            raise BusyError
        try:
            yield
        finally:
            one_at_a_time.release()
    finally:
        with _counting:
            wanted[account] -= 1
            if not wanted[account]:
                del wanted[account]


def _customer() -> int:
    """Return the account of the customer who asks; 0 where the office or a worker does."""
    actor = current_actor() if has_request_context() else None
    return (actor.account_id or 0) if actor and actor.is_customer else 0


def shown(pdf: bytes, name: str) -> Response:
    """Return a PDF for the reader's own viewer, kept under a name; signs unfit for one become dashes."""
    kept_as = NO_NAME.sub("-", name).strip("-") or "e-BOK"
    shown_as = {"Content-Disposition": f'inline; filename="{kept_as}.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=shown_as)


@cache
def _compiler(root: Path) -> typst.Compiler:
    # Made lazily per process: the library must not be used across a fork.
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=root, font_paths=fonts, ignore_system_fonts=True)


def _firm() -> dict[str, Any]:
    firm = hooks.firm()
    names = ("name", "short_name", "address_lines", "phone", "email", "nip", "bank", "nrb")
    return {name: getattr(firm, name, None) for name in names}


def _words(root: Path, template: str) -> dict[str, str]:
    """Return the translation of every phrase in the template and what stands beside it with a leading `_`."""
    path = root / template
    phrases = _phrases(path) | {phrase for part in path.parent.glob("_*.typ") for phrase in _phrases(part)}
    return {phrase: gettext(phrase) for phrase in phrases}


@cache
def _phrases(path: Path) -> frozenset[str]:
    found = WORDS.findall(path.read_text(encoding="utf-8"))
    return frozenset(phrase.replace('\\"', '"') for phrase in found)
