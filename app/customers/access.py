"""Which account may see which customer, since when and until when."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table, exists, insert, literal, select, update

from app.customers.ended import read_only_since
from app.customers.models import CustomerAccess
from app.foundation import clock
from app.foundation.db import db

_LIVE = CustomerAccess.ended_at.is_(None)


def grant(account_id: int, customer_id: int, registration_id: int | None, *, role: str = "holder") -> None:
    """Let an account see a customer from now on; raises IntegrityError when it already may.

    `role`: holder (the customer himself) | administrator (of an institution).

    Of a customer whose agreements have ended it is an access to be read only, from the first day on.
    """
    row = {
        "account_id": account_id,
        "customer_id": customer_id,
        "registration_id": registration_id,
        "role": role,
    }
    since = read_only_since(literal(customer_id))
    db.session.execute(insert(CustomerAccess).values(**row, began_at=clock.now(), read_only_on=since))


def end(account_id: int, customer_id: int) -> bool:
    """End an account's sight of a customer; says whether there was one to end."""
    statement = (
        update(CustomerAccess)
        .where(_LIVE, CustomerAccess.account_id == account_id, CustomerAccess.customer_id == customer_id)
        .values(ended_at=clock.now())
        .returning(CustomerAccess.id)
    )
    return db.session.execute(statement).first() is not None


def end_administrators(customer_id: int) -> None:
    """End the sight of an institution's administrators: another one takes their place. One statement."""
    mine = (CustomerAccess.customer_id == customer_id) & (CustomerAccess.role == "administrator")
    db.session.execute(update(CustomerAccess).where(_LIVE, mine).values(ended_at=clock.now()))


def must_prove_email(account: Table) -> ColumnElement[bool]:
    """Return the condition that an institution's administrator has an unproved address (hook of the gate).

    It is a part of the statement that loads an account, so the gate costs no statement of its own.
    """
    mine = exists().where(
        CustomerAccess.account_id == account.c.id, CustomerAccess.role == "administrator", _LIVE
    )
    return account.c.email_proved_at.is_(None) & mine


def live(customer_ids: Collection[int]) -> set[int]:
    """Return those of the customers whom some account may see now. One statement."""
    found = select(CustomerAccess.customer_id).where(_LIVE, CustomerAccess.customer_id.in_(customer_ids))
    return set(db.session.scalars(found))


def customers_of(account_id: int) -> list[int]:
    """Return the customers an account may see now, those opened first before the others. One statement."""
    found = select(CustomerAccess.customer_id).where(_LIVE, CustomerAccess.account_id == account_id)
    return list(db.session.scalars(found.order_by(CustomerAccess.id)))


def accounts_of(customer_id: int) -> list[tuple[int, int | None]]:
    """Return (account, application that opened it) for all who may see a customer now. One statement."""
    found = select(CustomerAccess.account_id, CustomerAccess.registration_id)
    found = found.where(_LIVE, CustomerAccess.customer_id == customer_id).order_by(CustomerAccess.id)
    return [(account, registration) for account, registration in db.session.execute(found)]
