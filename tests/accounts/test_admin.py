"""The admin's room of accounts: find, look, block, unblock, send new codes, close."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.accounts.models import Account
from app.audit.models import AccessLog
from app.foundation import clock
from app.foundation.hooks import hooks
from app.settings.defaults import DEFAULTS
from tests.accounts.ways import Invited, is_in, log_in
from tests.support.cast import Office, Person
from tests.support.client import Page, StrictClient
from tests.support.database import Database
from tests.support.mails import Mailbox
from workflows.roles import Role

NewClient = Callable[..., StrictClient]
ROOM = "/admin/accounts"


@pytest.fixture
def desk(new_client: NewClient, adam: Person) -> StrictClient:
    """Adam's browser."""
    return new_client(adam)


def look(desk: StrictClient, account_id: int) -> Page:
    return desk.get(f"{ROOM}/{account_id}")


def find(desk: StrictClient, typed: str) -> Page:
    return desk.press(desk.get(ROOM), step="search", follow=True, typed=typed)


@pytest.mark.parametrize(
    "typed", ["anna.1@example.com", "Testowa", "test", "Anna Testowa", "testowa an", "identifier"]
)
def test_an_account_is_found(desk: StrictClient, anna: Person, obcy: Person, typed: str) -> None:
    page = find(
        desk, anna.login if typed == "identifier" else typed.replace("anna.1@example.com", anna.email)
    )
    assert [anna.name] == page.parts("tbody th")
    assert obcy.name not in page.words


def test_what_was_typed_stands_in_no_address(desk: StrictClient, anna: Person) -> None:
    answer = desk.press(desk.get(ROOM), step="search", typed="Testowa")
    assert "estowa" not in answer.headers["Location"]
    assert desk.follow(answer).address.startswith(f"{ROOM}/search/")
    assert anna.name in desk.follow(answer).words


def test_a_search_is_shown_to_who_searched_only(
    desk: StrictClient, new_client: NewClient, office: Office
) -> None:
    address = desk.press(desk.get(ROOM), step="search", typed="x").headers["Location"]
    other = new_client(office.staff("Drugi Admin", "drugi@bok.example.com", Role.ADMIN))
    assert other.get(address).status_code == 404
    assert desk.get(address).status_code == 200


def test_nothing_found_is_said(desk: StrictClient) -> None:
    assert find(desk, "%_nikt").document.select(".empty")


def test_the_list_has_pages(desk: StrictClient, office: Office) -> None:
    for number in range(51):
        office.account(f"Klient {number}", f"k{number}@example.com")
    first = desk.get(ROOM)
    assert len(first.document.select("tbody tr")) == 50
    second = desk.get(str(first.document.select("a[rel=next]")[0].attr("href")))
    assert len(second.document.select("tbody tr")) == 2
    back = desk.get(str(second.document.select("a[rel=prev]")[0].attr("href")))
    assert back.parts("tbody th") == first.parts("tbody th")


def test_the_page_shows_who_was_looked_at_in_the_log(
    desk: StrictClient, anna: Person, database: Database
) -> None:
    assert anna.email in look(desk, anna.account_id).words
    seen = database.all(select(AccessLog.subject_id).where(AccessLog.subject_kind == "account"))
    assert list(seen) == [anna.account_id]


def test_a_block_needs_its_reason_and_tells_it_to_the_owner(
    desk: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox, database: Database
) -> None:
    visitor = new_client(anna)
    answer = desk.press(look(desk, anna.account_id), step="block", reason="")
    assert (answer.status_code, list(answer.errors)) == (422, ["reason"])
    answer = desk.press(answer, step="block", follow=True, reason="Podejrzane logowania")
    assert database.get(Account, anna.account_id).state == "blocked"
    assert "Podejrzane logowania" in outbox.last(to=anna.email, name="access_blocked").text
    assert "Podejrzane logowania" in answer.words
    assert not is_in(visitor)


def test_a_blocked_access_works_again(
    desk: StrictClient, new_client: NewClient, anna: Person, outbox: Mailbox
) -> None:
    desk.press(look(desk, anna.account_id), step="block", reason="Pomyłka")
    desk.press(look(desk, anna.account_id), step="unblock")
    assert outbox(to=anna.email, name="access_active")
    assert log_in(new_client(), anna.login, anna.password).status_code == 303


def test_new_codes_for_an_access_in_use_need_the_identity_seen(
    desk: StrictClient, anna: Person, outbox: Mailbox, database: Database
) -> None:
    answer = desk.press(look(desk, anna.account_id), step="reissue")
    assert answer.status_code == 409
    assert outbox() == []
    desk.press(look(desk, anna.account_id), step="reissue", identity_seen="y")
    assert [mail.name for mail in outbox(to=anna.email)] == ["identifier", "pin"]
    assert database.get(Account, anna.account_id).state == "invited"


def test_new_codes_for_an_invited_customer_void_the_old(
    desk: StrictClient, client: StrictClient, invited: Invited
) -> None:
    desk.press(look(desk, invited.account_id), step="reissue")
    assert log_in(client, invited.identifier, invited.pin).status_code == 422


def test_codes_go_by_letter_where_there_is_an_address(
    desk: StrictClient,
    office: Office,
    outbox: Mailbox,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = office.account("Bez Poczty", "x@example.com", identifier="20000008", state="lapsed")
    database.run(update(Account).where(Account.id == account).values(email=None, email_key=None))
    monkeypatch.setattr(hooks, "postal_address", lambda _id: {"address_lines": ["Wzorcowa 1", "90-000 Łódź"]})
    desk.press(look(desk, account), step="reissue", channel="letter")
    letter = outbox.rows(name="access_letter")[0]
    assert letter.secrets["address_lines"] == ["Bez Poczty", "Wzorcowa 1", "90-000 Łódź"]
    assert letter.channel == "letter"


def test_staff_get_a_new_invitation(desk: StrictClient, celina: Person, outbox: Mailbox) -> None:
    desk.press(look(desk, celina.account_id), step="reissue", identity_seen="y")
    assert [mail.name for mail in outbox(to=celina.email)] == ["staff_invite"]


def test_closing_is_for_good(desk: StrictClient, client: StrictClient, anna: Person, outbox: Mailbox) -> None:
    desk.press(look(desk, anna.account_id), step="close", reason="Na prośbę klientki")
    assert "Na prośbę klientki" in outbox.last(to=anna.email, name="access_closed").text
    assert look(desk, anna.account_id).document.select("main form") == []
    assert log_in(client, anna.login, anna.password).status_code == 422


def test_a_closed_account_is_kept_for_years_not_like_an_application(
    desk: StrictClient, anna: Person, database: Database
) -> None:
    desk.press(look(desk, anna.account_id), step="close", reason="Na prośbę klientki")
    kept = database.get(Account, anna.account_id).erase_after - clock.today()
    assert kept.days == DEFAULTS["keep.account"].value


def test_an_admin_does_nothing_to_his_own_access(
    desk: StrictClient, adam: Person, database: Database
) -> None:
    answer = desk.press(look(desk, adam.account_id), step="close", reason="Dość")
    assert answer.status_code == 409
    assert database.get(Account, adam.account_id).state == "active"


def test_a_page_older_than_the_account_is_stale(desk: StrictClient, anna: Person, database: Database) -> None:
    page = look(desk, anna.account_id)
    desk.press(page, step="block", reason="Raz")
    answer = desk.press(page, step="close", reason="Dwa")
    assert answer.status_code == 409
    assert database.get(Account, anna.account_id).state == "blocked"


@pytest.mark.parametrize("path", [ROOM, f"{ROOM}/1", f"{ROOM}/search/abc"])
@pytest.mark.parametrize("who", ["anna", "celina"])
def test_the_room_does_not_exist_for_others(
    new_client: NewClient, adam: Person, request: pytest.FixtureRequest, path: str, who: str
) -> None:
    assert adam.account_id == 1
    assert new_client(request.getfixturevalue(who)).get(path).status_code == 404


def test_an_unknown_account_is_no_page(desk: StrictClient) -> None:
    assert look(desk, 999_999).status_code == 404
    assert desk.get(f"{ROOM}/search/abc").status_code == 404


def test_pages_cost_few_statements(desk: StrictClient, anna: Person, database: Database) -> None:
    look(desk, anna.account_id)
    with database.statements() as seen:
        desk.get(ROOM)
    assert len(seen) <= 4, seen
    with database.statements() as seen:
        look(desk, anna.account_id)
    # visit, account, customers, codes, devices, history, address (2), who looked
    assert len(seen) <= 9, seen


def test_the_page_leads_to_the_customers_it_may_see(desk: StrictClient, anna: Person) -> None:
    page = look(desk, anna.account_id)
    links = [link.attr("href") for link in page.document.select("main dl a")]
    assert f"/admin/customers/{anna.customer_id}" in links
