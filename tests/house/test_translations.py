"""Polish is whole: every string of code and templates has its translation, every plural its three forms."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.house.sources import ROOT, TEMPLATES, report, template_name, templates

CATALOGUE = ROOT / "app/translations/pl/LC_MESSAGES/messages.po"
REMEDY = "run `make translations` and fill in app/translations/pl/LC_MESSAGES/messages.po"
# The same word in both languages, and names.
SAME = re.compile(
    r"\W*(e-BOK|PIN|PESEL|NIP|REGON|KRS|PPE|NRB|PDF|RODO|VAT|KSeF|Status|Administrator|English|Polski)\W*\Z"
)
ENGLISH = re.compile(
    r"\b(the|your|please|with|this|that|office|cannot|must|has been|is not|again)\b", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ADDRESS = re.compile(r"\{\{\s*base_url\s*\}\}[/\w-]*")
TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
SPOKEN = re.compile(r"\s(?:alt|title|aria-label|placeholder)=\"([^\"]*)\"")
WORD = re.compile(r"[^\W\d_]{2,}")
# Names, units and kinds of files that are the same in every language.
NAMES = {"BOK", "English", "Polski", "PIN", "PESEL", "kWh", "PDF", "csv"}
# What a component writes into attributes or hands on to itself.
KINDS = {"components/field.html": {"radio", "checkboxes", "select", "textarea", "true", "maxlength"}}
# Parts of an id or a class, which stand between two expressions.
PART_OF_A_NAME = re.compile(r"[\w-]*-[\w-]*|&\w+;")
# Shown when nothing works, so written in both languages by hand.
BY_HAND = {"errors/500.html", "errors/503.html"}


@cache
def _wanted() -> dict[str, tuple[Any, str]]:
    """Return every string to translate: msgid -> (msgid or the pair of a plural, place)."""
    mappings = tomllib.loads((ROOT / "babel.toml").read_text(encoding="utf-8"))["mappings"]
    methods, options = [], {}
    for mapping in mappings:
        patterns = mapping["pattern"] if isinstance(mapping["pattern"], list) else [mapping["pattern"]]
        for pattern in patterns:
            methods.append((pattern, mapping["method"]))
            options[pattern] = {
                key: value for key, value in mapping.items() if key not in {"method", "pattern"}
            }
    found = {}
    for name, line, text, _, _ in extract_from_dir(ROOT, methods, options):
        first = text[0] if isinstance(text, tuple) else text
        found[first] = (text, f"{name}:{line}")
    return found


@cache
def _catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="pl")


def _forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _known() -> list[Message]:
    return [message for message in _catalogue() if message.id]


def test_every_string_has_its_translation() -> None:
    catalogue = _catalogue()
    found = []
    for msgid, (_, place) in sorted(_wanted().items(), key=lambda item: item[1][1]):
        message = catalogue.get(msgid)
        if message is None or message.fuzzy or not all(_forms(message)):
            found.append(f"{place}: {msgid!r}")
    assert not found, f"without a Polish translation: {REMEDY}{report(found)}"


def test_plurals_have_three_forms() -> None:
    assert _catalogue().num_plurals == 3
    found = []
    for msgid, (text, place) in _wanted().items():
        message = _catalogue().get(msgid)
        if isinstance(text, tuple) and (
            message is None or len([form for form in _forms(message) if form]) != 3
        ):
            found.append(f"{place}: {msgid!r}")
    assert not found, f"1 faktura, 2 faktury, 5 faktur: {REMEDY}{report(found)}"


def test_no_translation_is_left_over() -> None:
    found = [repr(message.id) for message in _known() if _first(message) not in _wanted()]
    assert not found, f"nothing says this any more: {REMEDY.split(' and ', maxsplit=1)[0]}{report(found)}"


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_translations_are_polish() -> None:
    found = [
        f"{message.id!r} -> {form!r}"
        for message in _known()
        for form in _forms(message)
        if (form == _first(message) and WORD.search(form) and not SAME.match(form)) or ENGLISH.search(form)
    ]
    assert not found, f"this still reads as English{report(found)}"


def test_translations_keep_the_places_for_values() -> None:
    found = []
    for message in _known():
        ids = [message.id] if isinstance(message.id, str) else message.id
        places = [set(PLACEHOLDER.findall(msgid)) for msgid in ids]
        needed, allowed = set.intersection(*places), set.union(*places)
        for form in filter(None, _forms(message)):
            if not needed <= set(PLACEHOLDER.findall(form)) <= allowed:
                found += [f"{message.id!r} -> {form!r}"]
    assert not found, f"%(name)s stands for a value and stays as it is{report(found)}"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    old = [
        message.id
        for message in _known()
        if (found := compiled.get(_first(message))) and _forms(found) != _forms(message)
    ]
    missing = [message.id for message in _known() if compiled.get(_first(message)) is None]
    assert not old + missing, "run `make translations`: messages.mo is older than messages.po"


def _loose_words(path: Path) -> list[str]:
    """Return words of a template that no gettext call holds."""
    # What follows the office's address is the rest of an address.
    source = JINJA.sub(" ", ADDRESS.sub(" ", path.read_text(encoding="utf-8")))
    texts = [TAG.sub(" ", source), *SPOKEN.findall(source)]
    known = NAMES | KINDS.get(template_name(path), set())
    words = [word for text in texts for word in WORD.findall(PART_OF_A_NAME.sub(" ", text))]
    return [word for word in words if word not in known]


def test_templates_hold_no_untranslated_words() -> None:
    found = [
        f"{template_name(path)}: {' '.join(words[:8])}"
        for path in templates(".html", ".txt")
        if template_name(path) not in BY_HAND and (words := _loose_words(path))
    ]
    assert TEMPLATES.is_dir()
    assert not found, f"write {{{{ _('…') }}}} around it{report(found)}"
