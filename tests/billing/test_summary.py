"""How an agreement stands by what is derived, as the home page asks for it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update

from app.billing.derive import derive
from app.billing.models import Payment
from app.billing.summary import Summary, summaries
from app.customers.models import Agreement
from app.foundation.clock import today
from tests.support.cast import Office
from tests.support.database import Database

MONTH = dt.timedelta(days=30)


def _summary(database: Database, agreement: int) -> Summary:
    with database.write():
        derive(select(Agreement.id))
    with database.read() as session:
        account = session.get_one(Agreement, agreement)
        with database.statements() as seen:
            found, _ = summaries([account], newest=6)
    assert len(seen) == 1
    return found[0]


def test_arrears_have_an_amount_and_a_first_day(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    first, second = today() - 3 * MONTH, today() - MONTH
    office.invoice(agreement, 10_000, issued_on=first - MONTH, due_on=first)
    office.invoice(agreement, 20_000, issued_on=second - MONTH, due_on=second)
    office.payment(agreement, 4_000)
    found = _summary(database, agreement)
    assert (found.balance, found.overdue, found.overdue_since) == (26_000, 26_000, first)
    assert (found.next_due, found.next_due_on) == (0, None)


def test_an_invoice_is_overdue_from_the_day_after_it_is_due(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    office.invoice(agreement, 10_000, due_on=today())
    found = _summary(database, agreement)
    assert (found.overdue, found.next_due, found.next_due_on) == (0, 10_000, today())


def test_what_falls_due_on_one_day_is_counted_together(database: Database, office: Office) -> None:
    customer = office.customer()
    agreement = office.agreement(customer)
    soon, later = today() + dt.timedelta(days=3), today() + MONTH
    for due, gross in ((soon, 100), (soon, 200), (later, 400)):
        office.invoice(agreement, gross, due_on=due)
    found = _summary(database, agreement)
    assert (found.next_due, found.next_due_on, found.to_pay) == (300, soon, 700)


def test_an_overpayment_is_named_with_the_day_since_which_it_stands(
    database: Database, office: Office
) -> None:
    customer = office.customer()
    agreement = office.agreement(customer, opening_balance=-1_000, opening_on=today() - 12 * MONTH)
    office.invoice(agreement, 10_000, issued_on=today() - 3 * MONTH)
    office.payment(agreement, 15_000, booked_on=today() - 2 * MONTH)
    office.invoice(agreement, 2_000, issued_on=today() - MONTH)
    found = _summary(database, agreement)
    assert (found.overpaid, found.to_pay, found.overdue) == (4_000, 0, 0)
    assert found.overpaid_since == today() - 2 * MONTH


def test_a_payment_booked_on_another_day_moves_the_day_though_not_the_amount(
    database: Database, office: Office
) -> None:
    agreement = office.agreement(office.customer())
    payment = office.payment(agreement, 1_000, booked_on=today() - MONTH)
    assert _summary(database, agreement).overpaid_since == today() - MONTH
    database.run(update(Payment).where(Payment.id == payment).values(booked_on=today()))
    assert _summary(database, agreement).overpaid_since == today()


def test_who_owes_nothing_any_more_has_no_debts(database: Database, office: Office) -> None:
    agreement = office.agreement(office.customer())
    office.invoice(agreement, 10_000, due_on=today() - MONTH)
    assert _summary(database, agreement).overdue == 10_000
    office.payment(agreement, 10_000)
    found = _summary(database, agreement)
    assert (found.balance, found.overdue, found.next_due, found.overpaid_since) == (0, 0, 0, None)


def test_what_is_left_of_the_opening_balance_is_overdue(database: Database, office: Office) -> None:
    customer = office.customer()
    opened = today() - 12 * MONTH
    agreement = office.agreement(customer, opening_balance=9_000, opening_on=opened)
    office.payment(agreement, 2_000)
    found = _summary(database, agreement)
    assert (found.overdue, found.overdue_since) == (7_000, opened)
