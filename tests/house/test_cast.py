"""The cast stands on the stage, on both engines, with numbers that pass our own checks."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.accounts.models import Account, UserSession
from app.customers.models import Agreement, Customer, CustomerAccess, SupplyPoint
from app.foundation import fields
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database


def test_people_are_who_they_are(
    database: Database, anna: Person, obcy: Person, celina: Person, adam: Person
) -> None:
    assert database.count(Account) == 4
    assert database.count(CustomerAccess) == 2
    assert anna.customer_id != obcy.customer_id
    assert database.get(Account, celina.account_id).roles == "clerk"
    assert database.get(Account, adam.account_id).kind == "staff"


def test_numbers_pass_our_own_checks(database: Database, office: Office, anna: Person) -> None:
    customer = database.get(Customer, anna.customer_id)
    assert fields.read_pesel(customer.pesel or "") == customer.pesel
    assert fields.read_customer_no(customer.customer_no) == customer.customer_no
    agreement = database.get(Agreement, office.agreement(customer.id))
    assert fields.read_nrb(agreement.nrb) == agreement.nrb
    point = database.get(SupplyPoint, office.supply_point(agreement.id))
    assert fields.read_ppe(point.ppe) == point.ppe


def test_somebody_logs_in(
    database: Database, new_client: Callable[..., StrictClient], celina: Person
) -> None:
    client = new_client(celina)
    visit = database.one(select(UserSession))
    assert visit.account_id == celina.account_id
    assert client.get_cookie("ebok") is not None
