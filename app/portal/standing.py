"""How agreements stand: owed, overdue since when, next due, overpaid; and each invoice the same way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from app.billing.models import Invoice
from app.customers.models import Agreement
from app.foundation import clock
from app.foundation.db import db
from app.portal.words import kind_in_words

NEWEST = 6
COLUMNS = (
    Invoice.id,
    Invoice.agreement_id,
    Invoice.invoice_no,
    Invoice.kind,
    Invoice.issued_on,
    Invoice.due_on,
    Invoice.gross,
    Invoice.settled,
)


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice as its customer reads it; amounts in grosze."""

    id: int
    agreement_id: int
    invoice_no: str
    kind: str
    issued_on: dt.date
    due_on: dt.date
    gross: int
    settled: int

    @property
    def what(self) -> str:
        """The kind in words."""
        return kind_in_words(self.kind)

    @property
    def left(self) -> int:
        """What is still to be paid of it."""
        return max(self.gross - self.settled, 0)

    @property
    def state(self) -> str:
        """How it stands today: credit, paid, overdue, partly or open. Due today is not yet overdue."""
        if self.gross <= 0:
            return "credit"
        if not self.left:
            return "paid"
        if self.due_on < clock.today():
            return "overdue"
        return "partly" if self.settled else "open"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one agreement, or several together, stand today; amounts in grosze."""

    balance: int = 0  # owed is positive
    to_pay: int = 0
    overdue: int = 0
    overdue_since: dt.date | None = None
    next_amount: int = 0
    next_on: dt.date | None = None
    overpaid: int = 0


def standing_of(balance: int, bills: Iterable[Bill]) -> Standing:
    """Return how an agreement stands, from its balance and its bills (paid ones do no harm)."""
    owed = [bill for bill in bills if bill.left]
    late = [bill for bill in owed if bill.state == "overdue"]
    coming = [bill for bill in owed if bill.state != "overdue"]
    next_on = min((bill.due_on for bill in coming), default=None)
    return Standing(
        balance=balance,
        to_pay=sum(bill.left for bill in owed),
        overdue=sum(bill.left for bill in late),
        overdue_since=min((bill.due_on for bill in late), default=None),
        next_amount=sum(bill.left for bill in coming if bill.due_on == next_on),
        next_on=next_on,
        overpaid=max(-balance, 0),
    )


def add_up(parts: Iterable[Standing]) -> Standing:
    """Return how agreements stand together: amounts in sum, the earliest days."""
    every = list(parts)
    next_on = min((one.next_on for one in every if one.next_on), default=None)
    return Standing(
        balance=sum(one.balance for one in every),
        to_pay=sum(one.to_pay for one in every),
        overdue=sum(one.overdue for one in every),
        overdue_since=min((one.overdue_since for one in every if one.overdue_since), default=None),
        next_amount=sum(one.next_amount for one in every if one.next_on == next_on),
        next_on=next_on,
        overpaid=sum(one.overpaid for one in every),
    )


def standings(agreement_ids: Collection[int]) -> tuple[Mapping[int, Standing], Sequence[Bill]]:
    """Return how each agreement stands, and the newest bills of all of them together. One statement."""
    newest = (
        select(Invoice.id)
        .where(Invoice.agreement_id.in_(agreement_ids))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
        .limit(NEWEST)
    )
    wanted = and_(
        Invoice.agreement_id == Agreement.id,
        or_(Invoice.settled < Invoice.gross, Invoice.id.in_(newest)),
    )
    rows = db.session.execute(
        select(Agreement.id, Agreement.balance, *COLUMNS)
        .outerjoin(Invoice, wanted)
        .where(Agreement.id.in_(agreement_ids))
        .order_by(Invoice.issued_on.desc(), Invoice.id.desc())
    ).all()
    bills = [Bill(*row[2:]) for row in rows if row[2] is not None]
    found = {
        agreement: standing_of(balance, [bill for bill in bills if bill.agreement_id == agreement])
        for agreement, balance in {row[0]: row[1] for row in rows}.items()
    }
    return found, bills[:NEWEST]
