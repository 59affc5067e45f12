"""What others made lies in the folders named vendor as it was released; every sign named is in the sprite."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, python, report, template_name, templates

VENDOR = ROOT / "app/static/vendor"
FOLDERS = (VENDOR, ROOT / "tests/support/vendor")
ROW = re.compile(r"^\| (\S+) \| \S+ \| \S+ \| \S+ \| `(\S+)` \|$", re.MULTILINE)
SIGN = re.compile(r"\b(?:icon|sign)\(\s*[\"']([\w-]+)[\"']|\bicon=[\"']([\w-]+)[\"']")
CODE = (".css", ".js", ".svg")


def _digest(path: Path) -> str:
    return base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


@pytest.mark.parametrize("folder", FOLDERS, ids=("office", "tests"))
def test_every_vendored_file_is_the_one_that_was_listed(folder: Path) -> None:
    listed = dict(ROW.findall((folder / "VENDORED.md").read_text(encoding="utf-8")))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in CODE}
    assert present == set(listed), f"list every file of {folder.relative_to(ROOT)} in its VENDORED.md"
    changed = [name for name, digest in listed.items() if _digest(folder / name) != digest]
    assert not changed, f"vendored files are never edited; replace them whole{report(changed)}"


@pytest.mark.parametrize("folder", FOLDERS, ids=("office", "tests"))
def test_every_vendored_package_brings_its_licence(folder: Path) -> None:
    without = [
        package.name
        for package in folder.iterdir()
        if package.is_dir() and not (package / "LICENSE").is_file()
    ]
    assert not without, f"put the package's LICENSE beside it{report(without)}"


def test_every_sign_is_in_the_sprite() -> None:
    sprite = (VENDOR / "bootstrap-icons/icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r"<symbol id=\"([\w-]+)\"", sprite))
    texts = [(template_name(path), path.read_text(encoding="utf-8")) for path in templates(".html")]
    texts += [(source.name, source.text) for source in python("app")]
    named = {(place, first or second) for place, text in texts for first, second in SIGN.findall(text)}
    found = sorted(f"{place}: {sign}" for place, sign in named if sign not in known)
    assert named, "no template names a sign"
    assert not found, f"add it to the sprite (VENDORED.md says how){report(found)}"
