"""One's own access: password, e-mail, language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from app.accounts.models import Account
from app.foundation.clock import Clock
from tests.accounts.ways import GOOD, is_in, log_in
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

NewClient = Callable[..., StrictClient]


@pytest.mark.parametrize("who", ["anna", "celina"])
@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/email", "/account/sessions"])
def test_pages_of_ones_own_open_for_customers_and_staff(
    new_client: NewClient, request: pytest.FixtureRequest, path: str, who: str
) -> None:
    page = new_client(request.getfixturevalue(who)).get(path)
    assert page.status_code == 200


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/email", "/account/sessions"])
def test_a_visitor_is_asked_to_log_in(client: StrictClient, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/login?next={path}"


def test_the_page_shows_only_ones_own(new_client: NewClient, anna: Person, obcy: Person) -> None:
    page = new_client(anna).get("/account")
    assert anna.email in page.words
    assert obcy.email not in page.words


@pytest.mark.parametrize(
    ("password", "new", "field"),
    [("nie to hasło wcale", GOOD, "password"), ("Cztery zielone rowery 7", "krótkie", "new_password")],
)
def test_a_password_is_changed_by_its_owner_to_a_good_one_only(
    new_client: NewClient, anna: Person, password: str, new: str, field: str
) -> None:
    client = new_client(anna)
    page = client.get("/account/password")
    answer = client.press(page, step="password", password=password, new_password=new, repeat=new)
    assert (answer.status_code, list(answer.errors)) == (422, [field])
    assert log_in(new_client(), anna.login, anna.password).status_code == 303


def test_the_present_password_cannot_be_guessed_from_inside(new_client: NewClient, anna: Person) -> None:
    client = new_client(anna)
    page = client.get("/account/password")
    for _ in range(5):
        client.press(page, step="password", password="wrong", new_password=GOOD, repeat=GOOD)
    answer = client.press(page, step="password", password=anna.password, new_password=GOOD, repeat=GOOD)
    assert (answer.status_code, list(answer.errors)) == (422, ["password"])


def ask(client: StrictClient, email: str, password: str) -> Page:
    return client.press(client.get("/account/email"), step="email", email=email, password=password)


def confirm(client: StrictClient, link: str) -> Page:
    return client.press(client.get(link), step=link.rsplit("/", 1)[-1].replace("-", "_"))


def test_a_new_email_counts_once_its_holder_has_confirmed_it(
    new_client: NewClient, anna: Person, outbox: Mailbox, database: Database
) -> None:
    client = new_client(anna)
    assert ask(client, "nowy@example.com", anna.password).status_code == 303
    assert database.get(Account, anna.account_id).email == anna.email
    link = outbox.last(to="nowy@example.com", name="new_email").link
    assert new_client().get(link).status_code == 200
    assert database.get(Account, anna.account_id).email == anna.email
    assert confirm(new_client(), link).status_code == 303
    assert database.get(Account, anna.account_id).email == "nowy@example.com"
    assert outbox(to=anna.email, name="email_changed")
    assert log_in(new_client(), "nowy@example.com", anna.password).status_code == 303
    assert client.get(link).status_code == 404


def test_a_new_email_needs_the_password(new_client: NewClient, anna: Person, outbox: Mailbox) -> None:
    answer = ask(new_client(anna), "nowy@example.com", "wrong")
    assert (answer.status_code, list(answer.errors)) == (422, ["password"])
    assert outbox() == []


def test_a_newer_link_takes_the_place_of_an_older_one(
    new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    client = new_client(anna)
    for email in ("a@example.com", "b@example.com"):
        ask(client, email, anna.password)
    assert client.get(outbox.last(to="a@example.com").link).status_code == 404
    assert client.get(outbox.last(to="b@example.com").link).status_code == 200


def test_a_link_to_a_new_address_is_good_for_a_day(
    new_client: NewClient, anna: Person, outbox: Mailbox, clock: Clock
) -> None:
    ask(new_client(anna), "nowy@example.com", anna.password)
    clock.advance(dt.timedelta(days=1, seconds=1))
    assert new_client().get(outbox.last(name="new_email").link).status_code == 404


def test_staff_do_not_take_the_address_of_a_colleague(
    new_client: NewClient, celina: Person, office: Office, outbox: Mailbox
) -> None:
    office.staff("Inna", "inna@bok.example.com", Role.CLERK)
    ask(new_client(celina), "inna@bok.example.com", celina.password)
    link = outbox.last(to="inna@bok.example.com").link
    assert confirm(new_client(), link).status_code == 409


def test_the_language_of_pages_and_mails_is_kept(
    new_client: NewClient, anna: Person, database: Database
) -> None:
    client = new_client(anna)
    assert client.press(client.get("/account"), "English").status_code == 303
    assert client.get("/account").document.select("html")[0].attr("lang") == "en"
    assert database.get(Account, anna.account_id).language == "en"
    assert is_in(client)
