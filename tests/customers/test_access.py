"""Which account may see which customer."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from app.customers import access
from tests.support.cast import Office, Person
from tests.support.database import Database


def test_access_is_live_from_grant_to_end(database: Database, office: Office, anna: Person) -> None:
    other = office.customer("Ewa", "Druga")
    assert anna.customer_id is not None
    with database.write():
        access.grant(anna.account_id, other, None)
    with database.read():
        assert access.customers_of(anna.account_id) == [anna.customer_id, other]
        assert access.live([anna.customer_id, other, 999]) == {anna.customer_id, other}
        assert access.accounts_of(other) == [(anna.account_id, None)]
    with database.write():
        assert access.end(anna.account_id, other)
        assert not access.end(anna.account_id, other)
    with database.read():
        assert access.live([other]) == set()


def test_access_is_granted_once(database: Database, anna: Person) -> None:
    assert anna.customer_id is not None
    with pytest.raises(IntegrityError), database.write():
        access.grant(anna.account_id, anna.customer_id, None)
