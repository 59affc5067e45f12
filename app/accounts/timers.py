"""What time does to accounts: codes lapse, and what is of no more use is deleted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, exists, select

from app.accounts import throttle
from app.accounts.models import Account, AccountCode, UserSession
from app.accounts.subject import ACCOUNT, OPENING, is_live
from app.audit import access
from app.foundation import clock, searches
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.settings.service import value
from app.steps.service import Order, fire_many

BATCH = 500
KEPT = dt.timedelta(days=90)  # how long ended visits and dead links can be looked up


def run() -> int:
    """Do all of it in the present transaction; returns how many codes lapsed."""
    _tidy()
    return lapse_due()


def lapse_due() -> int:
    """Let every invitation lapse whose code is too old, or was entered without a password following."""
    live = exists().where(
        AccountCode.account_id == Account.id, AccountCode.kind.in_(OPENING), is_live(clock.now())
    )
    sent = exists().where(AccountCode.account_id == Account.id, AccountCode.kind.in_(OPENING))
    rows = db.session.execute(
        select(Account.id, Account.version)
        .where(Account.state == "invited", sent, ~live)
        .order_by(Account.id)
        .limit(BATCH)
    )
    due = {row.id: row.version for row in rows}
    moved, _refused = fire_many(ACCOUNT, due, Order("lapse", SYSTEM)) if due else ({}, {})
    return len(moved)


def _tidy() -> None:
    searches.forget_old()
    throttle.forget_ended()
    access.forget_before(clock.now() - dt.timedelta(days=value("keep.access_log")))
    old = clock.now() - KEPT
    db.session.execute(delete(UserSession).where(UserSession.expires_at < old))
    db.session.execute(
        delete(AccountCode).where(AccountCode.expires_at < old, AccountCode.kind.not_in(OPENING))
    )
