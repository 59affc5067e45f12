"""Mails about an access: each function puts one down; secrets (codes, links) are wiped once sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.accounts.models import Account
from app.foundation import clock
from app.foundation.templating import spaced
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
    return [
        _to(account, "identifier", {}, {"identifier": spaced(account.identifier)}),
        _to(account, "pin", {"until": until.isoformat()}, {"pin": spaced(pin)}),
    ]


def codes_by_letter(
    account: Account, pin: str, until: dt.datetime, address: Mapping[str, Any] | None
) -> list[Message]:
    """Return the sealed letter with both codes.

    letters/access_letter.typ gets the param `until` (the last day), and the secrets `address_lines` (as on an
    envelope, the name first), `identifier` and `pin` in groups of four; what stands on every letter is added
    when it is rendered.
    `address` holds `address_lines` (without the name), or street, building, flat, postcode, city; and may
    hold `name`. With `institution` (its name) the envelope goes to the institution, for the attention of the
    account's owner, and the secrets tell both names.
    """
    given = dict(address or {})
    lines = given.get("address_lines") or _lines(given)
    institution = given.get("institution")
    whom = [institution, account.name] if institution else [given.get("name") or account.name]
    secrets = {
        "address_lines": [*whom, *lines],
        **({"institution": institution, "user": account.name} if institution else {}),
        "identifier": spaced(account.identifier),
        "pin": spaced(pin),
    }
    return [
        Message(
            "access_letter",
            account.language,
            None,
            {"until": clock.day_of(until).isoformat()},
            secrets,
            channel="letter",
            subject=("account", account.id),
        )
    ]


def _lines(address: Mapping[str, Any]) -> list[str]:
    flat = f"/{address['flat']}" if address.get("flat") else ""
    street = f"{address.get('street') or address.get('city') or ''} {address.get('building') or ''}{flat}"
    return [street.strip(), f"{address.get('postcode') or ''} {address.get('city') or ''}".strip()]


def link(account: Account, name: str, path: str, until: dt.datetime, *, to: str | None = None) -> Message:
    """Return a mail (`reset`, `staff_invite`, `new_email`) whose link opens a page with a button.

    `path` is the path of that page; `to` is another address than the account's own.
    """
    ending = (account.identifier or "")[-3:]
    return Message(
        name,
        account.language,
        to or account.email,
        {"name": account.name, "until": until.isoformat(), "identifier_ending": ending},
        {"path": path},
        subject=("account", account.id),
    )


def plain(account: Account, name: str, *, to: str | None = None) -> Message:
    """Return a mail that only tells: `password_changed`, `reset_not_open`, `email_changed`."""
    return Message(
        name, account.language, to or account.email, {"name": account.name}, subject=("account", account.id)
    )
