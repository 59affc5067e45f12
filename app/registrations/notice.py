"""The link "this was not me" of the notice that access was opened, and what it does."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import RowMapping, select, update

from app.accounts import service as accounts
from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.crypto import digest
from app.foundation.db import db
from app.foundation.i18n import N_
from app.foundation.tokens import new_token
from app.registrations.queries import TABLE
from app.registrations.subject import KIND
from app.settings import service as settings

LinkState = Literal["live", "used", "over", "unknown"]
DISOWNED = N_(
    "The person on file told us that this access was not opened by them. Please come to our office with an "
    "identity document."
)


def new_link() -> str:
    """Return the token of a link "this was not me"."""
    return new_token()


def link_digest(token: str) -> str:
    """Return the digest under which the link is known."""
    return digest("notice link", token)


def by_link(token: str, *, lock: bool = False) -> RowMapping | None:
    """Return the application whose notice holds this link, or None. One statement."""
    found = select(TABLE).where(TABLE.c.notice_digest == link_digest(token))
    return db.session.execute(found.with_for_update() if lock else found).mappings().one_or_none()


def state_of(row: RowMapping | None) -> LinkState:
    """Say whether a link can still be used."""
    if row is None:
        return "unknown"
    if row["disputed_at"] is not None:
        return "used"
    fresh = clock.now() < row["state_since"] + settings.span("term.notice")
    return "live" if fresh and row["state"] == "activated" else "over"


def dispute(token: str) -> LinkState:
    """Take the owner's word that the access is not theirs: it is stopped at once, an admin looks into it.

    Returns the state in which the link was found; only a live one does anything.
    """
    row = by_link(token, lock=True)
    state = state_of(row)
    if row is not None and state == "live":
        db.session.execute(update(TABLE).where(TABLE.c.id == row["id"]).values(disputed_at=clock.now()))
        accounts.disown(row["account_id"], DISOWNED)
        record(Entry(KIND, row["id"], "registration.disputed", SYSTEM))
    return state
