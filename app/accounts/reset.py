"""A new password by mail: the same answer, and as much work, whether or not the address is known."""

from __future__ import annotations

from app.accounts import codes, mails, queries, throttle
from app.accounts.login import network_of
from app.accounts.models import Account
from app.foundation import clock
from app.foundation.errors import TooManyError
from app.foundation.tokens import new_token
from app.mail import service as mail
from app.mail.service import Message


def ask(email: str, address: str) -> None:
    """Mail a link to a new password to whoever has this e-mail; nobody learns whether there is anybody.

    With several accounts each gets a mail of its own, which names the end of its identifier. One that is not
    in use gets a mail that sends its owner to the office. Raises TooManyError.
    """
    key, network = email.strip().casefold(), network_of(address)
    own = [
        *throttle.limits("limit.reset.email", f"{key} {network}"),
        *throttle.limits("limit.reset.address", network),
    ]
    wait = throttle.hit_all(own, throttle.limits("limit.reset.everywhere", key))
    if wait:
        raise TooManyError(wait)
    found = queries.holders(email)
    for account in found:
        _answer(account)
    if not found:
        codes.decoy()
        params = {"name": "", "until": clock.now().isoformat(), "identifier_ending": ""}
        mail.write(Message("reset", "pl", None, params, {"path": new_token()}, dropped=True))


def _answer(account: Account) -> None:
    if account.state == "active":
        codes.issue_link(account, "reset")
        return
    codes.decoy()
    mail.write(mails.plain(account, "reset_not_open"))
