"""What the clerk's pages read: the list, and one application with everything beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, select, union

from app.audit.queries import Line
from app.foundation import clock
from app.foundation.db import db
from app.foundation.errors import NotFoundError
from app.foundation.listing import Listing, Order, Sort
from app.registrations.models import Registration, RegistrationMessage
from app.registrations.queries import TABLE, by_reference
from app.registrations.tally import GROUPS

MOST_DUPLICATES = 20
# What two applications of one customer or person share, and what of it says nothing.
SHARED = {"customer_no": "", "customer_id": 0, "pesel_digest": ""}
URGENT = Order(
    Registration.id,
    {
        "due": Sort(Registration.promise_due),
        "latest": Sort(Registration.id, descending=True),
    },
)
CHANNELS = ("online", "counter", "paper")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; it stands in the address, so that it can be kept and sent on."""

    group: str = "check"
    channel: str | None = None
    late: bool = False
    mine: bool = False

    @classmethod
    def read(cls, args: Any) -> Filters:
        """Return the filters of a query string; what is unknown is left out."""
        group, channel = args.get("state", ""), args.get("channel", "")
        return cls(
            group if group in GROUPS else "check",
            channel if channel in CHANNELS else None,
            args.get("late") == "yes",
            args.get("mine") == "yes",
        )

    def address(self, **changes: Any) -> dict[str, str]:
        """Return the query string of these filters with some changed; defaults are left out."""
        now = {name: getattr(self, name) for name in ("group", "channel", "late", "mine")} | changes
        found = {"state": None if now["group"] == "check" else now["group"], "channel": now["channel"]}
        return {name: value for name, value in found.items() if value} | (
            {name: "yes" for name in ("late", "mine") if now[name]}
        )


@dataclass(frozen=True, slots=True)
class Note:
    """One message of the thread; `author` is a colleague's name, None when the applicant wrote himself."""

    kind: str
    text: str
    author: str | None
    at: dt.datetime


def applications(filters: Filters, me: str, *, after: int | None, before: int | None) -> Listing:
    """Return a page of the list, most urgent first (ended ones: latest first). One statement.

    `me` is who reads it, for the filter of what is his to check.
    """
    rows = columns_of_list(select(Registration).where(Registration.state.in_(GROUPS[filters.group])))
    if filters.channel:
        rows = rows.where(Registration.channel == filters.channel)
    if filters.mine:
        rows = rows.where(Registration.reviewer == me)
    if filters.late:
        rows = rows.where(Registration.promise_due < clock.today())
    sort = "latest" if filters.group == "ended" else "due"
    return URGENT.page(rows, sort, after=after, before=before)


def whose(row: Any, me: str) -> str:
    """Say whether a case is the reader's to check: back (it came back to him), mine, or nothing."""
    if row.state != "in_review" or row.reviewer != me:
        return ""
    return "back" if row.promise_stops else "mine"


def columns_of_list(rows: Any) -> Select[Any]:
    """Narrow a query of applications to what lists show."""
    found: Select[Any] = rows.with_only_columns(
        Registration.id,
        Registration.reference,
        Registration.version,
        Registration.first_name,
        Registration.last_name,
        Registration.customer_no,
        Registration.created_at,
        Registration.channel,
        Registration.state,
        Registration.workflow,
        Registration.name,
        Registration.reviewer,
        Registration.promise_due,
        Registration.promise_stops,
        Registration.term_until,
        Registration.rests_until,
        Registration.match,
        Registration.clean,
        Registration.accepted,
        Registration.codes_by,
        Registration.disputed_at,
    )
    return found


def application(reference: str) -> tuple[RowMapping, Sequence[RowMapping]]:
    """Return an application and the others of the same customer or PESEL, latest first. One statement.

    Raises NotFoundError.
    """
    me, other = TABLE.alias(), TABLE.alias()
    mine = me.c.reference == reference
    same = union(
        select(me.c.id).where(mine),
        *(
            select(other.c.id).join(me, (other.c[key] == me.c[key]) & (me.c[key] != nothing)).where(mine)
            for key, nothing in SHARED.items()
        ),
    ).subquery()
    rows = (
        db.session.execute(
            select(TABLE)
            .where(TABLE.c.id.in_(select(same.c.id)))
            .order_by((TABLE.c.reference == reference).desc(), TABLE.c.id.desc())
            .limit(MOST_DUPLICATES + 1)
        )
        .mappings()
        .all()
    )
    if not rows or rows[0]["reference"] != reference:
        raise NotFoundError
    return rows[0], rows[1:]


def row_of(reference: str) -> RowMapping:
    """Return an application as it stands, not locked; raises NotFoundError. One statement."""
    found = by_reference(reference)
    if found is None:
        raise NotFoundError
    return found


def thread(registration_id: int, lines: Sequence[Line]) -> list[Note]:
    """Return questions, answers and notes of an application, oldest first. One statement.

    The authors' names are those of the lines of history that were written with the messages.
    """
    mine = RegistrationMessage.registration_id == registration_id
    found = db.session.scalars(select(RegistrationMessage).where(mine).order_by(RegistrationMessage.id)).all()
    names = {line.data["message"]: line.actor for line in lines if "message" in line.data}
    return [Note(one.kind, one.text, names.get(one.id), one.at) for one in found]


def next_to_check(but: str) -> str | None:
    """Return the most urgent application to check other than the one named (references). One statement."""
    waiting = select(TABLE.c.reference).where(TABLE.c.state.in_(GROUPS["check"]), TABLE.c.reference != but)
    return db.session.scalar(waiting.order_by(TABLE.c.promise_due, TABLE.c.id).limit(1))
