"""An application beside the customer base: when it is clean, and when a clerk looks at it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert

from app.customers.models import ContactOverride, Customer
from app.foundation.clock import now, today
from app.registrations.matching import Given, Match, lines_of, match, match_many
from tests.support.cast import Office
from tests.support.database import Database


@pytest.fixture
def anna(office: Office) -> dict[str, Any]:
    """What Anna of the base would give: everything right."""
    customer = office.customer("Anna", "Wiśniewska", email="anna@example.com", phone="+48600700800")
    agreement = office.agreement(customer)
    for months, gross in ((5, 10_000), (4, 20_000), (3, 30_000), (2, 40_000)):
        day = today() - dt.timedelta(days=30 * months)
        office.invoice(agreement, gross, invoice_no=f"R/2026/0{months}/000001", issued_on=day)
    row = office.database.get(Customer, customer)
    return {
        "id": 1,
        "customer_no": row.customer_no,
        "name": "Anna Wiśniewska",
        "pesel_digest": row.pesel_digest,
        "invoice_no": "R/2026/02/000001",
        "invoice_gross": 40_000,
        "email": "ANNA@example.com",
        "phone": "+48600700800",
        "customer_id_there": customer,
    }


def compare(database: Database, given: dict[str, Any], **changed: Any) -> Match:
    """Compare what Anna gives, with something else in some fields."""
    values = {**given, **changed}
    values.pop("customer_id_there")
    with database.read():
        return match(Given(**values))


def test_everything_right_is_clean(database: Database, anna: dict[str, Any]) -> None:
    found = compare(database, anna)
    assert found.clean
    assert found.customer_id == anna["customer_id_there"]
    assert found.agreement_live
    told = {name: verdict for name, verdict in found.verdicts.items() if verdict != "unknown"}
    assert set(told.values()) == {"equal"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"name": "wisniewska ANNA"}, ("name", "equal", True)),
        ({"name": "Anna Maria Wiśniewska"}, ("name", "close", True)),
        ({"name": "Anna Nowak"}, ("name", "different", False)),
        ({"invoice_no": "r 2026 02 000001"}, ("invoice_no", "equal", True)),
        ({"invoice_no": "R/2026/05/000001", "invoice_gross": 10_000}, ("invoice_no", "close", False)),
        ({"invoice_gross": 40_001}, ("invoice_gross", "different", False)),
        ({"invoice_no": None, "invoice_gross": None}, ("invoice_no", "unknown", False)),
        ({"pesel_digest": None}, ("pesel", "unknown", False)),
        ({"pesel_digest": "0" * 64}, ("pesel", "different", False)),
        ({"email": "other@example.com"}, ("email", "different", True)),
        ({"phone": None}, ("phone", "unknown", True)),
        ({"customer_no": "9999999999"}, ("customer_no", "different", False)),
    ],
)
def test_one_field_decides(
    database: Database, anna: dict[str, Any], changed: dict[str, Any], expected: tuple[str, str, bool]
) -> None:
    field, verdict, clean = expected
    found = compare(database, anna, **changed)
    assert (found.verdicts[field], found.clean) == (verdict, clean)


def test_an_unknown_number_leaves_nothing_to_compare(database: Database, anna: dict[str, Any]) -> None:
    found = compare(database, anna, customer_no="9999999999")
    assert {name for name, verdict in found.verdicts.items() if verdict != "unknown"} == {"customer_no"}
    assert found.customer_id is None


def test_a_number_of_somebody_else_links_nobody(
    database: Database, office: Office, anna: dict[str, Any]
) -> None:
    other = office.customer("Jan", "Nowak")
    found = compare(database, anna, customer_no=database.get(Customer, other).customer_no)
    assert (found.customer_id, found.clean) == (None, False)


def test_a_customer_chosen_by_the_clerk_is_compared(
    database: Database, office: Office, anna: dict[str, Any]
) -> None:
    other = office.customer("Jan", "Nowak")
    number = database.get(Customer, other).customer_no
    found = compare(database, anna, customer_no=number, customer_id=anna["customer_id_there"])
    assert (found.verdicts["customer_no"], found.verdicts["pesel"]) == ("different", "equal")
    assert found.customer_id == anna["customer_id_there"]


def test_live_access_is_not_clean(database: Database, office: Office, anna: dict[str, Any]) -> None:
    person = office.individual("Anna", "Wiśniewska")
    office.access(person, anna["customer_id_there"])
    found = compare(database, anna)
    assert (found.clean, found.access_live) == (False, True)


def test_an_institution_is_not_clean(database: Database, anna: dict[str, Any]) -> None:
    with database.write() as session:
        session.get_one(Customer, anna["customer_id_there"]).kind = "institution"
    assert not compare(database, anna).clean


def test_an_ended_agreement_is_not_live(database: Database, office: Office) -> None:
    customer = office.customer()
    office.agreement(customer, ended_on=today() - dt.timedelta(days=1))
    number = database.get(Customer, customer).customer_no
    with database.read():
        assert not match(Given(1, number, "Anna Testowa")).agreement_live


def test_a_correction_of_the_address_counts(database: Database, anna: dict[str, Any]) -> None:
    with database.write() as session:
        session.execute(
            insert(ContactOverride).values(
                customer_id=anna["customer_id_there"],
                field="email",
                value="nowa@example.com",
                base_moved=False,
                why="telefon",
                set_by="staff:1",
                began_at=now(),
            )
        )
    assert compare(database, anna).verdicts["email"] == "different"
    assert compare(database, anna, email="nowa@example.com").verdicts["email"] == "equal"


def test_the_same_statements_whatever_is_found(database: Database, anna: dict[str, Any]) -> None:
    counts = set()
    for number in (anna["customer_no"], "9999999999"):
        for pesel in (anna["pesel_digest"], None, "0" * 64):
            with database.statements() as sent:
                compare(database, anna, customer_no=number, pesel_digest=pesel)
            counts.add(len(sent))
    assert counts == {4}


def test_many_are_compared_by_as_many_statements_as_one(database: Database, anna: dict[str, Any]) -> None:
    values = {**anna}
    values.pop("customer_id_there")
    all_given = [Given(**{**values, "id": one}) for one in range(1, 30)]
    with database.statements() as sent, database.read():
        found = match_many(all_given)
    assert len(sent) == 4
    assert len(found) == 29


def test_a_clerk_reads_the_comparison_in_words(database: Database, anna: dict[str, Any]) -> None:
    row = {
        "customer_no": anna["customer_no"],
        "first_name": "Anna",
        "last_name": "Nowak",
        "pesel": None,
        "invoice_no": "R/2026/05/000001",
        "invoice_gross": 10_000,
        "agreement_no": None,
        "agreement_on": None,
        "email": "anna@example.com",
        "phone": None,
    }
    found = compare(database, anna, name="Anna Nowak", invoice_no="R/2026/05/000001", invoice_gross=10_000)
    with database.read(), database.app.test_request_context():
        told = {line.name: line for line in lines_of(row, found)}
    assert (told["name"].given, told["name"].base) == ("Anna Nowak", "Anna Wiśniewska")
    assert told["invoice_no"].note
    assert "phone" not in told
    assert "tries" not in told
