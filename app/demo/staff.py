"""The demo's staff: invited by mail like everybody, their first log-in taken for them."""

from __future__ import annotations

from app.accounts import codes, passwords, queries, service, sessions
from app.demo.hints import PASSWORD, STAFF, Login
from app.foundation.actor import SYSTEM, Actor
from app.foundation.db import transaction


def hire() -> dict[str, Actor]:
    """Open the access of every member of staff; return them by the first part of their address."""
    return {login.email.partition("@")[0]: _hire(login) for login in STAFF}


def _hire(login: Login) -> Actor:
    with transaction():
        path = service.invite(name=login.name, email=login.email, roles=login.roles, actor=SYSTEM)
    token = path.rpartition("/")[2]
    hashed = passwords.hashed(PASSWORD)
    with transaction():
        account_id = codes.holder("invite", token)
        if account_id is None or codes.use_link("invite", token) is None:
            raise LookupError(login.email)
        return enter(account_id, hashed)


def enter(account_id: int, hashed: str) -> Actor:
    """Take somebody's first log-in with a hashed password; return him."""
    account = queries.get(account_id)
    actor = sessions.owner(account)
    service.first_login(account, actor, hashed)
    return actor
