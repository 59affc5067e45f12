"""Writing history: rows are appended to each subject's chain in the transaction that made them true."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_app_context
from sqlalchemy import insert, select, tuple_

from app.audit.chain import START, private_digest, row_digest
from app.audit.models import History, HistoryHead, HistoryPrivate
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db, upsert


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `data` holds nothing personal; personal values go to `private`."""

    kind: str
    subject_id: int
    event: str
    actor: Actor
    from_state: str | None = None
    to_state: str | None = None
    reason: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] | None = None


Head = tuple[int, str]
Heads = dict[tuple[str, int], Head]


def record(*entries: Entry, heads: Heads | None = None) -> None:
    """Append entries, if any, to the chains of their subjects.

    `heads` are (count, digest) of the chains when the caller has read them under the subject's lock.
    """
    if not entries:
        return
    known = dict(heads if heads is not None else _heads({(one.kind, one.subject_id) for one in entries}))
    rows: list[dict[str, Any]] = []
    beside: list[dict[str, Any] | None] = []
    for entry in entries:
        row, private = _row(entry, known.get((entry.kind, entry.subject_id), (0, START)))
        known[entry.kind, entry.subject_id] = (row["number"], row["digest"])
        rows.append(row)
        beside.append(private)
    _insert(rows, beside)
    _write_heads({(one.kind, one.subject_id): known[one.kind, one.subject_id] for one in entries})


def _heads(subjects: Iterable[tuple[str, int]]) -> Heads:
    key = tuple_(HistoryHead.subject_kind, HistoryHead.subject_id)
    found = db.session.execute(
        select(HistoryHead.subject_kind, HistoryHead.subject_id, HistoryHead.count, HistoryHead.digest)
        .where(key.in_(list(subjects)))
        # In one order, so that two who write to the same chains never wait for each other crosswise.
        .order_by(HistoryHead.subject_kind, HistoryHead.subject_id)
        .with_for_update()
    )
    return {(kind, subject): (count, digest) for kind, subject, count, digest in found}


def _row(entry: Entry, head: Head) -> tuple[dict[str, Any], dict[str, Any] | None]:
    salt = secrets.token_hex(16)
    # A reason is free text, so it may name a person: it lies beside the chain with the personal values.
    content = {**(entry.private or {}), **({"reason": entry.reason} if entry.reason else {})}
    private = {"salt": salt, "content": content} if content else None
    row: dict[str, Any] = {
        "subject_kind": entry.kind,
        "subject_id": entry.subject_id,
        "number": head[0] + 1,
        "at": clock.now().isoformat(timespec="microseconds"),
        "event": entry.event,
        "actor": entry.actor.id,
        "on_behalf_of": None,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "data": dict(entry.data),
        "private_digest": private_digest(salt, content) if content else None,
        "request_id": g.get("request_id", "") if has_app_context() else "",
        "previous": head[1],
    }
    row["digest"] = row_digest(row)
    return row, private


def _insert(rows: Sequence[dict[str, Any]], beside: Sequence[dict[str, Any] | None]) -> None:
    if not any(beside):
        db.session.execute(insert(History), list(rows))
        return
    statement = insert(History).returning(History.id, sort_by_parameter_order=True)
    ids = db.session.scalars(statement, list(rows)).all()
    private = [{"history_id": row, **one} for row, one in zip(ids, beside, strict=True) if one]
    db.session.execute(insert(HistoryPrivate), private)


def _write_heads(heads: Heads) -> None:
    statement = upsert(HistoryHead)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["subject_kind", "subject_id"],
            set_={"count": statement.excluded.count, "digest": statement.excluded.digest},
        ),
        [
            {"subject_kind": kind, "subject_id": subject, "count": count, "digest": digest}
            for (kind, subject), (count, digest) in heads.items()
        ],
    )
