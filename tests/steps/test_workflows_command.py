"""`flask workflows`: the drawing of a workflow, for README and whoever wants to see it."""

from __future__ import annotations

import pytest
from flask import Flask

from workflows.diagram import mermaid
from workflows.registry import WORKFLOWS

pytestmark = pytest.mark.one_engine("a drawing asks no database")


def test_every_workflow_is_listed(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["workflows", "list"])
    assert said.output.split() == list(WORKFLOWS)


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_a_workflow_is_drawn(app: Flask, name: str) -> None:
    said = app.test_cli_runner().invoke(args=["workflows", "diagram", name])
    assert said.output == mermaid(WORKFLOWS[name])


def test_an_unknown_workflow_is_refused_and_the_known_named(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["workflows", "diagram", "nothing"])
    assert said.exit_code == 2
    assert all(name in said.output for name in WORKFLOWS)
