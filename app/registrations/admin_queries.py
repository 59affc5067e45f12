"""What the admin's pages of activation read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, RowMapping, select

from app.audit.queries import lines_of
from app.customers.queries import by_id
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.listing import Listing
from app.registrations.desk_page import noted, open_steps
from app.registrations.desk_queries import URGENT, Note, columns_of_list, thread
from app.registrations.due import Due, due_of
from app.registrations.matching import Line, given_of, match
from app.registrations.matching import lines_of as compared
from app.registrations.models import Registration
from app.registrations.past import Past, entries
from app.registrations.subject import KIND, REGISTRATION
from app.registrations.tally import GROUPS
from app.steps.queries import Button
from workflows.engine import Stage

STEPS = ("activate", "send_back", "reject", "annul")
MOST_DISPUTED = 20


@dataclass(frozen=True, slots=True)
class Report:
    """What the page of one application shows an admin: the comparison as made now."""

    row: RowMapping
    stage: Stage
    due: Due
    lines: list[Line]
    history: list[Past]
    thread: list[Note]
    buttons: dict[str, Button]


def waiting(*, after: int | None, before: int | None) -> Listing:
    """Return a page of applications to activate, most urgent first. One statement."""
    rows = columns_of_list(select(Registration).where(Registration.state.in_(GROUPS["activate"])))
    return URGENT.page(rows, "due", after=after, before=before)


def disputed() -> Sequence[Row[Any]]:
    """Return activated applications whose access the person on file disowns, latest first. One statement."""
    rows = columns_of_list(
        select(Registration).where(Registration.disputed_at.is_not(None), Registration.state == "activated")
    )
    return db.session.execute(rows.order_by(Registration.disputed_at.desc()).limit(MOST_DISPUTED)).all()


def named(ids: Collection[int]) -> Sequence[Row[Any]]:
    """Return these applications for a list of results, by reference. One statement."""
    rows = columns_of_list(select(Registration).where(Registration.id.in_(ids)))
    return db.session.execute(rows.order_by(Registration.reference)).all()


def report(row: RowMapping, actor: Actor) -> Report:
    """Return the page of an individual's application that was read. At most nine statements more."""
    found = match(given_of(row))
    history = lines_of(KIND, row["id"])
    customer = by_id(found.known.id) if found.known else None
    pesel = {"pesel": customer.pesel} if customer else None
    return Report(
        row=row,
        stage=REGISTRATION.stage_of(row),
        due=due_of(row),
        lines=[noted(line, row["accepted"]) for line in compared(row, found, pesel)],
        history=entries(history),
        thread=thread(row["id"], history),
        buttons=open_steps(row, actor, found, STEPS),
    )


def differing(row: Row[Any]) -> list[str]:
    """Return the fields of a listed application that differ: what the clerk answered."""
    return [name for name, verdict in row.match.items() if verdict == "different"]
