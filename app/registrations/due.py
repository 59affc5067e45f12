"""When a case is due, in a clerk's words: today, late by so many working days, or the applicant's move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.foundation import clock
from app.foundation.calendar import working_days_between
from app.foundation.i18n import _, ngettext
from app.foundation.templating import short_day
from app.steps import clocks
from app.steps.models import NEVER


@dataclass(frozen=True, slots=True)
class Due:
    """Words and the tone of their badge."""

    words: str
    tone: str


def due_of(row: Any) -> Due:
    """Return when a case is due, counted in working days.

    The row has state, promise_due, term_until, rests_until.
    """
    if row.state == "on_hold" and row.rests_until:
        return Due(_("rests until %(day)s", day=short_day(row.rests_until)), "neutral")
    if until := clocks.last_day(row.term_until):
        return Due(_("waiting until %(day)s", day=short_day(until)), "neutral")
    if row.promise_due == NEVER:
        return Due(_("no term runs"), "neutral")
    left = (row.promise_due - clock.today()).days
    if left < 0:
        return Due(_late(row.promise_due), "danger")
    if left == 0:
        return Due(_("due today"), "warning")
    days = working_days_between(clock.today(), row.promise_due)
    return Due(ngettext("%(num)s working day left", "%(num)s working days left", days), "info")


def _late(day: Any) -> str:
    days = working_days_between(day, clock.today())
    if days == 0:  # the promised day was the last working one before a weekend or holiday
        return _("late since %(day)s", day=short_day(day))
    return ngettext("late by %(num)s working day", "late by %(num)s working days", days)
