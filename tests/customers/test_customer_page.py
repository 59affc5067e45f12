"""The office's page of one customer, the search that leads to it, and the corrections an admin makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from app.audit.models import AccessLog, History
from app.customers.models import ContactOverride, Customer, CustomerAccess, SupplyPoint
from app.customers.queries import agreements_of
from app.foundation.clock import today
from app.foundation.db import db
from app.foundation.templating import spaced
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database

Visitors = Callable[..., StrictClient]


def _found(visitor: StrictClient, typed: str) -> Any:
    page = visitor.get("/admin/customers")
    return visitor.press(page, "Szukaj" if "Szukaj" in page.words else "Search", typed=typed, follow=True)


def test_a_customer_is_found_by_every_number_and_by_name(
    new_client: Visitors, adam: Person, anna: Person, database: Database
) -> None:
    visitor = new_client(adam)
    known = database.get(Customer, anna.customer_id)
    for typed in (known.customer_no, known.pesel, known.email, known.last_name, known.full_name):
        assert known.customer_no in _found(visitor, str(typed)).words


def test_what_was_typed_stands_in_no_address(
    new_client: Visitors, adam: Person, anna: Person, database: Database
) -> None:
    known = database.get(Customer, anna.customer_id)
    page = _found(new_client(adam), str(known.pesel))
    assert str(known.pesel) not in page.address
    assert page.document.select_one("input[name=typed]").attr("value") == known.pesel


def test_another_one_s_search_is_no_page(
    new_client: Visitors, adam: Person, celina: Person, anna: Person
) -> None:
    address = _found(new_client(adam), anna.name).address
    assert new_client(celina).get(address).status_code == 404


def test_too_little_of_a_name_finds_nobody(new_client: Visitors, adam: Person, anna: Person) -> None:
    assert anna.customer_no is not None
    assert anna.customer_no not in _found(new_client(adam), anna.name[0]).words


def test_who_looked_is_noted(new_client: Visitors, adam: Person, anna: Person, database: Database) -> None:
    new_client(adam).get(f"/admin/customers/{anna.customer_id}")
    noted = database.all(select(AccessLog.subject_id).where(AccessLog.subject_kind == "customer"))
    assert list(noted) == [anna.customer_id]


def test_a_correction_lies_over_the_feed_s_value(
    new_client: Visitors, adam: Person, anna: Person, database: Database
) -> None:
    visitor = new_client(adam)
    before = database.get(Customer, anna.customer_id)
    page = visitor.get(f"/admin/customers/{anna.customer_id}/contact")
    shown = visitor.press(
        page, step="contact", phone="600 700 800", why="powiedziała przy okienku", follow=True
    )
    assert "+48600700800" in shown.words
    assert "powiedziała przy okienku" in shown.words
    over = database.one(select(ContactOverride))
    assert (over.field, over.value, over.base_seen, over.set_by) == (
        "phone",
        "+48600700800",
        None,
        f"staff:{adam.account_id}",
    )
    assert database.get(Customer, anna.customer_id).phone == before.phone
    assert database.one(select(History.event).where(History.subject_kind == "customer")) == (
        "customer.corrected"
    )


def test_a_correction_needs_its_reason_and_what_was_typed_stays(
    new_client: Visitors, adam: Person, anna: Person
) -> None:
    visitor = new_client(adam)
    page = visitor.get(f"/admin/customers/{anna.customer_id}/contact")
    answer = visitor.press(page, step="contact", city="Zgierz", postcode="nonsense")
    assert answer.status_code == 422
    assert set(answer.errors) == {"postcode", "why"}
    assert answer.document.select_one("input[name=city]").attr("value") == "Zgierz"  # type: ignore[union-attr]


def test_a_stale_page_does_not_undo_a_colleagues_correction(
    new_client: Visitors, adam: Person, anna: Person, database: Database
) -> None:
    his, hers = new_client(adam), new_client(adam)
    address = f"/admin/customers/{anna.customer_id}/contact"
    old = hers.get(address)
    his.press(his.get(address), step="contact", phone="42 111 11 11", why="zadzwoniła")
    answer = hers.press(old, step="contact", city="Zgierz", why="list")
    assert answer.status_code == 409
    assert "zmieniono już po otwarciu strony" in answer.words
    assert "Zgierz" in answer.words, "what was typed is not lost"
    kept = database.all(select(ContactOverride.value).where(ContactOverride.ended_at.is_(None)))
    assert kept == ["+48421111111"]


def test_a_correction_is_taken_away(
    new_client: Visitors, adam: Person, anna: Person, database: Database
) -> None:
    visitor = new_client(adam)
    page = visitor.get(f"/admin/customers/{anna.customer_id}/contact")
    page = visitor.press(page, step="contact", flat="7", why="dopisane", follow=True)
    refused = visitor.press(page, step="take_away")
    assert refused.status_code == 422
    page = visitor.press(refused, step="take_away", **{"flat-why": "pomyłka"}, follow=True)
    assert database.count(ContactOverride, ContactOverride.ended_at.is_(None)) == 0
    assert "pomyłka" in page.words


def test_a_clerk_reads_and_corrects_nothing(new_client: Visitors, celina: Person, anna: Person) -> None:
    visitor = new_client(celina)
    page = visitor.get(f"/admin/customers/{anna.customer_id}")
    assert page.status_code == 200
    assert not page.document.select("a[href$='/contact']")
    assert "take_away" not in page.steps
    assert visitor.get(f"/admin/customers/{anna.customer_id}/contact").status_code == 404
    assert visitor.post(f"/admin/customers/{anna.customer_id}/contact/phone/take-away").status_code in {
        400,
        404,
    }


def test_a_customer_does_not_see_the_room(new_client: Visitors, anna: Person) -> None:
    visitor = new_client(anna)
    for address in ("", f"/{anna.customer_id}", f"/{anna.customer_id}/contact"):
        assert visitor.get(f"/admin/customers{address}").status_code == 404


def test_an_unknown_customer_or_field_is_no_page(new_client: Visitors, adam: Person, anna: Person) -> None:
    visitor = new_client(adam)
    assert visitor.get("/admin/customers/999999").status_code == 404
    assert visitor.get("/admin/customers/999999/contact").status_code == 404
    page = visitor.get(f"/admin/customers/{anna.customer_id}/contact")
    token = page.document.select_one("input[name=csrf_token]").attr("value")  # type: ignore[union-attr]
    address = f"/admin/customers/{anna.customer_id}/contact/pesel/take-away"
    assert visitor.post(address, data={"csrf_token": token}).status_code == 404


def test_statements_are_few(
    new_client: Visitors, adam: Person, anna: Person, office: Office, database: Database
) -> None:
    for _ in range(3):
        office.supply_point(office.agreement(int(anna.customer_id or 0)))
    visitor = new_client(adam)
    address = _found(visitor, anna.name).address
    visitor.get(address)
    with database.statements() as seen:
        visitor.get(f"/admin/customers/{anna.customer_id}")
    assert len(_of_the_page(seen)) <= 6
    with database.statements() as seen:
        visitor.get(address)
    assert len(_of_the_page(seen)) <= 4


def _of_the_page(seen: list[str]) -> list[str]:
    # Who is asking and settings are read once for every page; who looked is written after the answer.
    common = ("user_session", "setting", "access_log")
    return [sql for sql in seen if not any(name in sql for name in common)]


def test_the_database_knows_names_in_one_order(office: Office, database: Database) -> None:
    for name in ("Żak", "Abramczyk", "Łącki"):
        office.customer("Jan", name)
    with database.read():
        ordered = db.session.scalars(select(Customer.last_name).order_by(Customer.name_fold)).all()
    assert list(ordered) == ["Abramczyk", "Łącki", "Żak"]


def test_staff_see_since_when_a_customer_can_only_read(
    new_client: Visitors, celina: Person, anna: Person, database: Database
) -> None:
    address = f"/admin/customers/{anna.customer_id}"
    assert "7 marca 2025" not in new_client(celina).get(address).words
    mine = CustomerAccess.customer_id == anna.customer_id
    database.run(update(CustomerAccess).where(mine).values(read_only_on=dt.date(2025, 3, 7)))
    assert "7 marca 2025" in new_client(celina).get(address).words


def test_staff_see_the_points_of_a_sale_agreement_too(
    new_client: Visitors, celina: Person, office: Office, database: Database
) -> None:
    customer = office.customer()
    sale = office.agreement(customer, kind="sale")
    point = office.supply_point(office.agreement(office.customer(), kind="distribution"))
    office.supply(point, sale, role="sale")
    shown = new_client(celina).get(f"/admin/customers/{customer}").words
    assert spaced(database.get(SupplyPoint, point).ppe, 3).replace("\N{NO-BREAK SPACE}", " ") in shown


def test_an_agreement_has_the_points_it_holds_now_else_those_it_held_last(
    office: Office, database: Database
) -> None:
    customer = office.customer()
    first, last = today() - dt.timedelta(days=900), today() - dt.timedelta(days=30)
    day = dt.timedelta(days=1)
    lives = office.agreement(customer, signed_on=first)
    ended = office.agreement(customer, signed_on=first, ended_on=last)
    points = [office.supply_point(office.agreement(office.customer())) for _ in range(4)]
    kept, given_away, held_last, never = points
    office.supply(kept, lives, until_on=None)
    office.supply(given_away, lives, until_on=last)
    office.supply(given_away, ended, until_on=last - day)
    office.supply(held_last, ended)
    office.supply(never, ended, from_on=last, until_on=last - day)
    with database.read(), database.statements() as seen:
        found = {one.id: [point.id for point in one.points] for one in agreements_of([customer])}
    assert found == {lives: [kept], ended: [held_last]}
    assert len(seen) == 1
