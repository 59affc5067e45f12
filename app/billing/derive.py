"""The one writer of derived money: how much of each invoice is settled, and how each agreement stands.

What is derived of readings is written by `derive_energy.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, func, select

from app.billing.allocate import Document
from app.billing.changing import changing
from app.billing.chunks import in_chunks
from app.billing.models import Invoice, Payment
from app.billing.settle import Settlement, overpaid_since, owed, settle
from app.customers.models import Agreement
from app.foundation.db import db

AT_ONCE = 1000
_STANDS: tuple[Any, ...] = (Agreement.balance, Agreement.owed, Agreement.overpaid_since)
_AGREEMENT: tuple[Any, ...] = (
    Agreement.id,
    Agreement.signed_on,
    Agreement.opening_balance,
    Agreement.opening_on,
    *_STANDS,
)
_INVOICE: tuple[Any, ...] = (
    Invoice.id,
    Invoice.agreement_id,
    Invoice.invoice_no,
    Invoice.corrects_no,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.gross,
    Invoice.settled,
)

Row = tuple[Any, ...]


def derive(agreement_ids: Select[int] | Collection[int]) -> None:
    """Settle the invoices of these agreements anew and write how they stand; only what differs is written.

    The statements do not grow with the agreements but with every AT_ONCE of them.
    """
    with changing(Invoice.settled) as write_settled, changing(*_STANDS) as write_stands:
        for chunk in in_chunks(agreement_ids, AT_ONCE):
            settled, stands = _changes(chunk)
            write_settled(settled)
            write_stands(stands)


def _changes(ids: list[int]) -> tuple[list[Row], list[Row]]:
    """Return the invoices (id, settled) and the agreements (id, how it stands) that are stored otherwise."""
    agreements = db.session.execute(select(*_AGREEMENT).where(Agreement.id.in_(ids))).all()
    documents = _by_agreement(select(*_INVOICE).where(Invoice.agreement_id.in_(ids)))
    paid = _by_agreement(_payments(ids, Payment.invoice_no))
    found = {row.id: _settled(row, documents[row.id], paid[row.id]) for row in agreements}
    overpaid = [number for number, one in found.items() if one.balance < 0]
    booked = _by_agreement(_payments(overpaid, Payment.booked_on))
    invoices: list[Row] = []
    stands: list[Row] = []
    for row in agreements:
        mine, now = documents[row.id], found[row.id]
        shown = ((one, now.settled[one.invoice_no]) for one in mine)
        invoices += [(one.id, settled) for one, settled in shown if one.settled != settled]
        stand = now.balance, owed(now, mine, _begun(row)), _overpaid(row, now, mine, booked[row.id])
        if stand != (row.balance, row.owed, row.overpaid_since):
            stands.append((row.id, *stand))
    return invoices, stands


def _settled(agreement: Any, documents: Iterable[Any], paid: Iterable[Any]) -> Settlement:
    sums = {each.invoice_no: int(each.amount) for each in paid}
    return settle(agreement.opening_balance or 0, map(_document, documents), sums)


def _overpaid(
    agreement: Any, found: Settlement, documents: Iterable[Any], booked: Iterable[Any]
) -> dt.date | None:
    """Return since when an agreement has been overpaid; `booked`: what was paid by day."""
    if found.balance >= 0:
        return None
    moves = Counter({_begun(agreement): agreement.opening_balance or 0})
    for one in documents:
        moves[one.issued_on] += one.gross
    for one in booked:
        moves[one.booked_on] -= int(one.amount)
    return overpaid_since(moves)


def _begun(agreement: Any) -> dt.date:
    """Return when what is known of its account begins, as the model says."""
    return agreement.opening_on or agreement.signed_on  # type: ignore[no-any-return]  # a row's cells


def _document(row: Any) -> Document:
    return Document(row.invoice_no, row.corrects_no, row.issued_on, row.due_on, row.gross)


def _payments(ids: list[int], by: Any) -> Select[Any]:
    """Select what was paid on agreements, in sum by another column."""
    total = func.sum(Payment.amount).label("amount")
    mine = Payment.agreement_id.in_(ids)
    return select(Payment.agreement_id, by, total).where(mine).group_by(Payment.agreement_id, by)


def _by_agreement(statement: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.agreement_id].append(row)
    return found
