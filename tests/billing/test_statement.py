"""What a customer owes and is owed, as the home page asks for it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.billing.derive import derive
from app.billing.models import Invoice
from app.billing.queries import Statement, invoices_of, statement_of
from app.customers.models import Agreement
from app.foundation.clock import today
from tests.support.cast import Office
from tests.support.database import Database

MONTH = dt.timedelta(days=30)


def _statement(database: Database, customer: int) -> Statement:
    with database.write():
        derive(select(Agreement.id))
    with database.read(), database.statements() as seen:
        found = statement_of([customer])
    assert len(seen) == 1
    return found[0]


def test_arrears_have_an_amount_and_a_first_day(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    first, second = today() - 3 * MONTH, today() - MONTH
    office.invoice(agreement, 10_000, issued_on=first - MONTH, due_on=first)
    office.invoice(agreement, 20_000, issued_on=second - MONTH, due_on=second)
    office.payment(agreement, 4_000)
    found = _statement(database, customer)
    assert (found.balance, found.overdue, found.overdue_since) == (26_000, 26_000, first)
    assert (found.next_due, found.next_due_on) == (0, None)


def test_an_invoice_is_overdue_from_the_day_after_it_is_due(database: Database, office: Office) -> None:
    customer = office.customer()
    office.invoice(office.agreement(customer), 10_000, due_on=today())
    found = _statement(database, customer)
    assert (found.overdue, found.next_due, found.next_due_on) == (0, 10_000, today())


def test_what_falls_due_on_one_day_is_counted_together(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    soon, later = today() + dt.timedelta(days=3), today() + MONTH
    for due, gross in ((soon, 100), (soon, 200), (later, 400)):
        office.invoice(agreement, gross, due_on=due)
    found = _statement(database, customer)
    assert (found.next_due, found.next_due_on, found.to_pay) == (300, soon, 700)


def test_an_overpayment_is_named(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    office.invoice(agreement, 10_000)
    office.payment(agreement, 15_000)
    found = _statement(database, customer)
    assert (found.overpaid, found.to_pay, found.overdue) == (5_000, 0, 0)


def test_what_is_left_of_the_opening_balance_is_overdue(database: Database, office: Office) -> None:
    customer = office.customer()
    opened = today() - 12 * MONTH
    agreement = office.agreement(customer, opening_balance=9_000, opening_on=opened)
    office.payment(agreement, 2_000)
    found = _statement(database, customer)
    assert (found.overdue, found.overdue_since) == (7_000, opened)


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


def test_invoices_come_newest_first_page_by_page(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    days = [today() - dt.timedelta(days=number) for number in range(7)]
    for day in reversed(days):
        office.invoice(agreement, 1_000, issued_on=day)
    office.invoice(office.agreement(office.customer("Ewa", "Obca")), 1_000)
    with database.read(), database.statements() as seen:
        first = invoices_of([customer], size=5)
        second = invoices_of([customer], size=5, after=first.next)
        back = invoices_of([customer], size=5, before=second.previous)
    assert len(seen) == 3
    assert [row.issued_on for row in [*first.rows, *second.rows]] == days
    assert back.rows == first.rows
    assert (first.previous, second.next) == (None, None)


def test_an_invoice_says_whether_it_is_paid(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    late = today() - dt.timedelta(days=1)
    made = {
        "paid": office.invoice(agreement, 1_000, settled=1_000),
        "partly": office.invoice(agreement, 1_000, settled=1),
        "open": office.invoice(agreement, 1_000),
        "overdue": office.invoice(agreement, 1_000, due_on=late, settled=1),
        "credit": office.invoice(agreement, -1_000, settled=-1_000),
    }
    with database.read():
        found = {row.status: row.id for row in invoices_of([customer]).rows}
    assert found == made
    assert database.count(Invoice) == 5
