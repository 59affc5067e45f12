"""Notices by mail: a new invoice, one that is due soon, one that is overdue; each of an invoice once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, delete

from app.audit.service import Entry, record
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.calendar import is_working_day
from app.foundation.db import db, upsert
from app.mail.service import write
from app.mail.ticks import mark, marked
from app.portal import notice_events, notice_mails, notice_queries
from app.portal.models import NoticeOff, NoticeSent
from app.portal.notice_queries import KINDS, LATE, NEW, SOON, Which
from app.settings.service import value

AT_ONCE = 500  # accounts
A_MINUTE = 2000  # accounts that are reminded in one transaction: on SQLite others wait to write meanwhile
FRESH = dt.timedelta(days=10)  # an older document is no news, whenever the feed brings it
OLDEST = dt.timedelta(days=60)  # of what is overdue for longer others write, on paper
KEPT = dt.timedelta(days=400)  # longer than anything could be told again
# The hours of the day, in Poland, within which reminders are written.
BEGIN, END = 9, 20


def announce(customer_ids: Select[int]) -> int:
    """Write to who may see these customers of their new documents; return how many mails were written.

    New is what was issued within the last ten days, and not before the reader's access began.
    """
    which = notice_queries.issued_since(clock.today() - FRESH)
    return _write(NEW, which, notice_queries.readers(NEW, which, customer_ids))


def run() -> int:
    """Remind once a day, from nine o'clock on, a part of the accounts each minute; return to how many."""
    local = clock.now().astimezone(clock.WARSAW)
    day, slot = local.date(), ("portal.notices", local.date().isoformat())
    if not BEGIN <= local.hour < END or marked(*slot):
        return 0
    reached = remind(day)
    if reached < A_MINUTE:
        _forget()
        mark(*slot)
    return reached


def _forget() -> None:
    old = NoticeSent.sent_at < clock.now() - KEPT
    db.session.execute(delete(NoticeSent).where(old).execution_options(synchronize_session=False))


def remind(day: dt.date) -> int:
    """Write of what falls due within the next days and, on working days, of what is overdue.

    The settings are `notice.due_days`, `notice.overdue_days` and `notice.least_overdue` (grosze).
    Returns to how many accounts it turned, A_MINUTE of them at most: the next call takes the next ones.
    """
    soon = notice_queries.owed(day, day + dt.timedelta(days=value("notice.due_days")))
    reached = _remind(SOON, soon, A_MINUTE)
    if is_working_day(day):
        last = day - dt.timedelta(days=value("notice.overdue_days"))
        late = notice_queries.owed(day - OLDEST, last, least=value("notice.least_overdue"))
        reached += _remind(LATE, late, A_MINUTE - reached)
    return reached


def _remind(kind: str, which: Which, most: int) -> int:
    account_ids = notice_queries.readers(kind, which, most=most) if most else []
    _write(kind, which, account_ids)
    return len(account_ids)


def _write(kind: str, which: Which, account_ids: Sequence[int]) -> int:
    """Write one mail per account; statements grow with hundreds of accounts, not with invoices."""
    written = 0
    for start in range(0, len(account_ids), AT_ONCE):
        rows = notice_queries.bills(kind, which, account_ids[start : start + AT_ONCE])
        told = _take(kind, [row for row in rows if kind != NEW or _is_of_now(row)])
        by_account: dict[int, list[Any]] = defaultdict(list)
        for row in rows:
            if (row.account_id, row.invoice_id) in told:
                by_account[row.account_id].append(row)
        write(*(notice_mails.notice(kind, mine) for mine in by_account.values()))
        written += len(by_account)
    return written


def _is_of_now(row: Any) -> bool:
    began_on: dt.date = clock.day_of(row.began_at)
    return bool(began_on <= row.issued_on)


def _take(kind: str, rows: Sequence[Any]) -> set[tuple[int, int]]:
    """Put down what is being told; returns (account, invoice) of what nobody else has told meanwhile."""
    if not rows:
        return set()
    table = NoticeSent.__table__
    statement = upsert(table).on_conflict_do_nothing().returning(table.c.account_id, table.c.invoice_id)
    common = {"kind": kind, "sent_at": clock.now()}
    facts = [{"account_id": row.account_id, "invoice_id": row.invoice_id, **common} for row in rows]
    return {(account, invoice) for account, invoice in db.session.execute(statement, facts)}


def choose(wanted: Collection[str], actor: Actor) -> bool:
    """Let the actor's account get these kinds of notices and no others; says whether anything changed."""
    account_id = actor.account_id or 0
    off = {kind for kind in KINDS if kind not in wanted}
    if off == notice_queries.switched_off(account_id):
        return False
    db.session.execute(delete(NoticeOff).where(NoticeOff.account_id == account_id))
    common = {"account_id": account_id, "since": clock.now()}
    if off:
        rows = [{"kind": kind, **common} for kind in sorted(off)]
        # Two windows of one reader may say the same at once.
        db.session.execute(upsert(NoticeOff).on_conflict_do_nothing(), rows)
    record(Entry("account", account_id, notice_events.CHOSEN, actor, data={"off": sorted(off)}))
    return True
