"""Logging in: count the try, compare, and only then begin the transaction in which the visit begins."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Row

from app.accounts import codes, device, passwords, queries, service, throttle
from app.accounts.sessions import Purpose
from app.accounts.subject import MOST_TRIES
from app.foundation.fields import digits_of
from app.foundation.tokens import read_identifier

log = structlog.get_logger("ebok.login")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came with one try: what was typed, from which network address, and the device's cookie."""

    login: str
    secret: str
    address: str
    cookie: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it: an account that may enter, or seconds to wait, or why a right one is no help."""

    account: Row[Any] | None = None
    purpose: Purpose = "full"
    wait: int = 0
    blocked: str | None = None
    lapsing: int | None = None
    counted: list[throttle.Limit] = field(default_factory=list)


def check(attempt: Attempt) -> Verdict:
    """Judge one try, outside any transaction; unknown logins cost the same work and get the same answer.

    Raises BusyError when more tries come than the cores can compare.
    """
    found = queries.by_login(attempt.login)
    own, shared = _limits(attempt, found)
    counted = [*own, *shared]
    wait = throttle.hit_all(own, shared)
    if wait:
        log.warning("login_slowed", seconds=wait)
        return Verdict(wait=wait)
    # Asked for every login, so that one with a PIN does not stand out.
    pin_try = codes.count_try(found.pin_id if found else None)
    by_pin = found is not None and found.state == "invited"
    secret = digits_of(attempt.secret) if by_pin else attempt.secret
    if passwords.fits(_stored(found, pin_try), secret) and found is not None:
        return _right(found, counted)
    return Verdict(lapsing=found.id if found is not None and pin_try == MOST_TRIES else None)


def _right(found: Row[Any], counted: list[throttle.Limit]) -> Verdict:
    if found.state == "blocked":
        return Verdict(blocked=found.blocked_reason or "", counted=counted)
    purpose: Purpose = "first_login" if found.state == "invited" else "full"
    return Verdict(account=found, purpose=purpose, counted=counted)


def _stored(found: Row[Any] | None, pin_try: int) -> str | None:
    if found is None:
        return None
    if found.state == "invited":
        return found.pin_hash if pin_try else None
    return str(found.password_hash) if found.password_hash else None


def settle(verdict: Verdict) -> bool:
    """Write down, within the transaction, what follows from a verdict; True when the account may enter.

    A PIN is used up here, by one conditional UPDATE: of two who enter it at once one is too late.
    """
    if verdict.lapsing is not None:
        service.lapse(verdict.lapsing)
    if verdict.counted:
        throttle.give_back(verdict.counted)
    if verdict.account is None:
        return False
    return verdict.purpose == "full" or codes.use(verdict.account.pin_id)


def _limits(attempt: Attempt, found: Row[Any] | None) -> tuple[list[throttle.Limit], list[throttle.Limit]]:
    """Return the buckets of a try: those of its sender, and those it shares with everybody.

    A device that knows the account has its own, closed to strangers. Of the others each network address has
    a part of what one account, and all together, are allowed: no single one keeps everybody else out.
    """
    typed, address = _spelled(attempt.login), network_of(attempt.address)
    known = device.device_of(attempt.cookie, found.id if found else None)
    if known:
        return throttle.limits("limit.login.device", known), []
    own = [
        *throttle.limits("limit.login.account", f"{typed} {address}"),
        *throttle.limits("limit.login.address", address),
    ]
    return own, [
        *throttle.limits("limit.login.everywhere", typed),
        *throttle.limits("limit.login.overall", ""),
    ]


def _spelled(login: str) -> str:
    """Return a login as it is counted: however it is spaced and written, it is one."""
    return read_identifier(login) or "".join(login.casefold().split())


def network_of(address: str) -> str:
    """Return the address whose tries are counted together: of IPv6 the whole network of one line."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        # A socket for both protocols writes IPv4 as ::ffff:192.0.2.7; by networks they would all be one.
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def confirms(account_id: int, secret: str) -> int:
    """Say whether this is the password of somebody who has logged in: 0 when it is, else seconds to wait.

    A wrong one is -1. Outside any transaction, like `check`.
    """
    counted = throttle.limits("limit.confirm", str(account_id))
    wait = throttle.hit_all(counted)
    if wait:
        return wait
    return 0 if passwords.fits(queries.password_of(account_id), secret) else -1
