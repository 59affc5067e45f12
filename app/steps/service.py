"""The door: every change of state, of every case, by whomever, goes through `fire` or `fire_many`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, bindparam, insert, select, update

from app.audit.models import HistoryHead
from app.audit.service import Entry, Heads, record
from app.foundation.actor import Actor
from app.foundation.db import db
from app.foundation.errors import NotFoundError, RefusedError
from app.mail import service as mail
from app.steps import clocks
from app.steps.subject import Subject, against, facts_of
from workflows.engine import Facts


@dataclass(frozen=True, slots=True)
class Order:
    """A step to be taken: by whom, why, what else changes with it, what history keeps of it.

    `changes` are columns of the case written together with its state; `given` is what the form said for the
    guards; `data` goes into history (nothing personal), `private` beside it.
    """

    step: str
    actor: Actor
    reason: str | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A case after its step: the row as it stood before, its new state and version."""

    row: RowMapping
    state: str
    version: int


class StaleError(Exception):
    """The case has changed since the reader saw it; he is shown what happened meanwhile."""

    def __init__(self, subject: Subject, case_id: int) -> None:
        """Name the case that moved on."""
        super().__init__(f"{subject.kind} {case_id}")
        self.subject = subject
        self.case_id = case_id


def fire(subject: Subject, case_id: int, seen: int, order: Order) -> Moved:
    """Take one step on one case.

    `seen` is the version the reader saw. Raises NotFoundError (no such case), StaleError (changed since),
    RefusedError with every reason.
    """
    return fire_locked(subject, lock_one(subject, subject.table.c.id == case_id), seen, order)


def fire_locked(subject: Subject, row: RowMapping, seen: int, order: Order) -> Moved:
    """Take one step on a case that `lock_one` has just read; raises StaleError, RefusedError."""
    case_id = row["id"]
    moved, refused = _fire(subject, [row], {case_id: seen}, order)
    if case_id in moved:
        return moved[case_id]
    if refused[case_id] is None:
        raise StaleError(subject, case_id)
    raise RefusedError(refused[case_id] or [])


def fire_many(
    subject: Subject, seen: Mapping[int, int], order: Order
) -> tuple[dict[int, Moved], dict[int, list[str] | None]]:
    """Take the same step on many cases: {id: version seen}.

    Returns the cases moved, and those refused with their reasons (None: changed since seen). The number of
    statements does not grow with the number of cases.
    """
    return _fire(subject, lock(subject, subject.table.c.id.in_(seen)), seen, order)


def _fire(
    subject: Subject, rows: Sequence[RowMapping], seen: Mapping[int, int], order: Order
) -> tuple[dict[int, Moved], dict[int, list[str] | None]]:
    refused: dict[int, list[str] | None] = {
        row["id"]: None for row in rows if row["version"] != seen[row["id"]]
    }
    fresh = [row for row in rows if row["id"] not in refused]
    facts = facts_of(subject, fresh, order.step, order.actor, order.given)
    good = []
    for row in fresh:
        why = _against(subject, row, order, facts[row["id"]])
        if why:
            refused[row["id"]] = why
        else:
            state = subject.workflow_of(row).take(row["state"], order.step, facts[row["id"]])
            good.append(Moved(row, state, row["version"] + 1))
    if good:
        _write(subject, good, order)
    return {one.row["id"]: one for one in good}, refused


def lock(subject: Subject, which: ColumnElement[bool]) -> Sequence[RowMapping]:
    """Return the cases locked, with the count and digest of each one's chain. One statement."""
    table, head = subject.table, HistoryHead.__table__
    mine = (head.c.subject_kind == subject.kind) & (head.c.subject_id == table.c.id)
    statement = (
        select(table, head.c.count.label("_count"), head.c.digest.label("_digest"))
        .select_from(table.outerjoin(head, mine))
        .where(which)
        .order_by(table.c.id)
        .with_for_update(of=table)
    )
    return db.session.execute(statement).mappings().all()


def lock_one(subject: Subject, which: ColumnElement[bool]) -> RowMapping:
    """Return the one case that `which` names, locked; raises NotFoundError. One statement."""
    rows = lock(subject, which)
    if not rows:
        raise NotFoundError
    return rows[0]


def _against(subject: Subject, row: RowMapping, order: Order, facts: Facts) -> list[str]:
    reason = {"reason": order.reason, "check_reason": True}
    return against(subject, row, order.step, facts, order.actor, **reason)


def _write(subject: Subject, moved: Sequence[Moved], order: Order) -> None:
    values = [
        {
            **clocks.enter(one.row, subject.workflow_of(one.row).stage(one.state)),
            **order.changes,
            "state": one.state,
            "version": one.version,
        }
        for one in moved
    ]
    move(subject.table, moved, values)
    record(*(_entry(subject, one, order) for one in moved), heads=heads_of(subject, moved))
    letters = [_announcement(subject, one, order) for one in moved]
    mail.write(*(letter for letter in letters if letter))


def move(table: Table, moved: Sequence[Moved], values: Sequence[dict[str, Any]]) -> None:
    """Write the new values of cases that still stand in the version of their row. One statement."""
    statement = update(table).where(table.c.id == bindparam("case_id"), table.c.version == bindparam("seen"))
    statement = statement.values(
        {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in values[0]}
    )
    rows = [
        {
            "case_id": one.row["id"],
            "seen": one.row["version"],
            **{f"new_{name}": value for name, value in new.items()},
        }
        for one, new in zip(moved, values, strict=True)
    ]
    # The connection, not the session: the ORM would take an executemany UPDATE for one by primary key.
    db.session.connection().execute(statement, rows)


def heads_of(subject: Subject, moved: Sequence[Moved]) -> Heads:
    """Return the heads of the chains as `lock` read them."""
    return {
        (subject.kind, one.row["id"]): (one.row["_count"], one.row["_digest"])
        for one in moved
        if one.row["_count"] is not None
    }


def _entry(subject: Subject, one: Moved, order: Order) -> Entry:
    return Entry(
        kind=subject.kind,
        subject_id=one.row["id"],
        event=f"{subject.kind}.{order.step}",
        actor=order.actor,
        from_state=one.row["state"],
        to_state=one.state,
        reason=order.reason,
        data=order.data,
        private=order.private,
    )


def _announcement(subject: Subject, one: Moved, order: Order) -> mail.Message | None:
    before = subject.stage_of(one.row).public
    now = subject.workflow_of(one.row).stage(one.state).public
    changed: RowMapping = {**one.row, **order.changes, "state": one.state}  # type: ignore[assignment]  # read like a row
    return subject.announce(changed, now, order.reason) if now is not before else None


def open_case(
    subject: Subject, state: str, event: str, actor: Actor, values: Mapping[str, Any], **more: Any
) -> int:
    """Insert a new case in one of its starting states and begin its history; returns its id.

    `event` is the act that history keeps ("submit", "lodge"); `more` may hold `data` and `private` of it.
    """
    flow = subject.workflow_of(values)
    if state not in flow.starts:
        message = f"{flow.name} does not start as {state}"
        raise ValueError(message)
    stage = flow.stage(state)
    row = {**clocks.begin(stage), **values, "state": state, "version": 1}
    case_id: int = db.session.execute(insert(subject.table).returning(subject.table.c.id), row).scalar_one()
    record(Entry(subject.kind, case_id, f"{subject.kind}.{event}", actor, to_state=state, **more), heads={})
    return case_id
