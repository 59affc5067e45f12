"""The login page: who gets in, where to, and what a stranger's tries cannot do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.accounts.models import Throttle, UserSession
from app.foundation.actor import SYSTEM
from app.foundation.clock import Clock
from app.settings import service as settings
from tests.accounts.ways import is_in, log_in
from tests.support.cast import Office, Person
from tests.support.client import StrictClient
from tests.support.database import Database
from workflows.roles import Role

NewClient = Callable[..., StrictClient]


def test_a_customer_logs_in_with_the_identifier(client: StrictClient, anna: Person) -> None:
    answer = log_in(client, anna.login, anna.password)
    assert answer.status_code == 303
    assert is_in(client)


def test_an_identifier_may_be_typed_with_spaces(client: StrictClient, anna: Person) -> None:
    assert log_in(client, f" {anna.login[:4]} {anna.login[4:]} ", anna.password).status_code == 303


def test_an_email_logs_in_whatever_its_case(client: StrictClient, anna: Person) -> None:
    assert log_in(client, anna.email.upper(), anna.password).status_code == 303


def test_an_email_of_two_accounts_logs_in_to_none(client: StrictClient, anna: Person, office: Office) -> None:
    office.account("Anna Druga", anna.email, identifier="20000008")
    assert log_in(client, anna.email, anna.password).status_code == 422
    assert log_in(client, anna.login, anna.password).status_code == 303


def test_a_member_of_staff_is_not_kept_out_by_a_customer_account_of_the_same_email(
    client: StrictClient, anna: Person, office: Office, database: Database
) -> None:
    staff = office.staff("Anna Urzędowa", anna.email, Role.CLERK)
    log_in(client, anna.email, staff.password)
    assert database.all(select(UserSession.account_id)) == [staff.account_id]


@pytest.mark.parametrize("password", ["wrong", "Cztery zielone rowery 8", "x" * 128])
def test_a_wrong_password_gets_the_form_again_with_what_was_typed(
    client: StrictClient, anna: Person, password: str
) -> None:
    answer = log_in(client, anna.login, password)
    assert answer.status_code == 422
    assert answer.document.select("[name=login]")[0].attr("value") == anna.login
    assert not answer.document.select("[name=password]")[0].attr("value")
    assert not is_in(client)


@pytest.mark.parametrize("password", ["x" * 129, "a\0b", ""])
def test_what_no_password_can_be_is_refused_at_its_field(
    client: StrictClient, anna: Person, password: str
) -> None:
    answer = log_in(client, anna.login, password)
    assert answer.status_code == 422
    assert "password" in answer.errors


@pytest.mark.parametrize("state", ["invited", "lapsed", "closed"])
def test_a_password_opens_no_account_that_is_not_active(
    client: StrictClient, office: Office, state: str
) -> None:
    office.account("Ktoś", "ktos@example.com", state=state)
    assert log_in(client, "ktos@example.com", "Cztery zielone rowery 7").status_code == 422
    assert not is_in(client)


def test_the_reason_of_a_block_is_told_to_who_knows_the_password_only(
    client: StrictClient, office: Office
) -> None:
    office.account("Ktoś", "ktos@example.com", state="blocked", blocked_reason="Skarga 17")
    assert "Skarga 17" not in log_in(client, "ktos@example.com", "wrong").words
    answer = log_in(client, "ktos@example.com", "Cztery zielone rowery 7")
    assert (answer.status_code, "Skarga 17" in answer.words) == (422, True)
    assert not is_in(client)


def test_the_page_asked_for_comes_after_the_login(client: StrictClient, anna: Person) -> None:
    sent = client.get("/account/sessions")
    page = client.follow(sent)
    answer = client.press(page, step="login", login=anna.login, password=anna.password)
    assert answer.headers["Location"] == "/account/sessions"


@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil",
    ],
)
def test_nobody_is_sent_to_another_host(client: StrictClient, anna: Person, next_page: str) -> None:
    page = client.get("/login", query_string={"next": next_page})
    answer = client.press(page, step="login", login=anna.login, password=anna.password)
    assert answer.status_code == 303
    assert "evil" not in answer.headers["Location"]


def test_who_is_in_is_sent_home_from_the_login_page(new_client: NewClient, anna: Person) -> None:
    assert new_client(anna).get("/login").status_code == 303


def test_too_many_tries_are_slowed_and_the_wait_ends_by_itself(
    client: StrictClient, anna: Person, clock: Clock
) -> None:
    answers = [log_in(client, anna.login, "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    wait = int(answers[-1].headers["Retry-After"])
    assert 0 < wait <= 60
    clock.advance(dt.timedelta(seconds=wait))
    assert log_in(client, anna.login, anna.password).status_code == 303


def test_the_wait_grows_and_is_never_longer_than_an_hour(
    client: StrictClient, anna: Person, clock: Clock
) -> None:
    longest = 0
    for _ in range(40):
        answer = log_in(client, anna.login, "wrong")
        wait = int(answer.headers.get("Retry-After", 0))
        longest = max(longest, wait)
        clock.advance(dt.timedelta(seconds=wait))
    assert 60 * 10 < longest <= 60 * 60


def test_a_stranger_cannot_keep_out_the_owner_on_a_known_device(
    client: StrictClient, new_client: NewClient, anna: Person
) -> None:
    log_in(client, anna.login, anna.password)
    client.press(client.get("/account"), step="logout")
    stranger = new_client()
    assert [log_in(stranger, anna.login, "wrong").status_code for _ in range(12)][-1] == 429
    assert log_in(stranger, anna.login, anna.password).status_code == 429
    assert log_in(client, anna.login, anna.password).status_code == 303


def test_a_stranger_at_one_address_keeps_nobody_out_at_another(
    new_client: NewClient, anna: Person, database: Database
) -> None:
    with database.write():
        settings.put("limit.login.overall", [[40, 1]], SYSTEM)
    stranger, owner = new_client(), new_client()
    for number in range(40):
        log_in(stranger, f"nikt{number}@example.com", "wrong")
        log_in(stranger, anna.login, "wrong")
    owner.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert log_in(owner, anna.login, anna.password).status_code == 303


def test_an_account_is_not_guessed_without_end_from_many_addresses(
    client: StrictClient, anna: Person
) -> None:
    answers = []
    for number in range(102):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        answers.append(log_in(client, anna.login, "wrong").status_code)
    assert answers == [422] * 100 + [429] * 2


def test_an_identifier_is_one_however_it_is_spaced(client: StrictClient, anna: Person) -> None:
    spaces = ["", "\N{NO-BREAK SPACE}", "\N{EM SPACE}", "\N{THIN SPACE}", "\t", "  "]
    answers = [log_in(client, f"{anna.login[:4]}{gap}{anna.login[4:]}", "wrong") for gap in spaces]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


def test_the_device_of_one_account_opens_no_bucket_of_another(
    client: StrictClient, new_client: NewClient, anna: Person, obcy: Person
) -> None:
    log_in(client, obcy.login, obcy.password)
    client.press(client.get("/account"), step="logout")
    assert [log_in(client, anna.login, "wrong").status_code for _ in range(6)][-1] == 429
    assert log_in(new_client(), anna.login, anna.password).status_code == 429


def test_a_forged_device_cookie_is_worth_nothing(client: StrictClient, anna: Person) -> None:
    client.set_cookie("ebok-device", "WzEsMl0.forged.forged")
    assert [log_in(client, anna.login, "wrong").status_code for _ in range(6)][-1] == 429


def test_unknown_logins_are_slowed_like_known_ones(client: StrictClient) -> None:
    assert [log_in(client, "nikt@example.com", "wrong").status_code for _ in range(6)] == [422] * 5 + [429]


def test_one_address_cannot_try_many_accounts_at_once(client: StrictClient) -> None:
    codes = [log_in(client, f"nikt{number}@example.com", "wrong").status_code for number in range(31)]
    assert codes == [422] * 30 + [429]


def test_right_logins_do_not_count(client: StrictClient, anna: Person, database: Database) -> None:
    log_in(client, anna.login, anna.password)
    assert {row.count for row in database.all(select(Throttle))} == {0}


def test_no_login_and_no_address_stands_in_the_throttles(
    client: StrictClient, anna: Person, database: Database
) -> None:
    log_in(client, anna.email, "wrong")
    stored = " ".join(row.key for row in database.all(select(Throttle)))
    assert anna.email not in stored
    assert "127.0.0.1" not in stored


def test_a_login_costs_few_statements(client: StrictClient, anna: Person, database: Database) -> None:
    page = client.get("/login")
    with database.statements() as seen:
        client.press(page, step="login", login=anna.login, password=anna.password)
    assert len(seen) <= 5, seen
