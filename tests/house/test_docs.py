"""README says what is: its diagrams are drawn from the tables that run, its map names folders that exist."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.house.sources import ROOT, report
from workflows.diagram import mermaid
from workflows.registry import WORKFLOWS

MERMAID = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
PATH = re.compile(r"`((?:app|workflows|templates|tests|migrations|requirements|deploy|bench|\.ci)/[\w./-]*)`")


@cache
def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_readme_shows_the_workflow_that_runs(name: str) -> None:
    shown = [diagram.strip() for diagram in MERMAID.findall(_readme())]
    assert mermaid(WORKFLOWS[name]).strip() in shown, (
        f"put the output of `flask --app app.factory workflows diagram {name}` into README.md, "
        "between ```mermaid and ```"
    )


def test_readme_names_what_exists() -> None:
    found = sorted(
        {name for name in PATH.findall(_readme()) + LINK.findall(_readme()) if not (ROOT / name).exists()}
    )
    assert not found, f"README.md names what is not there{report(found)}"


def test_readme_names_every_part_of_the_office() -> None:
    parts = {path.name for path in (ROOT / "app").iterdir() if (path / "__init__.py").is_file()}
    found = sorted(part for part in parts if not re.search(rf"\b{part}/", _readme()))
    assert not found, f"the map of README.md lacks these folders of app/{report(found)}"


def test_readme_names_every_command_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)) - {"help", "clean"}
    named = set(re.findall(r"make ([a-z-]+)", _readme()))
    assert targets <= named, f"README.md does not say what these do{report(sorted(targets - named))}"
