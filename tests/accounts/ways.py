"""Ways into the office that tests of accounts walk: the login page, the mails of an opened access."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.accounts import codes, opening
from app.foundation import clock
from app.foundation.actor import SYSTEM
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox

GOOD = "siedem kotów pije herbatę"
OTHER = "zielony parasol gra na tubie"


def log_in(client: StrictClient, login: str, password: str, **options: Any) -> Page:
    """Type both on the login page and press the button."""
    return client.press(client.get("/login", **options), step="login", login=login, password=password)


def is_in(client: StrictClient) -> bool:
    """Say whether the visitor is logged in: the page of his own access opens."""
    return client.get("/account").status_code == 200


@dataclass(frozen=True)
class Invited:
    """Somebody whose access has been opened and not used yet."""

    account_id: int
    identifier: str
    pin: str
    email: str


def invite(database: Database, outbox: Mailbox, email: str = "nowa@example.com") -> Invited:
    """Open a customer's access, by e-mail, and read both mails."""
    with database.write():
        account_id = opening.open_account(
            name="Nowa Klientka",
            email=email,
            email_proved_at=clock.now(),
            pesel_digest=None,
            language="pl",
            actor=SYSTEM,
        )
        codes.issue_pin(account_id, channel="mail", address=None, actor=SYSTEM)
    identifier = outbox.rows(name="identifier")[-1].secrets["identifier"]
    pin = outbox.rows(name="pin")[-1].secrets["pin"]
    return Invited(account_id, _bare(identifier), _bare(pin), email)


def _bare(digits: str) -> str:
    return "".join(digits.split())
