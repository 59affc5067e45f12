"""Commands: every slice's, under `flask --app app.factory`."""

from __future__ import annotations

from flask import Flask

from app.accounts.commands import keys, staff
from app.audit.commands import audit
from app.demo.commands import demo
from app.feed.commands import feed
from app.mail.commands import mail, timers, worker
from app.regulations.commands import regulations
from app.settings.commands import settings
from app.steps.commands import workflows


def init_commands(app: Flask) -> None:
    """Register the commands of every slice."""
    for group in (audit, feed, keys, mail, regulations, settings, staff, timers, worker, workflows):
        app.cli.add_command(group)
    if app.config["EBOK"].mode != "production":
        app.cli.add_command(demo)
