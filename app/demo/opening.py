"""What the factory opens in the demo and nowhere else: its pages, and a mailbox instead of the post."""

from __future__ import annotations

from flask import Flask

from app.demo import routes
from app.demo.transport import MailboxTransport
from app.foundation.pages import Pages
from app.mail.transport import use_transport


def open_demo(app: Flask) -> list[Pages]:
    """Let mail go into the mailbox; return the rooms of the demo."""
    use_transport(app, MailboxTransport)
    return [routes.pages]
