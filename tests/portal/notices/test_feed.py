"""A feed with a new invoice, end to end."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select, update

from app.customers.models import Customer, CustomerAccess
from app.mail.models import Outbox
from app.portal.models import NoticeOff
from tests.portal.notices.moment import DAY, NOW, TODAY
from tests.support.cast import Office, Person
from tests.support.database import Database
from tests.support.feeds import Feed
from tests.support.mails import Mailbox


def _anna_of(feed: Feed, office: Office, database: Database) -> tuple[Person, dict[str, str]]:
    """Give somebody of the feed an access; return whose, and the latest of the customer's invoices."""
    invoice = max(feed.rows["invoices"], key=lambda row: row["issued_on"])
    agreement = feed.row("agreements", agreement_no=invoice["agreement_no"])
    person = office.individual("Anna", "Zliczna")
    mine = Customer.customer_no == agreement["customer_no"]
    office.access(person, database.one(select(Customer.id).where(mine)), began_at=NOW - 365 * DAY)
    return person, invoice


def test_a_feed_with_a_new_invoice_writes_to_its_customer_alone(
    app: Flask, office: Office, database: Database, outbox: Mailbox, tmp_path: Path
) -> None:
    feed = Feed(tmp_path / "feed", customers=6)
    assert feed.take(app).outcome == "taken"
    person, last = _anna_of(feed, office, database)
    quiet, _ = _anna_of(feed, office, database)
    gone, _ = _anna_of(feed, office, database)
    database.run(insert(NoticeOff).values(account_id=quiet.account_id, kind="new_invoice", since=NOW))
    over = CustomerAccess.account_id == gone.account_id
    database.run(update(CustomerAccess).where(over).values(ended_at=NOW))
    due_on = (TODAY + 14 * DAY).isoformat()
    new = {**last, "invoice_no": "R/2026/11/900001", "issued_on": TODAY.isoformat(), "due_on": due_on}
    feed.rows["invoices"].append({**new, "kind": "settlement", "corrects_no": ""})
    feed.sequence += 1
    trial = feed.take(app, dry_run=True)
    assert (trial.outcome, outbox()) == ("dry", [])
    assert feed.take(app).outcome == "taken"
    (mail,) = outbox()
    assert mail.recipient == person.email
    assert "R/2026/11/900001" in mail.text
    feed.sequence += 1
    assert feed.take(app).outcome == "taken"
    assert database.count(Outbox) == 1
