"""The account as a case of the workflow `account`: facts for its guards, mails for its public sentences."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, RowMapping, Table, and_, or_, select

from app.accounts import events  # noqa: F401 - teaches the sentences of history
from app.accounts.models import Account, AccountCode
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.db import db
from app.mail.service import Message
from app.settings import service as settings
from app.steps.subject import Subject
from workflows.account import ACCOUNT as WORKFLOW
from workflows.account import Facts
from workflows.engine import Public

MOST_TRIES = 5
OPENING = ("pin", "invite")  # codes that lead to the first login

# The folder in templates/mail that tells the owner of a changed public sentence.
TOLD = {
    "active": "access_active",
    "blocked": "access_blocked",
    "lapsed": "code_lapsed",
    "closed": "access_closed",
}


def is_live(now: dt.datetime) -> ColumnElement[bool]:
    """Say in SQL whether a code can still lead to a password: unused, or entered a short while ago."""
    entered = AccountCode.used_at > now - settings.span("term.choose_password")
    unused = and_(AccountCode.used_at.is_(None), AccountCode.tries < MOST_TRIES)
    return and_(AccountCode.expires_at > now, or_(unused, entered))


def _facts(
    rows: Sequence[RowMapping], step: str, actor: Actor, given: Mapping[str, Any]
) -> Mapping[int, Facts]:
    codes = _codes([row["id"] for row in rows]) if step in {"first_login", "lapse"} else {}
    return {row["id"]: _facts_of(row, codes.get(row["id"], []), actor, given) for row in rows}


def _codes(ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    statement = (
        select(
            AccountCode.account_id, AccountCode.used_at, AccountCode.tries, is_live(clock.now()).label("live")
        )
        .where(AccountCode.account_id.in_(ids), AccountCode.kind.in_(OPENING))
        .order_by(AccountCode.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(statement).all():
        found[row.account_id].append(row)  # type: ignore[arg-type]  # Row of Any
    return found


def _facts_of(row: RowMapping, codes: Sequence[Row[Any]], actor: Actor, given: Mapping[str, Any]) -> Facts:
    live = any(code.live for code in codes)
    latest = codes[-1] if codes else None
    return Facts(
        own=actor.account_id == row["id"],
        code_live=live,
        code_over=not live,
        tries_over=latest is not None and latest.used_at is None and latest.tries >= MOST_TRIES,
        # By letter the codes go to the address on file; for staff the admin who invites answers.
        new_address_proved=(
            row["email_proved_at"] is not None or row["kind"] == "staff" or given.get("channel") == "letter"
        ),
        identity_seen=bool(given.get("identity_seen")),
    )


def _announce(row: RowMapping, public: Public, reason: str | None) -> Message | None:
    name = TOLD.get(public.key)
    if name is None or row["email"] is None:
        return None
    return Message(
        name,
        row["language"],
        row["email"],
        {"name": row["name"], "reason": reason},
        subject=("account", row["id"]),
    )


ACCOUNT = Subject("account", (WORKFLOW,), cast("Table", Account.__table__), _facts, _announce)
