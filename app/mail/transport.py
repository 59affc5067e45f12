"""The way out of the office: SMTP in production; the demo registers one that keeps what would be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app

from app.mail.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Envelope:
    """One rendered mail on its way; every attempt carries the same Message-ID and date."""

    name: str
    language: str
    recipient: str
    message_id: str
    written_at: dt.datetime
    content: Rendered


class RefusedMailError(Exception):
    """This mail was not taken; when `final`, another try would not help."""

    def __init__(self, says: str, *, final: bool) -> None:
        """Keep what the other side says."""
        super().__init__(says)
        self.final = final


class AwayError(Exception):
    """No mail can be sent just now: the server is away, dawdles or cannot be trusted."""


class Transport(Protocol):
    """Sends mails one after another; used by one thread at a time."""

    def send(self, envelope: Envelope) -> None:
        """Send one mail; raises RefusedMailError or AwayError."""
        ...

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        ...


def use_transport(app: Flask, make: Callable[[], Transport]) -> None:
    """Let the application send by what `make` returns."""
    app.extensions["transport"] = make


def open_transport() -> Transport:
    """Return the present application's transport, to be closed after use."""
    return cast("Callable[[], Transport]", current_app.extensions["transport"])()
