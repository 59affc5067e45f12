"""The mails and letters that wait in the outbox, as their readers will get them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from app.mail.models import Outbox
from app.mail.rendering import render
from tests.support.database import Database


@dataclass(frozen=True)
class Mail:
    """One mail as rendered; `row` is what stands in the outbox."""

    row: Outbox
    subject: str
    text: str
    html: str

    @property
    def name(self) -> str:
        """The mail's name: its folder in templates/mail."""
        return self.row.name

    @property
    def recipient(self) -> str | None:
        """To whom it goes."""
        return self.row.recipient

    @property
    def link(self) -> str:
        """The only address in the text that leads into the office, as a path: what the reader clicks."""
        paths = {_path(address) for address in re.findall(r"https?://[^\s<>\"]+", self.text)} - {"/", ""}
        assert len(paths) == 1, f"the mail {self.name} holds the addresses {sorted(paths)}"
        return paths.pop()

    def find(self, pattern: str) -> str:
        """Return the first group of a pattern in the text (a code, an amount)."""
        found = re.search(pattern, self.text)
        assert found, f"{pattern!r} is not in the mail {self.name}:\n{self.text}"
        return found.group(1)


def _path(address: str) -> str:
    parts = urlsplit(address.rstrip(".,)"))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Mailbox:
    """The office's outbox; `to` and `name` choose a recipient and a mail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, **columns: Any) -> list[Outbox]:
        """Return the rows of the outbox whose columns have these values, sent ones too."""
        return list(self._database.all(select(Outbox).filter_by(**columns).order_by(Outbox.id)))

    def __call__(self, *, to: str | None = None, name: str | None = None) -> list[Mail]:
        """Return the waiting mails, oldest first."""
        wanted = {key: value for key, value in {"recipient": to, "name": name}.items() if value}
        rows = self.rows(channel="mail", done_at=None, **wanted)
        with self._database.app.app_context():
            rendered = [(row, render(row)) for row in rows]
        return [Mail(row, one.subject, one.text, one.html) for row, one in rendered]

    def last(self, *, to: str | None = None, name: str | None = None) -> Mail:
        """Return the newest waiting mail; AssertionError when there is none."""
        found = self(to=to, name=name)
        assert found, f"no mail waits for {to or 'anybody'} ({name or 'of any name'})"
        return found[-1]
