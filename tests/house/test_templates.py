"""Templates: built of our layouts and components, nothing inline, each one used, each mail whole."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.sources import TEMPLATES, python, report, template_name, templates

INLINE = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a <style> element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx expression": re.compile(r"\shx-(on|vals=.js:|vars)", re.IGNORECASE),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# Of typst, what is named from the root.
USE = re.compile(r"(?:\{%-?\s*(?:extends|include|import|from)\s+[\"']|#import \"/)([^\"']+)[\"']")
PARTS_OF_A_MAIL = {"subject.txt", "body.txt", "body.html"}
# Made without Jinja, for the moment when nothing else works.
FIXED = {"errors/500.html", "errors/503.html"}


def _code(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def _is_mail(path: Path) -> bool:
    return template_name(path).startswith("mail/")


def test_nothing_stands_inline() -> None:
    found = [
        f"{template_name(path)}: {what}"
        for path in templates(".html")
        if not _is_mail(path)  # a mail's looks are inlined when it is rendered; scripts are looked for below
        for what, pattern in INLINE.items()
        if pattern.search(_code(path))
    ]
    assert not found, (
        f"the policy of our pages forbids it: use a class or a file of app/static{report(found)}"
    )


def test_mails_run_nothing() -> None:
    found = [
        template_name(path) for path in templates(".html") if _is_mail(path) and "<script" in _code(path)
    ]
    assert not found, f"a mail holds no script{report(found)}"


def test_every_page_extends_a_layout() -> None:
    found = [
        template_name(path)
        for path in templates(".html")
        if template_name(path).split("/")[0] not in {"layouts", "components"}
        and template_name(path) not in FIXED
        and not path.name.startswith("_")
        and template_name(path) != "mail/layout.html"
        and not re.search(r"\{%-?\s*extends\s+[\"'](layouts|mail|errors)/", _code(path))
    ]
    assert not found, f"extend a layout, or begin the name of a fragment with _{report(found)}"


def test_nothing_is_marked_safe() -> None:
    found = [
        template_name(path)
        for path in templates(".html")
        if re.search(r"\|\s*safe\b|autoescape false", _code(path))
    ]
    assert not found, f"what is already HTML comes as Markup from the code that made it so{report(found)}"


def _used_by_templates() -> set[str]:
    return {name for path in templates(".html", ".txt", ".typ") for name in USE.findall(_code(path))}


def test_every_template_is_used() -> None:
    strings = "\n".join(source.text for source in python("app"))
    by_templates = _used_by_templates()
    found = [
        name
        for name in map(template_name, templates(".html", ".txt", ".typ"))
        if name not in by_templates
        and f'"{name}"' not in strings
        and not name.startswith(("mail/", "letters/"))  # rendered by the name of their folder, see below
        and name not in FIXED  # found by the number of the error
    ]
    assert not found, f"no code and no template names it: remove it{report(found)}"


def test_every_template_named_exists() -> None:
    named = {
        name
        for source in python("app")
        for name in re.findall(r"[\"']([\w/-]+\.html)[\"']", source.text)
        if "/" in name
    }
    found = sorted(name for name in named | _used_by_templates() if not (TEMPLATES / name).is_file())
    assert not found, f"there is no such template{report(found)}"


def _mails() -> list[Path]:
    return sorted(path for path in (TEMPLATES / "mail").glob("*") if path.is_dir())


def test_every_mail_has_subject_text_and_html() -> None:
    found = [
        f"mail/{folder.name} lacks {sorted(PARTS_OF_A_MAIL - {path.name for path in folder.iterdir()})}"
        for folder in _mails()
        if not {path.name for path in folder.iterdir()} >= PARTS_OF_A_MAIL
    ]
    assert _mails(), "templates/mail is empty"
    assert not found, f"a mail is subject.txt, body.txt and body.html{report(found)}"


def test_every_mail_is_sent_by_somebody() -> None:
    strings = "\n".join(source.text for source in python("app"))
    found = [f"mail/{folder.name}" for folder in _mails() if f'"{folder.name}"' not in strings]
    assert not found, f"no code sends it: remove it{report(found)}"
