"""Mails about an access: each function puts one down; secrets (codes, links) are wiped once sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.accounts.models import Account
from app.foundation.i18n import speaking
from app.foundation.templating import day, daytime, spaced
from app.mail.service import Message


def _to(account: Account, name: str, params: Mapping[str, Any], secrets: Mapping[str, Any]) -> Message:
    return Message(
        name,
        account.language,
        account.email,
        {"name": account.name, **params},
        secrets or None,
        subject=("account", account.id),
    )


def codes_by_mail(account: Account, pin: str, until: dt.datetime) -> list[Message]:
    """Return the two mails of an opened access: the identifier in one, the PIN in the other."""
    with speaking(account.language):
        last_day = day(until)
    return [
        _to(account, "identifier", {}, {"identifier": spaced(account.identifier)}),
        _to(account, "pin", {"until": last_day}, {"pin": spaced(pin)}),
    ]


def codes_by_letter(
    account: Account, pin: str, until: dt.datetime, address: Mapping[str, Any] | None
) -> list[Message]:
    """Return the sealed letter with both codes.

    What `letters/access_letter` gets: params `until` (words); secrets `name`, `address_lines` (list, as on an
    envelope), `identifier` and `pin` in groups of four; and what every letter gets (`firm`, `base_url`).
    `address` may hold `name` and holds `address_lines`, or else street, building, flat, postcode, city.
    """
    with speaking(account.language):
        last_day = day(until)
    given = dict(address or {})
    secrets = {
        "name": given.get("name") or account.name,
        "address_lines": given.get("address_lines") or _lines(given),
        "identifier": spaced(account.identifier),
        "pin": spaced(pin),
    }
    return [
        Message(
            "access_letter",
            account.language,
            None,
            {"until": last_day},
            secrets,
            channel="letter",
            subject=("account", account.id),
        )
    ]


def _lines(address: Mapping[str, Any]) -> list[str]:
    house = address.get("building") or ""
    flat = f" m. {address['flat']}" if address.get("flat") else ""
    street = f"{address.get('street') or address.get('city') or ''} {house}{flat}".strip()
    return [street, f"{address.get('postcode') or ''} {address.get('city') or ''}".strip()]


def link(account: Account, name: str, path: str, until: dt.datetime, *, to: str | None = None) -> Message:
    """Return a mail (`reset`, `staff_invite`, `new_email`) whose link opens a page with a button.

    `path` is the path of that page; `to` is another address than the account's own.
    """
    with speaking(account.language):
        last_moment = daytime(until)
    ending = (account.identifier or "")[-3:]
    return Message(
        name,
        account.language,
        to or account.email,
        {"name": account.name, "until": last_moment, "identifier_ending": ending},
        {"path": path},
        subject=("account", account.id),
    )


def plain(account: Account, name: str, *, to: str | None = None) -> Message:
    """Return a mail that only tells: `password_changed`, `reset_not_open`, `email_changed`."""
    return Message(
        name, account.language, to or account.email, {"name": account.name}, subject=("account", account.id)
    )
