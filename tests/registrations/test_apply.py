"""Applying: the landing, the form in two steps, and what is sent."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import delete, select

from app.audit.models import History
from app.foundation import crypto
from app.foundation.clock import Clock
from app.mail.models import Outbox
from app.registrations.models import Registration
from app.regulations.models import Acceptance, Regulations
from tests.registrations.applying import MAIL, customer, fill_in, row_of, send, stranger
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture(autouse=True)
def in_force(office: Office) -> int:
    """Regulations, without which nobody can apply."""
    return office.regulations()


def test_landing_says_what_it_is_and_leads_to_the_form(client: StrictClient) -> None:
    page = client.get("/apply")
    assert "bezpłatne" in page.words
    assert "numer PESEL" in page.words
    assert client.click(page, "Zacznij wypełniać wniosek").heading == "Wniosek: kim Państwo są"


def test_landing_speaks_english_to_those_who_ask_for_it(client: StrictClient) -> None:
    page = client.get("/apply", headers={"Accept-Language": "en"})
    assert "It is free" in page.words
    assert "your PESEL number" in page.words


def test_a_form_makes_an_application_and_a_mail(
    client: StrictClient, office: Office, database: Database, outbox: Mailbox, in_force: int
) -> None:
    anna = customer(office, phone="600 700 800")
    page = send(client, anna)
    row = row_of(database, anna)
    assert row.reference in page.words
    assert anna.email in page.words
    assert (row.state, row.channel, row.codes_by) == ("submitted", "online", "mail")
    assert (row.first_name, row.last_name, row.phone) == ("Anna", "Testowa", "+48600700800")
    assert (row.invoice_gross, row.customer_id, row.match) == (21_845, None, {})
    with database.app.app_context():
        assert row.pesel_digest == crypto.digest("pesel", anna.who["pesel"])
    mail = outbox.last(to=anna.email, name=MAIL)
    assert row.reference in mail.subject
    assert mail.link.startswith("/confirm/")
    assert database.count(Acceptance, Acceptance.registration_id == row.id) == 1
    assert row.regulations_id == in_force
    assert database.all(select(History.event)) == ["registration.submit"]


def test_nothing_typed_into_the_form_is_repeated_in_the_first_mail(
    client: StrictClient, outbox: Mailbox
) -> None:
    nina = stranger(first_name="Kup tanio na", last_name="example przykład")
    send(client, nina)
    mail = outbox.last(to=nina.email, name=MAIL)
    assert "Kup tanio" not in mail.text + mail.html + mail.subject


def test_link_and_code_are_stored_as_digests_only(
    client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    nina = stranger()
    send(client, nina)
    mail, row = outbox.last(to=nina.email, name=MAIL), row_of(database, nina)
    token, code = mail.link.rpartition("/")[2], mail.row.secrets["code"]
    assert len(token) == 43  # 256 bits
    stored = [str(value) for value in vars(row).values()]
    assert not any(token in value or code in value for value in stored)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("first_name", ""),
        ("last_name", "123"),
        ("pesel", ""),
        ("pesel", "44051401358"),
        ("email", "anna"),
        ("phone", "12"),
        ("first_name", "A\0nna"),
        ("last_name", "x" * 161),
    ],
)
def test_first_step_says_at_the_field_what_is_wrong(client: StrictClient, field: str, typed: str) -> None:
    page = client.press(client.get("/apply/who"), step="who", **{**stranger().who, field: typed})
    assert page.status_code == 422
    assert list(page.errors) == [field]
    assert "Nina" in page.text or field == "first_name"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("customer_no", ""),
        ("customer_no", "12"),
        ("invoice_no", ""),
        ("invoice_no", "brak"),
        ("invoice_gross", "dużo"),
        ("invoice_gross", ""),
        ("accepted", None),
    ],
)
def test_second_step_says_at_the_field_what_is_wrong(
    client: StrictClient, database: Database, field: str, typed: str | None
) -> None:
    nina = stranger()
    page = client.press(fill_in(client, nina), step="check", **{**nina.check, field: typed})
    assert page.status_code == 422
    assert list(page.errors) == [field]
    assert database.count(Registration) == 0


def test_what_was_typed_stays_on_the_way_back(client: StrictClient) -> None:
    nina = stranger(last_name="Nieznana-Dąbrowska")
    page = fill_in(client, nina)
    client.press(page, step="check", **{**nina.check, "customer_no": "1", "invoice_gross": "1 218,45"})
    back = client.get("/apply/who")
    assert 'value="Nieznana-Dąbrowska"' in back.text
    forward = client.press(back, step="who", follow=True)
    assert 'value="1 218,45"' in forward.text
    assert "1" in forward.text


def test_a_half_filled_form_lies_encrypted_in_the_cookie_and_nowhere_else(
    client: StrictClient, database: Database
) -> None:
    nina = stranger()
    fill_in(client, nina)
    cookie = client.get_cookie("ebok")
    assert cookie is not None
    assert nina.who["pesel"] not in cookie.value
    assert len(cookie.value) < 4000
    assert database.count(Registration) == 0


def test_the_longest_form_fits_into_the_cookie(client: StrictClient) -> None:
    who = {
        **stranger().who,
        "first_name": "Ż" * 120,
        "last_name": "Ź" * 160,
        "email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.pl",
    }
    page = client.press(client.get("/apply/who"), step="who", follow=True, **who)
    page = client.press(page, step="check", **{**stranger().check, "accepted": None})
    cookie = client.get_cookie("ebok")
    assert page.status_code == 422
    assert cookie is not None
    assert len(cookie.value) < 4000


def test_a_half_filled_form_can_be_removed(client: StrictClient) -> None:
    fill_in(client, stranger())
    page = client.press(client.get("/apply"), step="clear", follow=True)
    assert "Nieznana" not in client.get("/apply/who").text
    assert page.heading


def test_who_uses_the_computer_next_finds_nothing_of_what_was_sent(
    client: StrictClient, database: Database
) -> None:
    nina = stranger()
    sent = send(client, nina)
    reference = row_of(database, nina).reference
    assert nina.email in sent.words
    client.press(client.get("/apply"), step="clear")
    assert reference not in client.get("/apply").text
    assert reference not in client.get("/apply/who").text
    assert client.get(sent.address).status_code == 404


def test_second_step_without_the_first_leads_to_the_first(client: StrictClient) -> None:
    answer = client.get("/apply/check")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/apply/who")


def test_a_form_left_for_long_begins_again(client: StrictClient, clock: Clock) -> None:
    nina = stranger()
    page = fill_in(client, nina)
    clock.advance(dt.timedelta(hours=3))
    answer = client.press(page, step="check", follow=True, **nina.check)
    assert answer.heading == client.get("/apply/who").heading


def test_without_pesel_and_invoice_the_agreement_is_asked_for(
    client: StrictClient, database: Database
) -> None:
    nina = stranger(no_pesel="y", pesel="", no_invoice="y", invoice_no="", invoice_gross="")
    page = client.press(fill_in(client, nina), step="check", **nina.check)
    assert sorted(page.errors) == ["agreement_no", "agreement_on"]
    agreement: dict[str, Any] = {"agreement_no": "u/00000017", "agreement_on": "20.05.2019"}
    client.press(page, step="check", **nina.check, **agreement)
    row = row_of(database, nina)
    assert (row.pesel, row.pesel_digest, row.invoice_no, row.invoice_gross) == (None, None, None, None)
    assert (row.agreement_no, row.agreement_on) == ("U/00000017", dt.date(2019, 5, 20))


def test_what_stands_beside_a_ticked_box_does_not_count(client: StrictClient, database: Database) -> None:
    nina = stranger(no_pesel="y", pesel="nie mam", agreement_no="U/00000017", agreement_on="2019-05-20")
    send(client, nina)
    assert row_of(database, nina).pesel is None


def test_same_form_pressed_twice_makes_one_application(
    client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    nina = stranger()
    page = fill_in(client, nina)
    first = client.press(page, step="check", **nina.check)
    second = client.press(page, step="check", **nina.check)
    assert first.headers["Location"] == second.headers["Location"]
    assert database.count(Registration) == 1
    assert len(outbox(to=nina.email)) == 1


def test_who_comes_back_after_sending_is_led_to_his_application(
    client: StrictClient, database: Database
) -> None:
    nina = stranger()
    send(client, nina)
    path = f"/apply/sent/{row_of(database, nina).reference}"
    for place in ("/apply", "/apply/who"):
        assert client.get(place).document.select(f"main a[href='{path}']")
    assert "Nieznana" not in client.get("/apply/who").text


def test_same_form_pressed_at_the_same_moment_makes_one_application(
    client: StrictClient, new_client: Callable[..., StrictClient], database: Database
) -> None:
    nina = stranger()
    page = fill_in(client, nina)
    cookie = client.get_cookie("ebok")
    assert cookie is not None

    def press(_turn: int) -> str:
        hand = new_client()
        hand.set_cookie("ebok", cookie.value)
        return hand.press(page, step="check", **nina.check).headers["Location"]

    with ThreadPoolExecutor(6) as hands:
        places = set(hands.map(press, range(6)))
    assert len(places) == 1
    assert database.count(Registration) == 1
    assert database.count(Outbox) == 1


def test_newer_regulations_are_asked_for_again(
    client: StrictClient, office: Office, database: Database, clock: Clock
) -> None:
    nina = stranger()
    page = fill_in(client, nina)
    newer = office.regulations(number="2026.77", effective_on=clock.now().date())
    answer = client.press(page, step="check", **nina.check)
    assert answer.status_code == 422
    assert list(answer.errors) == ["accepted"]
    assert database.count(Registration) == 0
    client.press(answer, step="check", accepted="y")
    assert row_of(database, nina).regulations_id == newer


def test_too_many_applications_from_one_address_are_slowed(client: StrictClient) -> None:
    for serial in range(20):
        send(client, stranger(serial=1000 + serial))
    nina = stranger(serial=1100)
    page = client.press(fill_in(client, nina), step="check", **nina.check)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert 'value="Nieznana"' in client.get("/apply/who").text


def test_too_many_messages_to_one_mailbox_are_slowed(client: StrictClient) -> None:
    nina = stranger()
    for _turn in range(6):
        send(client, nina)
    assert client.press(fill_in(client, nina), step="check", **nina.check).status_code == 429


def test_a_stranger_does_not_keep_the_holder_of_a_mailbox_from_applying(
    client: StrictClient, new_client: Callable[..., StrictClient]
) -> None:
    nina, other = stranger(), new_client()
    for _turn in range(7):
        other.press(fill_in(other, nina), step="check", **nina.check)
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert send(client, nina).heading


def test_the_longest_that_can_be_typed_fits_into_the_cookie_and_more_is_cut(client: StrictClient) -> None:
    nina, letters = stranger(), "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" * 20
    who = {**nina.who, "first_name": letters[:120], "last_name": letters[-160:]}
    page = client.press(client.get("/apply/who"), step="who", follow=True, **who)
    fields = page.document.select("main [type=hidden]")
    hidden = {each.attr("name") or "": each.attr("value") or "" for each in fields}
    long = {"invoice_no": "x" + secrets.token_hex(2400), "other": secrets.token_hex(2400)}
    typed = {**hidden, **long}
    answer = client.post("/apply/check", data=typed)
    assert answer.status_code == 422
    assert len(answer.headers["Set-Cookie"]) < 4000
    assert client.get("/apply/check").document.select(f"[value='{typed['invoice_no'][:60]}']")


def test_without_regulations_nobody_can_apply(client: StrictClient, database: Database) -> None:
    nina = stranger()
    page = fill_in(client, nina)
    with database.write() as session:
        session.execute(delete(Acceptance))
        session.execute(delete(Regulations))
    assert client.get("/apply").document.select("a[href='/apply/who']") == []
    assert client.press(page, step="check", **nina.check).status_code == 503


def test_statements_of_the_form(client: StrictClient, database: Database) -> None:
    with database.statements() as landing:
        client.get("/apply")
    assert len(landing) <= 2
    page = fill_in(client, stranger())
    with database.statements() as sent:
        client.press(page, step="check", **stranger().check)
    assert len(sent) <= 9
