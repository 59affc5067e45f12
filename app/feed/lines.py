"""Lines of an invoice stand or fall together."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, and_, func, select

from app.billing.models import Invoice, InvoiceLine
from app.feed.columns import table_of
from app.feed.resolve import fault, keep_last, numbered, reject
from app.feed.staging import REJECTED, Stage

_invoice, _stored = table_of(Invoice), table_of(InvoiceLine)


def judge_lines(stage: Stage) -> None:
    """Reject all lines of an invoice of which one is bad, or which do not add up to the invoice's net."""
    named = select(REJECTED.c.told_0).where(
        REJECTED.c.file == stage.spec.name, REJECTED.c.told_0.is_not(None)
    )
    reject(stage, fault("net", "lines_incomplete"), stage.read.c.invoice_no.in_(named))
    reject(stage, fault("net", "lines_do_not_add_up"), _does_not_add_up(stage))
    keep_last(stage)


def _does_not_add_up(stage: Stage) -> ColumnElement[bool]:
    """Return the condition that an invoice's lines, as they would be stored, differ from its net."""
    last = _last(stage)
    same = and_(*(_stored.c[to] == last.c[own] for to, own in stage.spec.stored_key.items()))
    change = func.sum(last.c.net - func.coalesce(_stored.c.net, 0))
    brought = (
        select(last.c.ref_0, change.label("change"))
        .select_from(last.outerjoin(_stored, same))
        .group_by(last.c.ref_0)
        .subquery("brought")
    )
    before = select(func.sum(_stored.c.net)).where(_stored.c.invoice_id == brought.c.ref_0).scalar_subquery()
    wrong = (
        select(brought.c.ref_0)
        .join(_invoice, _invoice.c.id == brought.c.ref_0)
        .where(brought.c.change + func.coalesce(before, 0) != _invoice.c.net)
    )
    return stage.judged.c.ref_0.in_(wrong)


def _last(stage: Stage) -> Subquery:
    """Return the rows that are the last of their key."""
    judged = stage.judged
    key = [judged.c[own] for own in stage.spec.stored_key.values()]
    rows = numbered(stage, *key, judged.c.net)
    return select(rows).where(rows.c.number == 1).subquery("last")
