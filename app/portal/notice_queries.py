"""Who is to be written to about which invoices, and which notices an account has switched off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select

from app.accounts.models import Account
from app.billing.models import Invoice
from app.customers.models import Agreement, Customer, CustomerAccess
from app.foundation.db import db
from app.portal.models import NoticeOff, NoticeSent

NEW, SOON, LATE = KINDS = ("new_invoice", "due_soon", "overdue")
Which = Sequence[ColumnElement[bool]]

_BILL: tuple[Any, ...] = (
    Account.id.label("account_id"),
    Account.email,
    Account.language,
    CustomerAccess.began_at,
    Customer.id.label("customer_id"),
    Customer.first_name,
    Customer.last_name,
    Customer.name,
    Agreement.id.label("agreement_id"),
    Agreement.agreement_no,
    Agreement.nrb,
    Invoice.id.label("invoice_id"),
    Invoice.invoice_no,
    Invoice.kind,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.gross,
    Invoice.settled,
)


def issued_since(day: dt.date) -> Which:
    """Return the condition of documents issued on a day or later."""
    return [Invoice.issued_on >= day]


def owed(first: dt.date, last: dt.date, least: int = 1) -> Which:
    """Return the condition of invoices due from `first` to `last` on which `least` grosze are left."""
    left = Invoice.gross - Invoice.settled >= least
    # The first condition is that of the index of open invoices.
    return [Invoice.settled < Invoice.gross, left, Invoice.due_on.between(first, last)]


def readers(
    kind: str, which: Which, customer_ids: Select[int] | None = None, *, most: int | None = None
) -> Sequence[int]:
    """Return the accounts, `most` at most, to be told of such invoices (of these customers). One statement.

    An account that is active and whose e-mail is proved gets what its live accesses show, unless it has
    switched this kind off, and of each invoice once.
    """
    query = _wanted(kind, which, Account.id)
    if customer_ids is not None:
        query = query.where(CustomerAccess.customer_id.in_(customer_ids))
    return db.session.scalars(query.distinct().order_by(Account.id).limit(most)).all()


def bills(kind: str, which: Which, account_ids: Collection[int]) -> Sequence[Any]:
    """Return what these accounts are to be told, account by account and agreement by agreement.

    One statement.
    """
    query = _wanted(kind, which, *_BILL).where(Account.id.in_(account_ids))
    order = (Account.id, CustomerAccess.id, Agreement.id, Invoice.due_on, Invoice.id)
    return db.session.execute(query.order_by(*order)).all()


def _wanted(kind: str, which: Which, *columns: Any) -> Select[Any]:
    off = exists().where(NoticeOff.account_id == Account.id, NoticeOff.kind == kind)
    sent = exists().where(
        NoticeSent.account_id == Account.id, NoticeSent.kind == kind, NoticeSent.invoice_id == Invoice.id
    )
    live = and_(CustomerAccess.account_id == Account.id, CustomerAccess.ended_at.is_(None))
    return (
        select(*columns)
        .select_from(Account)
        .join(CustomerAccess, live)
        .join(Customer, Customer.id == CustomerAccess.customer_id)
        .join(Agreement, Agreement.customer_id == Customer.id)
        .join(Invoice, Invoice.agreement_id == Agreement.id)
        .where(
            Account.kind == "customer",
            Account.state == "active",
            Account.email.is_not(None),
            Account.email_proved_at.is_not(None),
            *which,
            ~off,
            ~sent,
        )
    )


def switched_off(account_id: int) -> set[str]:
    """Return the kinds of notices that an account does not want. One statement."""
    return set(db.session.scalars(select(NoticeOff.kind).where(NoticeOff.account_id == account_id)))
