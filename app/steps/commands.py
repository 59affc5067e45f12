"""`flask workflows`: name the workflows of the office, draw one."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from workflows.diagram import mermaid
from workflows.registry import WORKFLOWS

workflows = AppGroup("workflows", help="What may happen to a case, and who may do it.")


@workflows.command("list")
def show() -> None:
    """Print the name of every workflow."""
    for name in WORKFLOWS:
        click.echo(name)


@workflows.command("diagram")
@click.argument("name", type=click.Choice(sorted(WORKFLOWS)))
def diagram(name: str) -> None:
    """Print workflow NAME as Mermaid text, drawn from the table that runs."""
    click.echo(mermaid(WORKFLOWS[name]), nl=False)
