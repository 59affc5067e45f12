"""Finding customers by what a person typed: a number of any kind, an e-mail, or the beginning of a name."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, exists, false, func, or_, select

from app.customers.models import Agreement, Customer, SupplyPoint
from app.customers.queries import named
from app.foundation.crypto import digest
from app.foundation.fields import CUSTOMER_NO_DIGITS, PPE_DIGITS, digits_of
from app.foundation.fold import fold
from app.foundation.listing import Listing, Order, Sort

ORDER = Order(Customer.id, {"name": Sort(Customer.name_fold)})
FEWEST_LETTERS = 2
PESEL_DIGITS = 11
_AGREEMENT_NO = re.compile(r"U/?([0-9]{8})", re.IGNORECASE | re.ASCII)
_ROW = (
    Customer.id,
    Customer.customer_no,
    Customer.kind,
    Customer.first_name,
    Customer.last_name,
    Customer.name,
    Customer.postcode,
    Customer.city,
)


def listing(typed: str, *, after: int | None = None, before: int | None = None) -> Listing:
    """Return a page of the customers that fit, by name. One statement."""
    rows = select(*_ROW).where(fitting(typed))
    return ORDER.page(rows, "name", after=after, before=before)  # type: ignore[arg-type]  # narrower than Any


def fitting(typed: str) -> ColumnElement[bool]:
    """Return the condition for what was typed; too little of a name fits nobody."""
    bare = digits_of(typed)
    if agreement := _AGREEMENT_NO.fullmatch(bare):
        number = Agreement.agreement_no == f"U/{agreement[1]}"
        return exists().where(number, Agreement.customer_id == Customer.id)
    if bare.isascii() and bare.isdigit():
        return _of_number(bare)
    if "@" in typed:
        return func.lower(Customer.email) == typed.strip().lower()
    return _of_name(typed)


def _of_number(bare: str) -> ColumnElement[bool]:
    if len(bare) == PESEL_DIGITS:
        return Customer.pesel_digest == digest("pesel", bare)
    if len(bare) == PPE_DIGITS:
        point = exists().where(SupplyPoint.ppe == bare, SupplyPoint.agreement_id == Agreement.id)
        return exists().where(point, Agreement.customer_id == Customer.id)
    numbers = [Customer.regon == bare]
    if len(bare) == CUSTOMER_NO_DIGITS:
        numbers = [Customer.customer_no == bare, Customer.nip == bare, Customer.krs == bare]
    return or_(*numbers)


def _of_name(typed: str) -> ColumnElement[bool]:
    """A person is found by either order of names."""
    words = fold(typed).split()
    if sum(map(len, words)) < FEWEST_LETTERS:
        return false()
    return or_(named(" ".join(words)), named(" ".join([*words[1:], words[0]])))
