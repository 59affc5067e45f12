"""`flask audit`: is history whole?"""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.audit.verify import faults
from app.foundation.db import transaction

audit = AppGroup("audit", help="History: is it whole?")


@audit.command("verify")
def verify() -> None:
    """Name every altered, removed, swapped or cut-off row; exit status 1 when there is one."""
    with transaction(write=False):
        found = list(faults())
    for fault in found:
        click.echo(f"{fault.kind} {fault.subject_id}, row {fault.number}: {fault.fault}")
    click.echo("History is whole." if not found else f"{len(found)} fault(s) found.")
    raise SystemExit(1 if found else 0)
