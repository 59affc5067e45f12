"""What the rooms of accounts ask about an account's customers: links to them, and where a letter would go."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from app.customers import access, queries
from app.customers.models import Customer, CustomerAccess, full_name
from app.foundation.db import db


def links(account_id: int) -> list[tuple[str, str]]:
    """Return (name and number, address of the page) of the customers an account may see. One statement."""
    rows = db.session.execute(
        select(Customer.id, Customer.customer_no, Customer.first_name, Customer.last_name, Customer.name)
        .join(CustomerAccess, CustomerAccess.customer_id == Customer.id)
        .where(CustomerAccess.account_id == account_id, CustomerAccess.ended_at.is_(None))
        .order_by(CustomerAccess.id)
    )
    return [
        (
            f"{full_name(row.first_name, row.last_name, row.name)} ({row.customer_no})",
            url_for("customers_admin.customer", customer_id=row.id),
        )
        for row in rows
    ]


def postal_address(account_id: int) -> dict[str, Any] | None:
    """Return where a letter with codes would go: the contact data of the customer opened first, or None."""
    customers = access.customers_of(account_id)
    if not customers:
        return None
    return {"address_lines": queries.contact_of(customers[:1])[customers[0]].address_lines}
