"""What deriving money writes, and how often it asks."""

from __future__ import annotations

from sqlalchemy import select

from app.billing.derive import derive
from app.customers.models import Agreement
from tests.support.cast import Office
from tests.support.database import Database


def test_deriving_writes_only_what_differs(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    office.invoice(agreement, 10_000)
    office.payment(agreement, 10_000)
    with database.write():
        derive([agreement])
    with database.statements() as seen, database.write():
        derive([agreement])
    assert not [sql for sql in seen if sql.startswith("UPDATE")]


def test_deriving_many_takes_no_statement_per_agreement(database: Database, office: Office) -> None:
    customer = office.customer()
    counts = []
    for more in (1, 9):
        for _ in range(more):
            agreement = office.agreement(customer)
            office.invoice(agreement, 10_000)
            office.payment(agreement, 4_000)
        with database.statements() as seen, database.write():
            derive(select(Agreement.id))
        counts.append(len(seen))
    assert counts[0] == counts[1]
