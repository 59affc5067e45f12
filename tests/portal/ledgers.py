"""What billing knows of one agreement, told in days before today."""

from __future__ import annotations

import datetime as dt

from app.foundation import clock
from tests.support.cast import Office


def ago(days: int) -> dt.date:
    """Return the day so many days ago."""
    return clock.today() - dt.timedelta(days=days)


class Book:
    """Writes what billing knows of an agreement."""

    def __init__(self, office: Office, agreement_id: int) -> None:
        self.office, self.agreement_id = office, agreement_id

    def bill(self, number: str, gross: int, issued: int, **columns: object) -> int:
        """Issue a document so many days ago, due a fortnight later; return its id."""
        days = {"issued_on": ago(issued), "due_on": ago(issued - 14)}
        return self.office.invoice(self.agreement_id, gross, **{**days, "invoice_no": number, **columns})

    def pay(self, amount: int, booked: int, **columns: object) -> None:
        """Book a payment so many days ago."""
        self.office.payment(self.agreement_id, amount, booked_on=ago(booked), **columns)


def plain(text: str) -> str:
    """Return words with plain spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
