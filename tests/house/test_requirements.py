"""What is installed is known to the byte; where it comes from is the machine's setting, not the project's."""

from __future__ import annotations

import re

import pytest

from tests.house.sources import ROOT, report, tracked

COMPILED = ("base.txt", "dev.txt")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(\[[a-z,]+\])?==(\S+)", re.MULTILINE)
# Put together here, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("files", "pythonhosted", "org"),
            ("registry", "npmjs", "org"),
            ("registry", "yarnpkg", "com"),
            ("deb", "debian", "org"),
        )
    )
)
OPTIONS = re.compile(r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", re.MULTILINE)


def _read(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMPILED)
def test_every_requirement_is_pinned_with_hashes(name: str) -> None:
    entries = [entry for entry in re.split(r"\n(?=[A-Za-z])", _read(name)) if not entry.startswith("#")]
    found = [
        entry.splitlines()[0] for entry in entries if not PIN.match(entry) or "--hash=sha256:" not in entry
    ]
    assert entries
    assert not found, f"compile requirements/{name} again, with hashes{report(found)}"


@pytest.mark.parametrize("name", COMPILED)
def test_what_is_asked_for_is_what_is_compiled(name: str) -> None:
    asked = {
        package.lower(): version for package, _, version in PIN.findall(_read(name.replace(".txt", ".in")))
    }
    compiled = {package.lower(): version for package, _, version in PIN.findall(_read(name))}
    found = sorted(
        f"{package}=={version}" for package, version in asked.items() if compiled.get(package) != version
    )
    assert not found, f"compile requirements/{name} again{report(found)}"


def test_both_files_agree() -> None:
    base, dev = ({package: version for package, _, version in PIN.findall(_read(name))} for name in COMPILED)
    found = sorted(package for package in base.keys() & dev.keys() if base[package] != dev[package])
    assert not found, f"compile requirements/dev.txt again, after base.txt{report(found)}"


def test_no_file_names_a_registry() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore")
        if REGISTRIES.search(text) or (path.parent.name == "requirements" and OPTIONS.search(text)):
            found.append(path.relative_to(ROOT).as_posix())
    assert not found, (
        f"where packages come from is a setting of the machine, not of the project{report(found)}"
    )
