"""Invoices page by page, each with how it stands."""

from __future__ import annotations

import datetime as dt

from app.billing.models import Invoice
from app.billing.queries import invoices_of
from app.foundation.clock import today
from tests.support.cast import Office
from tests.support.database import Database


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
