"""The one writer of derived money: how much of each invoice is settled, and each agreement's balance.

What is derived of readings is written by `derive_energy.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, Select, Table, delete, func, select, update

from app.billing.allocate import Document
from app.billing.chunks import in_chunks
from app.billing.models import Invoice, Payment
from app.billing.settle import settle
from app.customers.models import Agreement
from app.foundation.bulk import bulk
from app.foundation.db import Base, db

AT_ONCE = 250  # with years of invoices each, some megabytes

_amounts = Table(
    "derived_amount",
    MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("amount", BigInteger),
    prefixes=["TEMPORARY"],
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

Change = tuple[int, int]


def derive(agreement_ids: Select[int] | Collection[int]) -> None:
    """Settle the invoices of these agreements anew and write their balances; only what differs is written.

    The statements do not grow with the agreements but with every AT_ONCE of them.
    """
    connection = db.session.connection()
    _amounts.create(connection, checkfirst=False)
    for chunk in in_chunks(agreement_ids, AT_ONCE):
        invoices, balances = _changes(chunk)
        _write(Invoice, "settled", invoices)
        _write(Agreement, "balance", balances)
    _amounts.drop(connection, checkfirst=False)


def _changes(ids: list[int]) -> tuple[list[Change], list[Change]]:
    """Return (id, amount) of the invoices and of the agreements whose stored amount is another."""
    agreements = select(Agreement.id, Agreement.opening_balance, Agreement.balance).where(
        Agreement.id.in_(ids)
    )
    documents = _by_agreement(select(*_INVOICE).where(Invoice.agreement_id.in_(ids)))
    total = func.sum(Payment.amount).label("amount")
    sums: Select[*tuple[Any, ...]] = select(Payment.agreement_id, Payment.invoice_no, total).where(
        Payment.agreement_id.in_(ids)
    )
    payments = _by_agreement(sums.group_by(Payment.agreement_id, Payment.invoice_no))
    invoices: list[Change] = []
    balances: list[Change] = []
    for row in db.session.execute(agreements).all():
        mine = documents[row.id]
        paid = {each.invoice_no: int(each.amount) for each in payments[row.id]}
        found = settle(row.opening_balance or 0, map(_document, mine), paid)
        now = found.settled
        invoices += [(one.id, now[one.invoice_no]) for one in mine if one.settled != now[one.invoice_no]]
        if row.balance != found.balance:
            balances.append((row.id, found.balance))
    return invoices, balances


def _document(row: Any) -> Document:
    return Document(row.invoice_no, row.corrects_no, row.issued_on, row.due_on, row.gross)


def _by_agreement(statement: Select[*tuple[Any, ...]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.agreement_id].append(row)
    return found


def _write(model: type[Base], column: str, changes: list[Change]) -> None:
    """Write amounts by way of a temporary table: one statement, however many rows."""
    if not changes:
        return
    with bulk(_amounts) as put:
        put(sorted(changes))
    table = model.__table__
    db.session.execute(
        update(table).where(table.c.id == _amounts.c.id).values({column: _amounts.c.amount})  # type: ignore[arg-type]  # a model's __table__ is a Table
    )
    db.session.execute(delete(_amounts))
