"""An institution applies online to print: two pages, an application, a packet; nothing is looked up."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.audit.models import History
from app.foundation import crypto
from app.foundation.actor import SYSTEM
from app.registrations.keys import code_digest
from app.registrations.models import Registration
from app.registrations.papers_needed import FORMS, KINDS
from app.regulations.models import Acceptance
from app.settings.service import put
from tests.registrations import applying, paper_cases
from tests.registrations.announcing import FIRST, MAIL, fill_in, newest, parted, send, typed
from tests.support.cast import Office
from tests.support.client import StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox


@pytest.fixture(autouse=True)
def in_force(office: Office) -> int:
    """Regulations, without which nobody can apply."""
    return office.regulations()


@pytest.mark.parametrize("address", ["/", "/apply"])
def test_the_entrances_lead_institutions_to_their_form(client: StrictClient, address: str) -> None:
    links = [link.attr("href") for link in client.get(address).document.select("main a")]
    assert FIRST in links


def test_both_pages_make_an_application_and_a_mail(
    client: StrictClient, database: Database, outbox: Mailbox, in_force: int
) -> None:
    given = typed(signer_name_2="Jan Prokurent", signer_function_2="prokurent", phone="600 700 800")
    page = send(client, given)
    row = newest(database)
    assert (row.workflow, row.state, row.channel) == ("institution_registration", "announced", "online")
    assert (row.name, row.legal_form, row.purpose, row.codes_by) == (given["name"], "llc", "new", "letter")
    assert (row.nip, row.regon, row.krs) == (given["nip"], given["regon"], given["krs"])
    assert row.seat == ["Próbna 7", "90-007 Łódź"]
    assert row.signers == [
        {"name": "Maria Prezesowa", "function": "prezes zarządu"},
        {"name": "Jan Prokurent", "function": "prokurent"},
    ]
    assert (row.first_name, row.email, row.phone) == ("Filip", given["email"], "+48600700800")
    assert (row.regulations_id, row.customer_id, row.match) == (in_force, None, {})
    assert database.count(Acceptance) == 0  # they are accepted by signing them
    assert database.all(select(History.event)) == ["registration.submit"]
    assert row.reference in page.words
    assert row.reference in outbox.last(to=given["email"], name=MAIL).subject


def test_the_code_is_shown_once_and_stands_in_the_mail(
    client: StrictClient, database: Database, outbox: Mailbox
) -> None:
    page = send(client)
    code = page.part(".code-value code")
    row = newest(database)
    with database.app.app_context():
        assert code_digest(row.reference, code) == row.code_digest
    assert code in outbox.last(name=MAIL).text
    again = client.get(page.address)
    assert again.status_code == 200
    assert code not in again.text


def test_the_mail_says_until_when_the_papers_are_awaited_and_repeats_nothing_that_was_typed(
    client: StrictClient, outbox: Mailbox
) -> None:
    send(client, typed(name="Kup tanio na example"))
    mail = outbox.last(name=MAIL)
    assert mail.row.params["papers_until"]
    assert mail.row.params["hours"] is None
    assert "Kup tanio" not in mail.subject + mail.text + mail.html
    assert mail.link.startswith("/confirm/")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"nip": "1234567890"}, "nip"),
        ({"regon": "123456789"}, "regon"),
        ({"krs": "12-34x"}, "krs"),
        ({"krs": ""}, "krs"),
        ({"legal_form": ""}, "legal_form"),
        ({"name": ""}, "name"),
        ({"postcode": "9000"}, "postcode"),
        ({"customer_no": "123"}, "customer_no"),
        ({"nip": ""}, "nip"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field_and_what_was_typed_stays(
    client: StrictClient, fields: dict[str, str], wrong: str
) -> None:
    given = parted(typed(**fields))[0]
    answer = client.press(client.get(FIRST), step="institution", **given)
    assert (answer.status_code, list(answer.errors)) == (422, [wrong])
    assert answer.document.select("#street")[0].attr("value") == "Próbna 7"


@pytest.mark.parametrize("legal_form", sorted(name for name, form in FORMS.items() if "krs" not in form.keys))
def test_who_does_not_stand_in_the_court_register_needs_no_number_of_it(
    client: StrictClient, database: Database, legal_form: str
) -> None:
    page = send(client, typed(legal_form=legal_form, krs=""))
    assert newest(database).krs is None
    labels = page.parts(".enclose strong")
    assert len(labels) == len(FORMS[legal_form].required)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"signer_name_1": "", "signer_function_1": ""}, "signer_name_1"),
        ({"signer_function_1": ""}, "signer_function_1"),
        ({"signer_function_4": "prokurent"}, "signer_name_4"),
        ({"email": "filip"}, "email"),
        ({"first_name": ""}, "first_name"),
    ],
)
def test_of_whom_signs_name_and_function_are_wanted(
    client: StrictClient, fields: dict[str, str], wrong: str
) -> None:
    given = typed(**fields)
    answer = client.press(fill_in(client, given), step="people", **parted(given)[1])
    assert (answer.status_code, list(answer.errors)) == (422, [wrong])


def test_the_same_form_twice_is_one_application(client: StrictClient, database: Database) -> None:
    given = typed()
    page = fill_in(client, given)
    first, second = (client.press(page, step="people", **parted(given)[1]) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert database.count(Registration) == 1


def test_back_finds_what_was_typed(client: StrictClient) -> None:
    given = typed()
    wrong = client.press(fill_in(client, given), step="people", **parted(given)[1] | {"email": "filip"})
    assert wrong.status_code == 422
    assert client.get(FIRST).document.select("#name")[0].attr("value") == given["name"]
    assert client.get(f"{FIRST}/people").document.select("#last_name")[0].attr("value") == "Firmowy"


def test_the_longest_form_is_sent_though_a_cookie_could_not_hold_it(
    client: StrictClient, database: Database
) -> None:
    def words(length: int) -> str:
        return "".join(secrets.choice("ąćęłńóśźżĄĆĘŁ ") for _ in range(length - 2)).strip() + "Źż"

    people = {f"signer_name_{one}": words(120) for one in range(1, 5)}
    people |= {f"signer_function_{one}": words(80) for one in range(1, 5)}
    longest = typed(
        name=words(300),
        street=words(120),
        city=words(80),
        first_name=words(120),
        last_name=words(160),
        **people,
    )
    page = fill_in(client, longest)
    wrong = client.press(page, step="people", **parted(longest)[1] | {"email": "filip"})
    cookie = client.get_cookie("ebok")
    assert cookie is not None
    assert len(cookie.value) < 4000
    client.press(wrong, step="people", **parted(longest)[1])
    assert newest(database).signers[3]["name"] == longest["signer_name_4"]


def test_known_and_unknown_institutions_get_one_answer_and_nothing_is_looked_up(
    client: StrictClient, new_client: Callable[..., StrictClient], office: Office, database: Database
) -> None:
    known = paper_cases.firma(office)
    real = {name: known.given[name] for name in ("name", "nip", "regon", "krs", "customer_no")}
    pages, statements = [], []
    for visitor, given in ((client, typed(**real)), (new_client(), typed())):
        second = fill_in(visitor, given)
        with database.statements() as sent:
            answer = visitor.press(second, step="people", **parted(given)[1])
        statements.append(len(sent))
        assert not [sql for sql in sent if "FROM customer" in sql or "JOIN customer" in sql]
        shown = visitor.follow(answer)
        pages.append((answer.status_code, shown.heading, shown.parts("h2")))
    assert pages[0] == pages[1]
    assert statements[0] == statements[1]


def test_only_the_browser_that_sent_it_sees_the_page_and_the_packet(
    client: StrictClient, new_client: Callable[..., StrictClient], database: Database
) -> None:
    page = send(client)
    packet = client.get(f"{page.address}/packet.pdf")
    assert (packet.status_code, packet.mimetype) == (200, "application/pdf")
    assert f"e-BOK-{newest(database).reference}.pdf" in packet.headers["Content-Disposition"]
    stranger = new_client()
    assert stranger.get(page.address).status_code == 404
    assert stranger.get(f"{page.address}/packet.pdf").status_code == 404


def test_the_page_says_what_to_enclose_where_it_goes_and_until_when(client: StrictClient) -> None:
    page = send(client, typed(legal_form="housing_community", krs="", language="en"))
    english = client.get(page.address, headers={"Accept-Language": "en"})
    for kind in FORMS["housing_community"].required:
        assert KINDS[kind].label in english.words
    assert "ul. Wzorcowa 1" in english.words
    assert "We wait for it until" in english.words


def test_a_sole_trader_goes_where_the_office_sends_him(client: StrictClient, database: Database) -> None:
    assert client.get(FIRST).document.select("option[value=sole_trader]")
    with database.write():
        put("institution.sole_trader", "individual", SYSTEM)
    page = client.get(FIRST)
    assert not page.document.select("option[value=sole_trader]")
    assert "/apply" in [link.attr("href") for link in page.document.select(".notice a")]
    given = parted(typed(krs=""))[0] | {"legal_form": "sole_trader"}
    token = page.document.select("input[name=csrf_token]")[0].attr("value")
    answer = client.post(FIRST, data={**given, "csrf_token": token})
    assert (answer.status_code, list(answer.errors)) == (422, ["legal_form"])


def test_too_many_forms_are_asked_to_wait(client: StrictClient) -> None:
    given = typed()
    answers = []
    for _ in range(7):
        page = fill_in(client, given)
        answers.append(client.press(page, step="people", **parted(given)[1]).status_code)
    assert answers == [303] * 6 + [429]


def test_the_link_of_one_form_does_not_open_the_page_of_the_other(
    client: StrictClient, database: Database
) -> None:
    page = send(client)
    reference = newest(database).reference
    assert client.get(f"/apply/sent/{reference}").headers["Location"] == page.address
    person = applying.stranger()
    applying.send(client, person)
    other = applying.row_of(database, person).reference
    assert client.get(f"{FIRST}/sent/{other}").status_code == 404


def test_signers_and_paper_are_stored_encrypted(client: StrictClient, database: Database) -> None:
    send(client)
    with database.write() as session:
        stored = session.connection().exec_driver_sql("SELECT signers FROM registration").scalar_one()
    assert "Prezesowa" not in stored
    with database.app.app_context():
        assert "Prezesowa" in crypto.decrypt(stored)


def test_without_regulations_the_form_is_closed(client: StrictClient, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM regulations")
    assert not client.get(FIRST).document.select("#legal_form")
