"""The demo's mailbox: every mail and letter as its reader gets it, kept in storage instead of being sent."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.foundation import storage
from app.foundation.errors import NotFoundError

FOLDER = "demo/mailbox/"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail, or one letter (then `html` is empty and a PDF lies beside it)."""

    number: int
    channel: str  # mail | letter
    recipient: str
    subject: str
    text: str
    html: str
    at: str  # ISO, when it was sent or printed

    @property
    def moment(self) -> dt.datetime:
        """When it was sent or printed."""
        return dt.datetime.fromisoformat(self.at)


def _key(number: int, ending: str) -> str:
    return f"{FOLDER}{number:010d}.{ending}"


def keep(mail: Kept, pdf: bytes | None = None) -> None:
    """Put a mail, or a letter with its PDF, into the mailbox."""
    if pdf is not None:
        storage.put(_key(mail.number, "pdf"), pdf)
    storage.put(_key(mail.number, "json"), json.dumps(asdict(mail), ensure_ascii=False).encode())


def _read(name: str) -> Kept:
    content: dict[str, Any] = json.loads(storage.get(name))
    return Kept(**content)


def numbers() -> set[int]:
    """Return the number of every mail and letter that lies in the mailbox."""
    names = (name.removeprefix(FOLDER) for name in storage.names(FOLDER))
    return {int(name.partition(".")[0]) for name in names}


def newest(before: int | None = None) -> tuple[Sequence[Kept], int | None]:
    """Return up to PAGE mails, the newest first, and the number from which the next page goes on.

    `before` is the number which the page before ended with.
    """
    names = [name for name in storage.names(FOLDER) if name.endswith(".json")]
    if before is not None:
        names = [name for name in names if name < _key(before, "json")]
    shown = [_read(name) for name in reversed(names[-PAGE:])]
    return shown, shown[-1].number if len(names) > PAGE else None


def one(number: int) -> Kept:
    """Return a mail by its number; raises NotFoundError."""
    try:
        return _read(_key(number, "json"))
    except FileNotFoundError as error:
        raise NotFoundError from error


def pdf_of(number: int) -> bytes:
    """Return a letter's PDF; raises NotFoundError."""
    try:
        return storage.get(_key(number, "pdf"))
    except FileNotFoundError as error:
        raise NotFoundError from error
