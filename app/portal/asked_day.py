"""The day on which an account is looked at, as the address asks for it."""

from __future__ import annotations

import datetime as dt

from flask import request

from app.foundation.clock import today
from app.foundation.i18n import _
from app.foundation.templating import day as day_in_words
from app.portal.account import Account


def asked_day(found: Account) -> tuple[dt.date, str]:
    """Return the day that the address asks for; today and the reason where it cannot be shown."""
    asked_for = request.args.get("on", "").strip()
    if not asked_for:
        return today(), ""
    try:
        day = dt.date.fromisoformat(asked_for)
    except ValueError:
        return today(), _("Please choose a day that exists; this is how the account stands today.")
    if day < found.first_day:
        return today(), _(
            "This account begins on %(day)s: please choose that day or a later one.",
            day=day_in_words(found.first_day),
        )
    if day > found.last_day:
        return today(), _(
            "Please choose a day until %(day)s: further ahead the rates are anybody's guess.",
            day=day_in_words(found.last_day),
        )
    return day, ""
