"""The two clocks of a case: the office's promise, which stands while it waits, and the applicant's term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from app.foundation import clock
from app.foundation.calendar import Stop, due_day
from app.settings import service as settings
from app.steps.models import NEVER
from workflows.engine import Stage

LONG_DAYS = dt.timedelta(days=2)


def begin(stage: Stage) -> dict[str, Any]:
    """Return the clock columns of a case that starts in `stage`."""
    blank: dict[str, Any] = {"promise": None, "promise_from": None, "promise_days": None, "promise_stops": []}
    return enter(blank, stage)


def enter(case: Mapping[str, Any] | RowMapping, stage: Stage) -> dict[str, Any]:
    """Return the clock columns of a case that enters `stage`, from its present ones."""
    today = clock.today()
    name = stage.public.promise
    start, days, stops = case["promise_from"], case["promise_days"], list(case["promise_stops"] or [])
    if name and case["promise"] != name:
        start, days, stops = today, settings.value(name), []
    name = name or case["promise"]
    if stops and stops[-1][1] is None and not stage.waits:
        stops[-1] = [stops[-1][0], today.isoformat()]
    if name and stage.waits and not (stops and stops[-1][1] is None):
        stops.append([today.isoformat(), None])
    if stage.kind != "open":
        name = start = days = None
        stops = []
    return {
        "promise": name,
        "promise_from": start,
        "promise_days": days,
        "promise_stops": stops,
        "promise_due": _due(start, days, stops) or NEVER,
        "term_until": term(stage.term),
        "state_since": clock.now(),
        "erase_after": erase_after(stage),
    }


def _due(start: dt.date | None, days: int | None, stops: list[list[str | None]]) -> dt.date | None:
    return due_day(start, days, read_stops(stops)) if start and days is not None else None


def read_stops(stored: list[list[str | None]]) -> list[Stop]:
    """Return the stops of a promise as days."""
    return [
        (dt.date.fromisoformat(begin or ""), dt.date.fromisoformat(end) if end else None)
        for begin, end in stored
    ]


def due(case: Any) -> dt.date | None:
    """Return the promised day of a case (a row with promise_* columns); None while no promise runs."""
    return _due(case.promise_from, case.promise_days, case.promise_stops)


def term(name: str | None) -> dt.datetime | None:
    """Return when a term that begins now is over: hours to the minute, days at the end of the last day."""
    if name is None:
        return None
    span = settings.span(name)
    return clock.now() + span if span < LONG_DAYS else clock.end_of_day(clock.today() + span)


def last_day(until: dt.datetime | None) -> dt.date | None:
    """Return the last day of a term, which is over when that day has ended; None when none runs."""
    return clock.day_of(until - dt.timedelta(microseconds=1)) if until else None


def erase_after(stage: Stage) -> dt.date:
    """Return the day after which a case in `stage` may be erased: far away until it has ended."""
    if stage.keep is None:
        return NEVER
    return clock.today() + dt.timedelta(days=settings.value(stage.keep))
