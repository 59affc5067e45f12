"""The day on which notices are tested, and how their mails are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.support.mails import Mail

DAY = dt.timedelta(days=1)
# A Monday, ten o'clock in Łódź.
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
TODAY = NOW.date()

Bill = Callable[..., int]
Announce = Callable[[], int]
Remind = Callable[..., int]


def plain(mail: Mail) -> str:
    """Return the mail's text with plain spaces."""
    return mail.text.replace("\N{NO-BREAK SPACE}", " ")
