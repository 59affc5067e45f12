"""Searches kept under a random id: what was typed (names, numbers) never stands in an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import String, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.crypto import EncryptedJSON
from app.foundation.db import Base, db
from app.foundation.errors import NotFoundError
from app.foundation.tokens import new_token

KEPT = dt.timedelta(days=1)


class SavedSearch(Base):
    """What one person searched for; shown at `/search/<id>` to that person only, for a day."""

    __tablename__ = "saved_search"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    actor: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))  # customers, accounts, …
    query: Mapped[Any] = mapped_column(EncryptedJSON)
    at: Mapped[dt.datetime] = mapped_column(index=True)


def keep(kind: str, query: Mapping[str, Any], actor: Actor) -> str:
    """Keep what was typed (JSON values); returns the random id for the address of the result."""
    row = {"id": new_token(), "actor": actor.id, "kind": kind, "query": dict(query), "at": clock.now()}
    db.session.execute(insert(SavedSearch), row)
    return str(row["id"])


def recall(kind: str, search_id: str, actor: Actor) -> dict[str, Any]:
    """Return what this actor typed; raises NotFoundError for another's, an unknown or an old search."""
    found = db.session.execute(
        select(SavedSearch.query).where(
            SavedSearch.id == search_id,
            SavedSearch.kind == kind,
            SavedSearch.actor == actor.id,
            SavedSearch.at > clock.now() - KEPT,
        )
    ).first()
    if found is None:
        raise NotFoundError
    query: dict[str, Any] = found[0]
    return query


def forget_old() -> int:
    """Delete searches older than a day; returns how many."""
    done = db.session.execute(delete(SavedSearch).where(SavedSearch.at <= clock.now() - KEPT))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE gives a CursorResult
