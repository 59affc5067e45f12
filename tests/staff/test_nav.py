"""The menu: each role's rooms, counts that agree with the lists, and no statement more than one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.registrations import tally
from tests.registrations.desk_cases import admin, case, clerk, customer
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]


@pytest.fixture(autouse=True)
def count_anew() -> None:
    """The counts are of another database."""
    tally.kept.forget()


def menu(visitor: StrictClient, address: str) -> list[str]:
    """Return the words of the menu on a page."""
    return visitor.get(address).parts(".nav-list a")


def test_a_clerk_has_the_desk_the_counter_papers_and_letters(new_client: Visitors, office: Office) -> None:
    case(office, customer(office))
    assert menu(new_client(clerk(office)), "/desk") == ["Desk 1", "Office counter", "Papers", "Letters"]


def test_an_admin_has_activations_with_their_count(new_client: Visitors, office: Office) -> None:
    about = customer(office)
    case(office, about, state="matched")
    case(office, about, state="verified")
    words = menu(new_client(admin(office)), "/admin/activations")
    assert "Activations 2" in words
    assert "Accounts" in words
    assert "Office counter" not in words


def test_the_present_room_is_marked(new_client: Visitors, office: Office) -> None:
    one = case(office, customer(office))
    page = new_client(clerk(office)).get(one.desk)
    assert page.parts(".nav-list [aria-current=page]") == ["Desk 1"]


def test_a_step_is_counted_in_the_next_menu(new_client: Visitors, office: Office) -> None:
    one = case(office, customer(office))
    hers = new_client(clerk(office))
    page = hers.press(hers.get(one.desk), step="verify", follow=True)
    assert page.parts(".nav-list a")[0] == "Desk"


def test_a_visitor_has_no_menu_a_customer_his_rooms(
    new_client: Visitors, client: StrictClient, anna: Person
) -> None:
    assert menu(client, "/login") == []
    assert menu(new_client(anna), "/home") == [
        "Państwa rachunki",
        "Faktury",
        "Zużycie",
        "Odczyty licznika",
        "Opłaty i wpłaty",
        "Powiadomienia",
        "Moje konto",
    ]


def test_a_customers_room_is_marked_on_its_further_pages(
    new_client: Visitors, office: Office, anna: Person
) -> None:
    assert anna.agreement_id is not None
    for address, room in (
        ("/home/usage/years", "Zużycie"),
        ("/home/readings", "Odczyty licznika"),
        (f"/home/invoices/{office.invoice(anna.agreement_id, 10_00)}", "Faktury"),
        (f"/home/pay/{anna.agreement_id}", "Opłaty i wpłaty"),
    ):
        assert new_client(anna).get(address).parts(".nav-list [aria-current=page]") == [room]


def test_counts_are_kept_for_a_few_seconds(new_client: Visitors, office: Office, database: Database) -> None:
    hers = new_client(admin(office))
    hers.get("/admin/accounts")
    with database.statements() as seen:
        hers.get("/admin/accounts")
    assert not any("GROUP BY registration.state" in sql for sql in seen)


def test_staff_begin_in_their_first_room(new_client: Visitors, office: Office) -> None:
    assert 'href="/desk"' in new_client(clerk(office)).get("/").text
    assert 'href="/admin/activations"' in new_client(admin(office)).get("/").text


def test_one_address_leads_each_to_the_first_room(
    new_client: Visitors, office: Office, client: StrictClient, anna: Person
) -> None:
    assert new_client(clerk(office)).get("/staff").headers["Location"] == "/desk"
    assert new_client(admin(office)).get("/staff").headers["Location"] == "/admin/activations"
    assert new_client(anna).get("/staff").status_code == 404
    assert client.get("/staff").headers["Location"].startswith("/login")
