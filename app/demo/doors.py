"""Accesses that the office opened itself: applications of firms and of those who moved out come later."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts import codes, passwords
from app.accounts.opening import open_account
from app.customers.access import grant
from app.customers.models import Customer
from app.demo import numbers
from app.demo.hints import BY_OFFICE, PASSWORD, Login
from app.demo.staff import enter
from app.foundation import clock
from app.foundation.actor import SYSTEM
from app.foundation.db import db
from app.regulations import queries as regulations
from app.regulations.service import accept


def open_all() -> None:
    """Open the access of everybody who did not apply, and take his first log-in for him."""
    hashed = passwords.hashed(PASSWORD)
    for login in BY_OFFICE:
        _open(login, hashed)


def _open(login: Login, hashed: str) -> None:
    account_id = open_account(
        name=login.name,
        email=login.email,
        email_proved_at=clock.now(),
        pesel_digest=None,
        language="pl",
        actor=SYSTEM,
    )
    held = [numbers.customer_no(index) for index in login.holds]
    for customer_id in db.session.scalars(
        select(Customer.id).where(Customer.customer_no.in_(held)).order_by(Customer.id)
    ):
        grant(account_id, customer_id, None)
    codes.issue_pin(account_id, channel="mail", address=None, actor=SYSTEM)
    enter(account_id, hashed)
    version = regulations.current()
    if version is None:
        raise LookupError("no Regulations are in force")
    accept(version.id, account_id=account_id)
