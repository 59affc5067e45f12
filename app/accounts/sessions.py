"""Visits kept on the server: who holds which cookie, until when, and how a visit ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Table, insert, select, update
from sqlalchemy.exc import OperationalError

from app.accounts.models import Account, UserSession
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.crypto import digest
from app.foundation.db import db, reading, second_transaction
from app.foundation.hooks import hooks
from app.foundation.tokens import new_token
from app.settings import service as settings
from workflows.roles import Role

Purpose = Literal["full", "first_login"]
STATES: dict[str, str] = {"full": "active", "first_login": "invited"}
REFRESH = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Arriving(Actor):
    """The owner of an account at the moment of logging in: Flask-Login stores `token` in the cookie."""

    token: str = ""

    def get_id(self) -> str:
        """Return the token of the visit that begins."""
        return self.token


def roles_of(kind: str, roles: str) -> frozenset[Role]:
    """Return the roles of an account."""
    return frozenset(map(Role, roles.split())) if kind == "staff" else frozenset({Role.CUSTOMER})


def owner(account: Account) -> Actor:
    """Return the account's owner as an actor, for what is done with a link instead of a visit."""
    return Actor(
        account_id=account.id,
        is_staff=account.kind == "staff",
        name=account.name,
        language=account.language,
        roles=roles_of(account.kind, account.roles),
    )


def begin(account_id: int, purpose: Purpose, device: str) -> str:
    """Begin a visit; returns its token (256 bits), of which only the digest is kept."""
    token, now = new_token(), clock.now()
    most = (
        settings.span("term.choose_password")
        if purpose == "first_login"
        else dt.timedelta(minutes=settings.value("session.longest"))
    )
    row = {"token_digest": digest("session", token), "account_id": account_id, "purpose": purpose}
    times = {"began_at": now, "seen_at": now, "expires_at": now + most}
    db.session.execute(insert(UserSession).values(**row, **times, device=device[:200]))
    return token


def load(token: str) -> Actor | None:
    """Return whose visit this token is, or None when it has ended. One statement.

    That the visit goes on is noted at most once a minute.
    """
    with reading() as connection:
        row = connection.execute(_visit(token)).first()
    now = clock.now()
    if row is None or row.seen_at + _idle(row.kind) <= now:
        return None
    if row.seen_at + REFRESH <= now:
        _refresh(row.session_id, now)
    return _actor(row)


def _visit(token: str) -> Any:
    table = cast("Table", Account.__table__)
    gates = [_gate(name, table) for name in sorted(hooks.gates)]
    return (
        select(
            UserSession.id.label("session_id"),
            UserSession.purpose,
            UserSession.seen_at,
            Account.id.label("account_id"),
            Account.kind,
            Account.state,
            Account.name,
            Account.language,
            Account.roles,
            *gates,
        )
        .join(Account, Account.id == UserSession.account_id)
        .where(
            UserSession.token_digest == digest("session", token),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > clock.now(),
        )
    )


def _gate(name: str, account: Table) -> ColumnElement[bool]:
    return hooks.gates[name](account).label(f"gate_{name}")


def _actor(row: Row[Any]) -> Actor | None:
    if STATES[row.purpose] != row.state:
        return None
    if row.purpose == "first_login":
        gates: tuple[str, ...] = ("first_login",)
    else:
        gates = tuple(name for name in sorted(hooks.gates) if row._mapping[f"gate_{name}"])  # noqa: SLF001 - SQLAlchemy's public name
    return Actor(
        account_id=row.account_id,
        is_staff=row.kind == "staff",
        name=row.name,
        language=row.language,
        roles=roles_of(row.kind, row.roles),
        session_id=row.session_id,
        gates=gates,
    )


def _idle(kind: str) -> dt.timedelta:
    return dt.timedelta(minutes=settings.value(f"session.{kind}.idle"))


def _refresh(session_id: int, now: dt.datetime) -> None:
    statement = update(UserSession).where(UserSession.id == session_id, UserSession.seen_at <= now - REFRESH)
    try:
        with second_transaction() as connection:
            connection.execute(statement.values(seen_at=now))
    except OperationalError:
        # A long write of somebody else's holds the database; the next page will note it.
        return


def end(account_id: int, *, session_id: int | None = None) -> int:
    """End the account's visits, all or one; returns how many ended."""
    statement = update(UserSession).where(
        UserSession.account_id == account_id, UserSession.ended_at.is_(None)
    )
    if session_id is not None:
        statement = statement.where(UserSession.id == session_id)
    return int(db.session.execute(statement.values(ended_at=clock.now())).rowcount)  # type: ignore[attr-defined]  # CursorResult


def live(account_id: int, kind: str) -> list[UserSession]:
    """Return the account's visits that go on, the latest first. One statement."""
    now = clock.now()
    statement = select(UserSession).where(
        UserSession.account_id == account_id,
        UserSession.ended_at.is_(None),
        UserSession.expires_at > now,
        UserSession.seen_at > now - _idle(kind),
    )
    return list(db.session.scalars(statement.order_by(UserSession.seen_at.desc(), UserSession.id.desc())))
